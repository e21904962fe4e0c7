import FileIO
import Objects
import SystemPackage
import TestSupport
import Testing

@testable import Migration

/// What DVC's files and hashes say, against values that dvc 3.67.1 and 2.58.2 computed.
@Suite struct DVCFilesTests {
  /// `dvc_data.hashfile.hash.fobj_md5` of the same bytes: plain, and with `md5-dos2unix`.
  static let digests: [(name: String, bytes: [UInt8], plain: String, unix: [String])] = [
    (
      "text", Array("ab\r\ncd\r\n".utf8), "eeb02a8f243c92f44a045f812b0ae2bc",
      ["a87ab4d58dab99c7d96b591f82896305"]
    ),
    (
      "a CRLF across two pieces",
      [UInt8](repeating: 0x78, count: (1 << 20) - 1) + Array("\r\ny\r\n".utf8),
      "7e9dd6c74edc74a5b3fc64ef718baddb", ["e1825541a28894307881fc219afcc49f"]
    ),
    (
      "text of several pieces", Array(String(repeating: "t\r\n", count: 400_000).utf8),
      "4d0c3e2d120f8da7a3fa85387c11210f", ["33851cd06848d868e294cf5b3bff6a4d"]
    ),
    (
      "text, then not: versions 2 and 3 differ",
      Array("a\r\n".utf8) + [UInt8](repeating: 0x78, count: (1 << 20) - 3)
        + Array(String(repeating: "\0\r\n", count: 10).utf8),
      "e59e8940e0c1bb39753d5eaf233447de",
      ["15385518dccf07a3d7394d28580250b6", "c1a6b1d6850fd62ef27d6fa6ed600c63"]
    ),
    (
      "binary", Array("\0\r\n\r\n".utf8), "a26dacf5ca974e166b4a83230ead0bc7",
      ["a26dacf5ca974e166b4a83230ead0bc7"]
    ),
    (
      "a third of odd bytes",
      [UInt8](repeating: 200, count: 31) + [UInt8](repeating: 65, count: 69) + Array("\r\n".utf8),
      "40d20994aa4c3c37f53b9a2a2158acdf", ["40d20994aa4c3c37f53b9a2a2158acdf"]
    ),
    ("nothing", [], "d41d8cd98f00b204e9800998ecf8427e", ["d41d8cd98f00b204e9800998ecf8427e"]),
  ]

  @Test(arguments: digests.indices)
  func hashesAreThoseOfDVC(index: Int) throws {
    let (name, bytes, plain, unix) = Self.digests[index]
    let new = try #require(DVCHash(plain, kind: .md5))
    #expect(ContentDigest.isHash(new, of: bytes), "\(name)")
    for text in unix {
      let old = try #require(DVCHash(text, kind: .dos2unix))
      #expect(ContentDigest.isHash(old, of: bytes), "\(name)")
      // In pieces of any length as well, as a large file comes.
      var digest = ContentDigest(kind: .dos2unix)
      bytes.withUnsafeBytes { all in
        for start in stride(from: 0, to: all.count, by: 300_001) {
          digest.update(
            UnsafeRawBufferPointer(rebasing: all[start..<min(start + 300_001, all.count)]))
        }
      }
      let isSame = digest.matches(old)
      #expect(isSame, "\(name)")
    }
    #expect(!ContentDigest.isHash(new, of: bytes + [1]), "\(name)")
    if !unix.contains(plain) {
      let wrong = try #require(DVCHash(unix[0], kind: .md5))
      #expect(!ContentDigest.isHash(wrong, of: bytes), "DVC 3 converts nothing: \(name)")
    }
  }

  @Test func listsOfFoldersAreWrittenAsDVCDoes() {
    let md5 = "00000000000000000000000000000001"
    let text = DVCFolder.text(
      of: ["b.txt", "a/ü \"q\"\\.txt", "a-b", "z\u{1F600}"].map { (path: $0, md5: md5) })
    #expect(MD5Hasher.hash(text) == "28d76c0042891c9b25448a7455772df7")
  }

  @Test(arguments: [
    "{}", "[1]", "[{\"md5\":\"x\",\"relpath\":\"a\"}]", "[{\"relpath\":\"a\"}]", "not JSON",
    row("../a"), row("/a"), row("a/../b"), row("a//b"), row(""), row("."), row(".git/config"),
    row("a\\u0000"),
    "[\(entry("a")), \(entry("a"))]", "[\(entry("a/b")), \(entry("a"))]",
    row("a", md5: String(repeating: "0", count: 32) + ".dir"),
  ])
  func hostileListsAreRefused(text: String) {
    #expect(DVCFolder(parsing: Array(text.utf8), kind: .md5) == nil)
  }

  private static func entry(_ path: String, md5: String = String(repeating: "0", count: 32))
    -> String
  {
    "{\"md5\":\"\(md5)\",\"relpath\":\"\(path)\"}"
  }

  private static func row(_ path: String, md5: String = String(repeating: "0", count: 32)) -> String
  {
    "[\(entry(path, md5: md5))]"
  }

  @Test func listsAreRead() throws {
    let text = "[\(Self.entry("b/c")), \(Self.entry("b-c")), \(Self.entry("a"))]"
    let folder = try #require(DVCFolder(parsing: Array(text.utf8), kind: .dos2unix))
    #expect(folder.files.map(\.path.string) == ["a", "b/c", "b-c"])
    #expect(folder.files.allSatisfy { $0.hash.kind == .dos2unix })
  }

  @Test func pathsStayInside() throws {
    let folder = try RepositoryPath(validating: "a/b")
    func path(_ text: String, base: String = ".") -> DVCPath {
      DVCPath(text, in: folder, base: base)
    }
    #expect(path("x") == .inside(RepositoryPath(unchecked: "a/b/x")))
    #expect(path("../x", base: "work") == .inside(RepositoryPath(unchecked: "a/b/x")))
    #expect(path("../../x/./y") == .inside(RepositoryPath(unchecked: "x/y")))
    #expect(path("../../../x") == .outside("../x"))
    #expect(path("../../../../x") == .outside("../../x"))
    #expect(path("/etc/passwd") == .outside("/etc/passwd"))
    #expect(path("s3://bucket/x") == .outside("s3://bucket/x"))
    #expect(path("../..") == .outside(""))
    #expect(path("../../.git/config") == .outside(".git/config"))
  }

  @Test func rolesComeFromPatterns() {
    let pipeline = DVCPipeline([
      "stages": [
        "train": [
          "foreach": ["a", "b"],
          "do": [
            "wdir": "runs/${item}",
            "outs": ["models/${item}.pkl", ["log.txt": ["persist": true]]],
            "metrics": [["metrics/${item}/m.json": ["cache": false]]], "plots": ["${item}.csv"],
          ],
        ], "matrix": ["wdir": "${item.x}"], "plain": ["wdir": "w"],
      ]
    ])
    #expect(pipeline.role(of: "models/a.pkl", ofStage: "train@a") == .output)
    #expect(pipeline.role(of: "metrics/a/m.json", ofStage: "train@a") == .metrics)
    #expect(pipeline.role(of: "a.csv", ofStage: "train@a") == .plot)
    #expect(pipeline.role(of: "log.txt", ofStage: "train@a") == .output)
    #expect(pipeline.role(of: "other", ofStage: "none") == .output)
    #expect(pipeline.folder(ofStage: "train@a") == "runs/a")
    #expect(pipeline.folder(ofStage: "matrix@1-2") == nil)
    #expect(pipeline.folder(ofStage: "plain") == "w")
    #expect(pipeline.folder(ofStage: "none") == ".")
  }

  @Test func settingsAreRead() throws {
    let folder = try TemporaryDirectory()
    let fileSystem = KernelFileSystem()
    func write(_ name: String, _ text: String) throws {
      try File(folder.path.appending(name), .create, in: fileSystem).write(Array(text.utf8), at: 0)
    }
    try write(
      "config",
      """
      [core]
          remote = near
      ['remote "near"']
          url = ../../store
      ['remote "far"']
          url = "s3://bucket/x"
      ['remote "file"']
          url = file:///mnt/x
      # url = no
      [cache]
          dir = /first
      """)
    try write("config.local", "[cache]\ndir = ~/cache\r\n['remote \"near\"']\nurl=/elsewhere\n")
    let config = try DVCConfig(of: folder.path, home: "/home/ada", in: fileSystem)
    #expect(config.cache == "/home/ada/cache")
    #expect(config.remotes.map(\.name) == ["far", "file", "near"])
    #expect(config.remotes.map(\.folder) == [nil, "/mnt/x", "/elsewhere"])
  }
}
