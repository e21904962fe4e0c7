import Testing

@testable import FileFormats

/// Tar archives made by hand, sound and not.
@Suite struct TarDirectoryTests {
  static func header(
    _ name: [UInt8], size: Int, kind: Character = "0", link: String = "", folder: String = "",
    number: [UInt8]? = nil
  ) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: 512)
    func put(_ bytes: [UInt8], at place: Int) {
      block.replaceSubrange(place..<place + bytes.count, with: bytes)
    }
    put(Array(name.prefix(100)), at: 0)
    put(number ?? Array(octal(size, digits: 11).utf8), at: 124)
    put([kind.asciiValue ?? 0], at: 156)
    put(Array(link.utf8), at: 157)
    put(Array("ustar".utf8) + [0, 0x30, 0x30], at: 257)
    put(Array(folder.utf8), at: 345)
    put([UInt8](repeating: 0x20, count: 8), at: 148)
    put(Array(octal(block.reduce(0) { $0 + Int($1) }, digits: 6).utf8) + [0, 0x20], at: 148)
    return block
  }

  private static func octal(_ number: Int, digits: Int) -> String {
    let text = String(number, radix: 8)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  static func member(_ name: String, _ bytes: [UInt8], kind: Character = "0") -> [UInt8] {
    header(Array(name.utf8), size: bytes.count, kind: kind) + padded(bytes)
  }

  static func padded(_ bytes: [UInt8]) -> [UInt8] {
    bytes + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
  }

  static let end = [UInt8](repeating: 0, count: 1024)

  private func read(_ bytes: [UInt8]) throws -> [TarMember] {
    try TarDirectory(reading: ByteArray(bytes)).members
  }

  @Test func members() throws {
    let bytes =
      Self.member("a.txt", [1, 2, 3]) + Self.member("folder/", [], kind: "5")
      + Self.header(Array("l".utf8), size: 0, kind: "2", link: "../x")
      + Self.header(Array("b".utf8), size: 512, folder: "deep/er")
      + [UInt8](repeating: 7, count: 512) + Self.end
    let found = try read(bytes + Self.member("after the end", [9]))
    #expect(found.map(\.name) == ["a.txt", "folder/", "l", "deep/er/b"])
    #expect(found.map(\.range) == [512..<515, 1536..<1536, 2048..<2048, 2560..<3072])
    #expect(found.map(\.link) == [nil, nil, "../x", nil])
    // An archive may lack its end.
    #expect(try read(Self.member("a", [1])).count == 1)
    #expect(try read([]).isEmpty)
  }

  @Test func longNames() throws {
    let name = String(repeating: "x", count: 300) + "/é.pkl"
    let gnu = Self.member("././@LongLink", Array(name.utf8) + [0], kind: "L")
    let record = " path=\(name)\n"
    let length = record.utf8.count + 3
    let pax = Self.member("PaxHeaders/a", Array("\(length)\(record)10 size=4\n".utf8), kind: "x")
    for extra in [gnu, pax] {
      let found = try read(extra + Self.member("short", [1, 2, 3, 4]) + Self.member("next", []))
      #expect(found.map(\.name) == [name, "next"])
      #expect(found[0].range.count == 4)
    }
  }

  @Test func largeNumbers() throws {
    let number: [UInt8] = [0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0]
    let bytes = Self.header([0x61], size: 0, number: number) + [UInt8](repeating: 1, count: 512)
    #expect(try read(bytes).map(\.range) == [512..<1024])
  }

  @Test func damage() {
    var wrong = Self.member("a", [1])
    wrong[3] = 1
    let wide: [UInt8] = [0x80, 1] + [UInt8](repeating: 0, count: 10)
    let negative: [UInt8] = [UInt8](repeating: 0xFF, count: 12)
    for bytes in [
      wrong, Self.header([0x61], size: 4096) + [1, 2], Self.header([0x61], size: 0, number: wide),
      Self.header([0x61], size: 0, number: negative),
      Self.header([0x61], size: 0, number: Array("12x4567".utf8) + [0]),
      Self.header([0x61], size: 1 << 20, kind: "L") + [UInt8](repeating: 1, count: 1 << 20),
      Self.member("a", Array("99 path=b\n".utf8), kind: "x"),
      Self.member("a", Array("x".utf8), kind: "x"),
    ] {
      #expect(throws: UnreadableFormat.self) { try read(bytes) }
    }
  }

  @Test func everyChangedByteIsAValueOrRefused() throws {
    let name = Array("\(String(repeating: "x", count: 120))\0".utf8)
    let bytes =
      Self.header(Array("././@LongLink".utf8), size: name.count, kind: "L") + Self.padded(name)
      + Self.member("a", Array("13 path=b.pkl\n".utf8), kind: "x")
      + Self.member("b", Array("cos\nsystem\n.".utf8)) + Self.end
    for index in bytes.indices {
      for change in [UInt8(1), 0x80, 0x30] {
        var changed = bytes
        changed[index] ^= change
        let source = ByteArray(changed)
        if let found = try? TarDirectory(reading: source) {
          #expect(found.members.allSatisfy { $0.range.upperBound <= source.byteCount })
        }
        if index % 16 == 0 { _ = try PickleScan.reports(of: source, isGuess: true) }
      }
    }
  }

  @Test func pickles() throws {
    let evil = Array("cos\nsystem\n(S'id'\ntR.".utf8)
    func places(_ bytes: [UInt8]) throws -> [String] {
      try PickleScan.reports(of: ByteArray(bytes), isGuess: true).map {
        "\($0.place) \($0.severity)"
      }
    }
    let inner = Self.member("deep.pkl", evil) + Self.end
    let bytes =
      Self.member("weights", [UInt8](repeating: 1, count: 70_000)) + Self.member("w.ckpt", evil)
      + Self.member("inner.tar", inner) + Self.end
    #expect(try places(bytes) == ["w.ckpt dangerous", "inner.tar > deep.pkl dangerous"])
    // The name of the first member is a pickle.
    #expect(try places(Self.header(evil, size: 0) + Self.end) == [" dangerous"])
    let cut = Array(Self.member("a.pkl", evil).prefix(520))
    #expect(try places(cut) == [" suspicious"])
  }
}
