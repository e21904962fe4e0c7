import FileIO
import Objects
import SystemPackage

/// The files of a repository, read by a few lines that share nothing with the program: what breaks I1, I3, I5 or I6.
struct RawRepository {
  let metadata: FilePath
  private let kernel = KernelFileSystem()

  init(_ metadata: FilePath) { self.metadata = metadata }

  /// A segment's tables, as far as the invariants are about them.
  struct Segment {
    let name: String
    /// The packs that it names, and their sizes.
    let packs: [(id: String, bytes: Int)]
    let replaced: Set<String>
    let records: Set<String>
  }

  /// A sentence each; nothing is wrong when there is none.
  func faults() throws -> [String] {
    var faults: [String] = []
    var segments: [Segment] = []
    for name in try names("objects/index") {
      let bytes = try bytes("objects/index/" + name)
      guard let segment = Self.segment(bytes, name) else {
        faults.append("I6: \(name) is partial")
        continue
      }
      segments.append(segment)
    }
    let replaced = segments.reduce(into: Set<String>()) { $0.formUnion($1.replaced) }
    let live = segments.filter { !replaced.contains($0.name) }
    for (segment, pack) in live.flatMap({ segment in segment.packs.map { (segment, $0) } }) {
      let path = "objects/packs/\(pack.id).pack"
      guard try kernel.status(at: place(path), followingLinks: false) != nil else {
        faults.append("I5: \(segment.name) names the pack \(pack.id), which is gone")
        continue
      }
      if !Self.isSealed(try bytes(path), pack) {
        faults.append("I3: \(segment.name) names the pack \(pack.id), which is not sealed")
      }
    }
    faults += try headFaults(records: live.reduce(into: Set<String>()) { $0.formUnion($1.records) })
    return faults
  }

  private func headFaults(records: Set<String>) throws -> [String] {
    var faults: [String] = []
    let numbers = try names("heads").compactMap(UInt64.init)
    for number in numbers {
      let text = String(decoding: try bytes("heads/\(number)"), as: UTF8.self)
      if text.utf8.count != 65 || text.last != "\n" || !text.dropLast().allSatisfy(\.isHexDigit) {
        faults.append("I6: heads/\(number) is partial")
      } else if number == numbers.max(), !records.contains(String(text.dropLast())) {
        faults.append("I1: heads/\(number) names no operation")
      }
    }
    return faults
  }

  // MARK: - Layouts

  private static func segment(_ bytes: [UInt8], _ name: String) -> Segment? {
    guard bytes.count >= 72, bytes.number(at: 16, 8) == bytes.count,
      name == bytes.hex(at: bytes.count - 40) + ".seg", isWhole(bytes[..<(bytes.count - 40)], name)
    else { return nil }
    var packs: [(String, Int)] = []
    var replaced: Set<String> = []
    var records: Set<String> = []
    for section in 0..<bytes.number(at: 12, 4) {
      let entry = 32 + 32 * section
      let (kind, size) = (bytes.number(at: entry, 4), bytes.number(at: entry + 4, 4))
      let bits = bytes.number(at: entry + 24, 4)
      let start = bytes.number(at: entry + 16, 8) + (bits > 0 ? 4 << bits : 0)
      for row in 0..<bytes.number(at: entry + 8, 8) {
        let place = start + row * size
        switch kind {
        case 4: records.insert(bytes.hex(at: place))
        case 16: packs.append((bytes.hex(at: place), bytes.number(at: place + 32, 8)))
        case 20: replaced.insert(bytes.hex(at: place) + ".seg")
        default: break
        }
      }
    }
    return Segment(name: name, packs: packs, replaced: replaced, records: records)
  }

  private static func isSealed(_ bytes: [UInt8], _ pack: (id: String, bytes: Int)) -> Bool {
    guard bytes.count == pack.bytes, bytes.count >= 80,
      bytes.suffix(8).elementsEqual("MLXPEND\n".utf8)
    else { return false }
    let table = bytes.number(at: bytes.count - 48, 8)
    guard (16...(bytes.count - 64)).contains(table) else { return false }
    let covered = bytes[..<16] + bytes[table..<(bytes.count - 64)]
    return isWhole(covered, pack.id) && bytes.hex(at: bytes.count - 40) == pack.id
  }

  private static func isWhole(_ bytes: ArraySlice<UInt8>, _ name: String) -> Bool {
    SHA256Hasher.hash(Array(bytes)).hex == name.prefix(64)
  }

  // MARK: - Files

  private func place(_ name: String) -> FilePath { metadata.entry(name) }

  private func names(_ folder: String) throws -> [String] {
    guard try kernel.status(at: place(folder), followingLinks: true) != nil else { return [] }
    return try kernel.entries(of: place(folder)).map(\.name).sorted()
  }

  private func bytes(_ name: String) throws -> [UInt8] {
    try kernel.readFile(place(name), maxBytes: 1 << 26)
  }
}

extension [UInt8] {
  /// Little-endian; -1 for what no file of a test has.
  fileprivate func number(at offset: Int, _ size: Int) -> Int {
    guard offset >= 0, offset + size <= count else { return -1 }
    return (0..<size).reversed().reduce(0) { $0 &<< 8 | Int(self[offset + $1]) }
  }

  fileprivate func hex(at offset: Int) -> String {
    guard offset >= 0, offset + 32 <= count else { return "" }
    return self[offset..<offset + 32].map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0" + text : text
    }.joined()
  }
}
