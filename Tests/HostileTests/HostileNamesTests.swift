import FileIO
import HostileSupport
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Objects

/// Names that lead elsewhere, or that a file system takes for another one.
@Suite struct HostileNamesTests {
  static let refused = [
    "..", ".", "", "/", "a/b", "../x", "/etc", "a\0b", ".git", ".GIT", ".Git", ".mlops", ".MLOPS",
    ".mLoPs",
    ".git ", ".git.", ".git . .", ".git::$INDEX_ALLOCATION", ".git:x", "git~1", "GIT~1", "mlops~1",
    "MLOPS~1",
    ".g\u{200C}it", ".gi\u{200D}t", "\u{FEFF}.git", ".mlops\u{200E}", ".\u{202E}mlops",
    ".gi\u{206F}t",
    "．git", "\u{2024}git", "\u{FE52}git", ".ｇｉｔ", ".ＭＬＯＰＳ", ".mlop\u{17F}", ".mlop\u{17F}. ",
  ]
  /// As git has it where there is no Windows: `CON` is a file.
  static let allowed = [
    "...", "..a", ".gitignore", ".gitx", ".mlopsx", "gitx", "git", "mlops", "git~2", "CON",
    "NUL.txt", "a\nb",
    "a\u{1B}[31m", "é", "e\u{301}", "日本", "．", "\u{FEFF}", "-rf", " ", "*", "a:b", "C:", "\\",
    String(repeating: "n", count: 255), ".git\u{301}", "\u{200C}",
  ]

  @Test func namesAreRefusedWhereverTheyAreRead() throws {
    for name in Self.refused {
      #expect(throws: ObjectError.self, "\(name)") { try EntryName.validate(name) }
      let bytes = TreePart.encode(leaf: [TreeEntry(mode: .file, name: name, size: 1, id: .zero)])
      #expect(throws: ObjectError.self, "\(name)") { try TreePart.decode(bytes, id: TreeID(.zero)) }
      // Of a path this is two names.
      if name == "a/b" { continue }
      #expect(throws: ObjectError.self, "\(name)") {
        try RepositoryPath(validating: "data/" + name + "/x")
      }
    }
    for name in Self.allowed {
      let bytes = TreePart.encode(leaf: [TreeEntry(mode: .file, name: name, size: 1, id: .zero)])
      #expect(throws: Never.self, "\(name)") { try TreePart.decode(bytes, id: TreeID(.zero)) }
    }
  }

  /// Each at the root and in a folder, as a file, a folder and a link.
  @Test func treesWithSuchNamesAreRefused() throws {
    let scene = try HostileScene()
    for (number, name) in Self.refused.enumerated() {
      try scene.commit { writer in
        let inner = try HostileScene.tree([HostileScene.file("config", writer)], writer)
        let entry =
          switch number % 3 {
          case 0: HostileScene.folder(name, inner)
          case 1: try HostileScene.file(name, writer)
          default: try HostileScene.file(name, "../../outside", mode: .symlink, writer)
          }
        let tree = try HostileScene.tree([entry], writer)
        return number % 2 == 0
          ? tree : try HostileScene.tree([HostileScene.folder("data", tree)], writer)
      }
      #expect(try scene.checkoutIsRefused() == "object-corrupt", "\(name)")
    }
    #expect(try scene.isUntouched())
  }

  @Test func namesOfBytesThatAreNoTextAreRefused() throws {
    let scene = try HostileScene()
    try scene.commit { writer in
      var bytes = TreePart.encode(leaf: [try HostileScene.file("abc", writer)])
      bytes[12] = 0xFF
      return TreeID(try writer.putBytes(.tree, bytes))
    }
    #expect(try scene.doEverything()["checkout"] == "object-corrupt")
  }

  @Test func allowedNamesComeAndGo() throws {
    let scene = try HostileScene()
    let id = try scene.commit { writer in
      let files = try Self.allowed.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        .map { try HostileScene.file($0, $0, writer) }
      return try HostileScene.tree(files, writer)
    }
    let refused = try scene.doEverything()
    #expect(refused == ["cat": "not-in-revision"], "\(refused)")
    _ = try scene.test.reopened().checkout(.init(revision: .init(parsing: id.hex)))
    for name in Self.allowed {
      #expect(try scene.test.text(name) == name)
    }
    #expect(try scene.isUntouched())
  }

  /// Longer than any disk takes: an error with a code, and what is there stays.
  @Test func namesThatNoDiskTakes() throws {
    let scene = try HostileScene()
    for name in [String(repeating: "n", count: 256), String(repeating: "é", count: 2048)] {
      try scene.commit { writer in try HostileScene.tree([HostileScene.file(name, writer)], writer)
      }
      let refused = try scene.doEverything()
      #expect(refused["checkout"] == "name-too-long" && refused["back"] == nil, "\(refused)")
      #expect(try scene.test.text("data/a.csv") == "a\n")
    }
    #expect(try scene.isUntouched())
  }

  @Test func entriesTwiceAndOutOfOrder() throws {
    let scene = try HostileScene()
    let lists: [(StoreWriter) throws -> [TreeEntry]] = [
      { [try HostileScene.file("b", $0), try HostileScene.file("a", $0)] },
      { [try HostileScene.file("a", $0), try HostileScene.file("a", "other", $0)] },
      // A file and a folder of one name: what is in the folder would be written through the link.
      { writer in
        let inner = try HostileScene.tree([HostileScene.file("x", writer)], writer)
        return [
          try HostileScene.file("a", "../outside", mode: .symlink, writer),
          HostileScene.folder("a", inner),
        ]
      },
    ]
    for list in lists {
      try scene.commit { try HostileScene.tree(list($0), $0) }
      #expect(try scene.doEverything()["checkout"] == "object-corrupt")
    }
    #expect(try scene.isUntouched())
  }

  /// Two names that are one where case or accents do not count: both come where they do.
  @Test func namesThatCollideElsewhere() throws {
    let scene = try HostileScene()
    let names = ["A", "Straße", "a", "e\u{301}", "é", "ſ", "s"]
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let id = try scene.commit { writer in
      try HostileScene.tree(names.map { try HostileScene.file($0, $0, writer) }, writer)
    }
    let refused = try scene.doEverything()
    #expect(refused.isEmpty, "\(refused)")
    _ = try scene.test.reopened().checkout(.init(revision: .init(parsing: id.hex)))
    for name in names { #expect(try scene.test.text(name) == name) }
  }

  /// Refs among files, and modes that there are not.
  @Test func entriesThatAreNoFiles() throws {
    let scene = try HostileScene()
    for mode in TreeMode.allCases where !mode.isInFolder {
      try scene.commit { writer in
        try HostileScene.tree([TreeEntry(mode: mode, name: "x", size: 0, id: .zero)], writer)
      }
      #expect(try scene.checkoutIsRefused() == "object-corrupt", "\(mode)")
    }
    for mode: UInt8 in [0, 5, 15, 22, 255] {
      try scene.commit { writer in
        var bytes = TreePart.encode(leaf: [try HostileScene.file("x", writer)])
        bytes[8] = mode
        return TreeID(try writer.putBytes(.tree, bytes))
      }
      #expect(try scene.checkoutIsRefused() == "object-corrupt", "\(mode)")
    }
    #expect(try scene.isUntouched())
  }
}
