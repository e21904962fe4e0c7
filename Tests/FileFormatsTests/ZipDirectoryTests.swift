import Testing

@testable import FileFormats

@Suite struct ZipDirectoryTests {
  private let members: [(name: String, bytes: [UInt8])] = [("a", [1, 2, 3]), ("b/c", [4])]

  private func directory(_ bytes: [UInt8]) throws -> ZipDirectory {
    try ZipDirectory(reading: ByteArray(bytes))
  }

  @Test func whatIsThere() throws {
    let bytes = ZipBytes.archive(members)
    let found = try directory(bytes)
    #expect(found.members.map(\.name) == ["a", "b/c"])
    let contents = found.members.map {
      Array(bytes[Int($0.range.lowerBound)..<Int($0.range.upperBound)])
    }
    #expect(contents == [[1, 2, 3], [4]])
    #expect(found.members.map(\.isStored) == [true, true])
    #expect(try directory(ZipBytes.archive([])).members.isEmpty)
    // A comment that looks like an end record is one only if it ends with the file.
    var lies = ZipBytes.Lies()
    lies.comment = Array("PK\u{5}\u{6} and more".utf8)
    #expect(try directory(ZipBytes.archive(members, lies)) == found)
  }

  @Test func liesAreRefused() throws {
    let changes: [(inout ZipBytes.Lies) -> Void] = [
      { $0.count = 1 }, { $0.count = 3 }, { $0.offset = 1 }, { $0.offset = -1 },
      { $0.localName = "z" }, { $0.byteCount = 9 }, { $0.directoryOffset = 0 },
      { $0.offset = 1 << 20 },
    ]
    for (number, change) in changes.enumerated() {
      var lies = ZipBytes.Lies()
      change(&lies)
      #expect(throws: UnreadableFormat.self, "\(number)") {
        try directory(ZipBytes.archive(number == 3 ? [("a", [1]), ("b", [2])] : members, lies))
      }
    }
    #expect(throws: UnreadableFormat.self) {
      try directory(ZipBytes.archive([("a", [1]), ("a", [2])]))
    }
    #expect(throws: UnreadableFormat.self) { try directory([1] + ZipBytes.archive(members)) }
    #expect(throws: UnreadableFormat.self) { try directory(ZipBytes.archive(members) + [0]) }
  }

  /// Two rows of the directory for the same bytes: a small file that expands without end.
  @Test func overlapIsRefused() throws {
    var bytes = ZipBytes.archive([("a", [1, 2]), ("a", [1, 2])])
    // The second row names the first local header, and so another name than it has.
    let row = bytes.count - 22 - 47
    bytes[row + 46] = UInt8(ascii: "b")
    for index in 42..<46 { bytes[row + index] = 0 }
    #expect(throws: UnreadableFormat.self) { try directory(bytes) }
  }

  @Test func whatCannotBeReadIsSaid() throws {
    var lies = ZipBytes.Lies()
    lies.flags = 1
    let encrypted = try directory(ZipBytes.archive(members, lies)).members[0]
    #expect(encrypted.isEncrypted)
    #expect(!encrypted.isStored)
    lies.flags = 0
    lies.method = 12
    let bytes = ZipBytes.archive(members, lies)
    let packed = try directory(bytes).members[0]
    #expect(throws: Unsound.self) {
      try packed.content(in: ByteArray(bytes), most: 100, inflate: Inflation.inflate)
    }
  }
}
