import FileFormats
import FileIO
import ObjectStore
import Objects
import References
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// What `mlx scan` says of files on the disk and in versions.
@Suite struct ScanTests {
  private static let evil = Array("cos\nsystem\n(S'id'\ntR.".utf8)
  private static let plain = Array("ccollections\nOrderedDict\n(tR.".utf8)
  /// Python's `zlib.compress` and `gzip.compress` of `evil`.
  private static let evilZlib: [UInt8] = hex(
    "789c4bce2fe62aae2c2e49cde5d20856cf4c51e72a09d203004f130693")
  private static let lambda = Array(
    "{\"config\":{\"layers\":[{\"class_name\":\"Lambda\",\"module\":\"keras.layers\"}]}}".utf8)

  private static func hex(_ text: String) -> [UInt8] {
    let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }

  private func scan(_ bytes: [UInt8], named name: String) throws -> ScannedFile? {
    try FileScan.scan(ByteArray(bytes), path: name)
  }

  @Test func rawPickles() throws {
    let file = try #require(try scan(Self.evil, named: "m.pkl"))
    #expect(file.severity == .dangerous)
    #expect(file.pickles.map(\.imports) == [[.init(name: "os.system", severity: .dangerous)]])
    #expect(file.pickles[0].opcodes == ["GLOBAL", "REDUCE"])
    #expect(file.pickles[0].state == .followed)
    #expect(try scan(Self.plain, named: "m.pkl")?.severity == .safe)
    #expect(try scan(Self.evil, named: "notes.txt")?.severity == .dangerous)
    let unknown = Array("cmine\nModel\n.".utf8)
    #expect(try scan(unknown, named: "m.pkl")?.severity == .suspicious)
    let cut = try #require(try scan(Array(Self.plain.dropLast()), named: "m.pkl"))
    #expect(cut.severity == .broken)
    #expect(cut.pickles[0].problem == "it ends too early")
    // Damage does not take anything from what came before it.
    #expect(try scan(Array(Self.evil.dropLast()), named: "m.pkl")?.severity == .dangerous)
  }

  @Test func filesThatRunNothing() throws {
    for (name, text) in [
      ("a.csv", "cat,dog\n1,2\n"), ("a.py", "import os\nos.system('id')\n"), ("empty.txt", ""),
      ("a.json", "{\"class_name\": \"Lambda\"}"), ("Makefile", "all:\n\tcc x.c\n"),
    ] {
      #expect(try scan(Array(text.utf8), named: name) == nil, "\(name)")
    }
    #expect(try scan([], named: "a.pkl")?.severity == .broken)
  }

  @Test func compressed() throws {
    let file = try #require(try scan(Self.evilZlib, named: "m.joblib"))
    #expect(file.pickles.map(\.place) == ["zlib"])
    #expect(file.severity == .dangerous)
    let cut = try #require(try scan(Array(Self.evilZlib.dropLast(6)), named: "m.joblib"))
    #expect(cut.severity == .broken)
    // Neither damaged nor clean: nobody looked.
    let packed = Array("BZh91AY&SY".utf8) + [0x13, 0x37, 1, 2]
    #expect(try scan(packed, named: "m.joblib")?.severity == .unknown)
    #expect(try scan(packed, named: "m.joblib")?.pickles.map(\.state) == [.unread])
  }

  @Test(arguments: [
    ("../x", true), ("a/../../x", true), ("/etc/passwd", true), ("C:\\x", true), ("a\\..\\b", true),
    ("\\\\server\\x", true), ("C:", true), ("a\u{0}b", true), ("a/b", false), ("a..b/c", false),
    ("a/.b", false), ("...", false), ("a:b/c", false), ("a/", false),
  ])
  func namesThatLeadOut(name: String, leadsOut: Bool) {
    #expect(ArchiveScan.leadsOut(name) == leadsOut)
  }

  @Test(arguments: [
    ("../x", "a/b", false), ("../x", "a", true), ("../../x", "a/b", true), ("/etc", "a/b", true),
    ("x/../../y", "a", true), ("x/../y", "a", false), ("./../y", "./a", true), ("../y", "", true),
    ("y", "", false),
  ])
  func linksThatLeadOut(link: String, name: String, leadsOut: Bool) {
    #expect(ArchiveScan.linkLeadsOut(link, from: name) == leadsOut)
  }

  /// What libraries write, byte for byte.
  @Test func honestFiles() throws {
    let folder = FilePath(#filePath).removingLastComponent().removingLastComponent()
      .appending("FileFormatsTests").appending("Files")
    let environment = try Project().test.environment
    let report = try Repository.scan(path: folder, as: "Files", environment)
    #expect(report.verdict == .clean)
    #expect(
      report.files.map(\.path)
        == [
          "legacy.pt", "linear-2.pkl", "linear-4.pkl", "linear-5.pkl", "linear.joblib",
          "objects.npy",
          "small.pt",
        ].map { "Files/" + $0 })
    #expect(report.fileCount == 28)
    // Python's own lists of paths have the name of a model.
    #expect(try scan(Array("import os\n# a list\n".utf8), named: "site.pth") == nil)
  }

  @Test func archives() throws {
    let escape = ZipArchive.stored([("../../.bashrc", [1]), ("model/data.pkl", Self.plain)])
    let file = try #require(try scan(escape, named: "m.pt"))
    #expect(file.remarks.map(\.code) == [.pathEscape])
    #expect(file.remarks.map(\.place) == ["../../.bashrc"])
    #expect(file.pickles.map(\.place) == ["model/data.pkl"])
    #expect(file.severity == .dangerous)
    let cut = try #require(try scan(Array(escape.dropLast()), named: "m.pt"))
    #expect(cut.severity == .broken)
  }

  /// 4 GiB of a member of 3 bytes, as the directory says.
  @Test func archivesThatExpandFar() throws {
    let bomb = ZipArchive.archive([
      ZipArchive.Member(name: "zeros", bytes: [3, 0, 0], method: 8, byteCount: 4_000_000_000)
    ])
    let file = try #require(try scan(bomb, named: "m.zip"))
    #expect(file.remarks.map(\.code) == [.expandsFar])
    #expect(file.severity == .suspicious)
    // A pickle of that length is not expanded.
    let pickle = ZipArchive.archive([
      ZipArchive.Member(name: "a/data.pkl", bytes: [3, 0, 0], method: 8, byteCount: 4_000_000_000)
    ])
    #expect(try scan(pickle, named: "m.pt")?.pickles.map(\.state) == [.unread])
  }

  @Test func keras() throws {
    let model = ZipArchive.stored([("metadata.json", [0x7B, 0x7D]), ("config.json", Self.lambda)])
    let file = try #require(try scan(model, named: "m.keras"))
    #expect(file.remarks.map(\.code) == [.codeLayer])
    #expect(file.severity == .dangerous)
    let foreign = Array(
      """
      {"module": "keras", "class_name": "Functional", "config": {"layers": [
        {"module": "keras.layers", "class_name": "Dense", "config": {"units": 1}},
        {"module": "os", "class_name": "function", "config": "system"},
        {"module": "my.layers", "class_name": "Gate"}, {"module": "my.layers", "class_name": "Gate"}]}}
      """.utf8)
    let other = try #require(
      try scan(
        ZipArchive.stored([("config.json", foreign), ("metadata.json", [])]), named: "m.keras"))
    #expect(
      Set(other.remarks.map(\.text)) == ["it imports os.system", "it imports my.layers.Gate"])
    #expect(other.remarks.count == 2)
    #expect(other.severity == .dangerous)
    let broken = ZipArchive.stored([("config.json", [1]), ("metadata.json", [])])
    #expect(try scan(broken, named: "m.keras")?.severity == .unknown)
  }

  /// The text lies across the pieces that are read.
  @Test(arguments: [100, (1 << 20) - 10, (1 << 20) - 64, 3 << 20])
  func kerasInHDF5(place: Int) throws {
    var bytes: [UInt8] = [0x89] + Array("HDF\r\n".utf8) + [0x1A, 0x0A]
    bytes += [UInt8](repeating: 0, count: place - bytes.count)
    #expect(try scan(bytes, named: "m.h5") == nil)
    bytes += Array("{\"class_name\": \"Lambda\", \"config\"".utf8) + [0, 0, 0]
    #expect(try scan(bytes, named: "m.h5")?.remarks.map(\.code) == [.codeLayer])
  }

  @Test func pointers() throws {
    let pointer = Array("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n".utf8)
    #expect(try scan(pointer, named: "m.pt")?.remarks.map(\.code) == [.notHere])
    #expect(try scan(pointer, named: "m.bin") == nil)
  }

  // MARK: - Folders and versions

  private func scan(_ project: Project, _ path: String) throws -> ScanReport {
    let full = path == "." ? project.root : project.absolute(path)
    return try Repository.scan(path: full, as: path, project.test.environment)
  }

  @Test func folders() throws {
    let project = try Project()
    try project.write("models/b.pkl", bytes: Self.plain)
    try project.write("models/deep/a.pt", bytes: ZipArchive.stored([("x/data.pkl", Self.evil)]))
    try project.write("models/data.csv", "a,b\n1,2\n")
    try project.write("blobs/c", bytes: Self.evil)
    try project.write(".git/x.pkl", bytes: Self.evil)
    let links = KernelFileSystem()
    try links.symlink(target: "../blobs/c", at: project.absolute("models/link.pkl"))
    try links.symlink(target: "..", at: project.absolute("models/deep/up"))
    try links.symlink(target: "nowhere", at: project.absolute("models/dead"))
    let report = try scan(project, "models")
    #expect(
      report.files.map(\.path) == ["models/b.pkl", "models/link.pkl", "models/deep/a.pt"])
    #expect(report.files.map(\.severity) == [.safe, .dangerous, .dangerous])
    #expect(report.fileCount == 4)
    #expect(report.verdict == .unsafe)
    // The folder once, though links lead to it again; nothing of git or mlx.
    #expect(try scan(project, ".").fileCount == 5)
    #expect(try scan(project, "models/b.pkl").verdict == .clean)
    #expect(throws: FileError.self) { try scan(project, "models/dead") }
  }

  @Test func versions() throws {
    let project = try Project()
    try project.write("models/m.pkl", bytes: Self.evil)
    // Large enough to be stored as several chunks.
    let big = ZipArchive.stored([
      ("m/data.pkl", Self.plain), ("m/data/0", [UInt8](repeating: 9, count: 300_000)),
      ("z.pkl", Self.evil),
    ])
    try project.write("models/big.pt", bytes: big)
    try project.add("models/m.pkl", kind: .model, name: "m")
    try project.add("models/big.pt", kind: .model, name: "big")
    let first = try project.commit("one").id
    try project.write("models/m.pkl", bytes: Self.plain)
    try project.add("models/m.pkl")
    try project.commit("two")
    let repository = try project.repository
    let named = try repository.scan(stored: "m@HEAD~1")
    #expect(named.files.map(\.path) == ["models/m.pkl"])
    #expect(named.files.map(\.commit) == [first])
    #expect(named.verdict == .unsafe)
    #expect(try repository.scan(stored: "m").verdict == .clean)
    #expect(try repository.scan(stored: "HEAD:models/m.pkl").verdict == .clean)
    let stored = try repository.scan(stored: "big")
    #expect(stored.files[0].pickles.map(\.place) == ["m/data.pkl", "z.pkl"])
    #expect(stored.files[0].pickles.map(\.severity) == [.safe, .dangerous])
    let all = try repository.scan(stored: "HEAD~1")
    #expect(all.files.map(\.path) == ["models/big.pt", "models/m.pkl"])
    #expect(try repository.scan(stored: "HEAD:models").fileCount == 2)
    #expect(throws: WorkingError.pathNotFound("models/no.pkl", near: [])) {
      try repository.scan(stored: "models/no.pkl")
    }
    #expect(throws: WorkingError.self) { try repository.scan(stored: "HEAD:no.pkl") }
  }
}
