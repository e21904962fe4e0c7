// Zip and tar archives, beside the pickles in them: names that lead elsewhere, and members that fill a disk.
// Nothing is ever unpacked to the disk.
import FileFormats
import ObjectStore

/// Looks at the directory of an archive.
enum ArchiveScan {
  /// What is expanded to less than this fills no disk.
  static let expandedBytesMax: UInt64 = 1 << 30
  static let ratioMax: UInt64 = 250
  /// So many remarks are made of one archive.
  private static let remarksMax = 100

  static func remarks(of source: some RandomAccess) throws -> [ScanRemark] {
    // A damaged archive is reported where its pickles are looked for.
    guard let directory = try sound({ try ZipDirectory(reading: source) }) else { return [] }
    var remarks: [ScanRemark] = []
    for member in directory.members where leadsOut(member.name) && remarks.count < remarksMax {
      remarks.append(
        ScanRemark(
          code: .pathEscape, severity: .dangerous, place: member.name,
          text: "its name leads out of the folder that it is unpacked into"))
    }
    let expanded = directory.members.reduce(UInt64(0)) { saturating($0, $1.byteCount) }
    if expanded > expandedBytesMax, expanded / ratioMax > source.byteCount {
      remarks.append(
        ScanRemark(
          code: .expandsFar, severity: .suspicious, place: "",
          text:
            "it expands to \(expanded) bytes, \(expanded / max(source.byteCount, 1)) times its size"
        ))
    }
    return remarks + (try KerasScan.remarks(of: directory, in: source))
  }

  /// Names that lead out of the folder, and links that do: what is unpacked later would follow them.
  static func remarks(ofTar source: some RandomAccess) throws -> [ScanRemark] {
    guard let directory = try sound({ try TarDirectory(reading: source) }) else { return [] }
    var remarks: [ScanRemark] = []
    for member in directory.members where remarks.count < remarksMax {
      if leadsOut(member.name) {
        remarks.append(
          ScanRemark(
            code: .pathEscape, severity: .dangerous, place: member.name,
            text: "its name leads out of the folder that it is unpacked into"))
      } else if let link = member.link,
        linkLeadsOut(link, from: member.isFromRoot ? "" : member.name)
      {
        remarks.append(
          ScanRemark(
            code: .pathEscape, severity: .dangerous, place: member.name,
            text: "a link that leads out of the folder that it is unpacked into"))
      }
    }
    return remarks
  }

  /// Whether a link leaves the folder, followed from where it lies.
  static func linkLeadsOut(_ link: String, from name: String) -> Bool {
    if link.hasPrefix("/") { return true }
    var depth = max(0, name.split(separator: "/").filter { $0 != "." }.count - 1)
    for part in link.split(separator: "/") where part != "." {
      depth += part == ".." ? -1 : 1
      if depth < 0 { return true }
    }
    return false
  }

  /// Whether a program that joins the name to a folder would write elsewhere, on any system.
  static func leadsOut(_ name: String) -> Bool {
    let parts = name.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }
    let isAbsolute = parts.count > 1 && parts.first?.isEmpty == true
    let hasDrive = parts.first.map { $0.count == 2 && $0.last == ":" } == true
    return isAbsolute || hasDrive || parts.contains("..") || name.utf8.contains(0)
  }

  private static func saturating(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let (sum, isOver) = a.addingReportingOverflow(b)
    return isOver ? .max : sum
  }

  private static func sound<Value>(_ body: () throws -> Value) throws -> Value? {
    do { return try body() } catch is UnreadableFormat { return nil }
  }
}
