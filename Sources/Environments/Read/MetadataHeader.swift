// The head of METADATA and PKG-INFO: a mail header, of which two fields are wanted.
import Objects

/// Name and version of a package, as its metadata says.
struct MetadataHeader: Equatable {
  /// The most bytes that are read of one; names and versions come first.
  static let bytesMax = 64 << 10

  /// nil when there is none, or it is no name.
  var name: String?
  /// nil when there is none, or it is no version.
  var version: String?

  /// Reads the file in two steps: nearly always the first bytes hold both.
  init?(_ path: String, files: SmallFiles) {
    guard let head = files.head(path, count: 1024) else { return nil }
    self.init(bytes: head, isWhole: head.count < 1024)
    if name == nil || version == nil, head.count == 1024,
      let more = files.head(path, count: Self.bytesMax)
    {
      self.init(bytes: more, isWhole: more.count < Self.bytesMax)
    }
  }

  /// Takes the fields up to the first empty line.
  ///
  /// - Parameter isWhole: false when the file goes on: the last line is then cut off.
  init(bytes: [UInt8], isWhole: Bool) {
    var start = 0
    while start < bytes.count, name == nil || version == nil {
      let newline = bytes[start...].firstIndex(of: UInt8(ascii: "\n"))
      guard let end = newline ?? (isWhole ? bytes.count : nil) else { break }
      var line = bytes[start..<end]
      if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
      if line.isEmpty { break }
      if name == nil, let value = Self.value(of: "name:", in: line) {
        name = DistributionName.isName(value) ? value : nil
      } else if version == nil, let value = Self.value(of: "version:", in: line) {
        version = DistributionVersion.isVersion(value) ? value : nil
      }
      start = end + 1
    }
  }

  /// The value when the line begins with the key, in any case.
  private static func value(of key: StaticString, in line: ArraySlice<UInt8>) -> String? {
    let count = key.utf8CodeUnitCount
    guard line.count > count else { return nil }
    for index in 0..<count where line[line.startIndex + index] | 0x20 != key.utf8Start[index] {
      return nil
    }
    return String(decoding: line.dropFirst(count), as: UTF8.self).trimmed
  }
}
