import FileIO
import Objects
import ProjectFiles
import SystemPackage
import TestSupport
import Testing

/// What `mlx.yaml` says, when it is right.
@Suite struct ProjectFileTests {
  private func parse(_ text: String) throws -> ProjectFile {
    try ProjectFile(parsing: Array(text.utf8))
  }

  private static let digest = "sha256:" + String(repeating: "0a", count: 32)

  private static let full = """
    version: 1                        # optional
    assets:
      model/fraud:
        licence: Apache-2.0
        owner: ana@example.com
        purpose: |
          Scores card payments.
          Not for credit.
        source: https://example.com/fraud
        card: docs/fraud.md
        retention: 2 years
        personal-data: false
        path: models/fraud.safetensors
        lineage:
          - dataset/transactions
          - holdout: {role: holdout}
          - {asset: dataset/more, role: validation}
          - uri: hf:org/base@rev
            digest: \(digest)
            role: base
          - uri: https://example.com/x
      transactions: {kind: dataset, license: CC-BY-4.0, personal-data: true, lineage: []}
    remotes: {origin: s3://bucket/path}
    gates:
      fraud: [{metric: recall, min: 0.88}]
    """

  @Test func everyKey() throws {
    let file = try parse(Self.full)
    #expect(file.assets.map(\.name) == ["fraud", "transactions"])
    let fraud = try #require(file.asset(AssetReference(kind: .model, name: "fraud")))
    #expect(fraud.kind == .model && fraud.place == TextPlace(line: 3, column: 3))
    #expect(fraud.licence == "Apache-2.0" && fraud.owner == "ana@example.com")
    #expect(fraud.purpose == "Scores card payments.\nNot for credit.\n")
    #expect(fraud.source == "https://example.com/fraud" && fraud.retention == "2 years")
    #expect(fraud.card?.string == "docs/fraud.md" && fraud.personalData == false)
    #expect(fraud.path?.string == "models/fraud.safetensors")
    let data = try #require(file.asset(AssetReference(kind: .dataset, name: "transactions")))
    #expect(data.kind == .dataset && data.licence == "CC-BY-4.0" && data.personalData == true)
    #expect(data.lineage == [])
    #expect(file.remotes == ["origin": "s3://bucket/path"])
    #expect(file.gates.map(\.model) == ["fraud"] && file.gates.first?.gates.count == 1)
  }

  @Test func lineageHasPlaces() throws {
    let wishes = try parse(Self.full).lineage(of: AssetReference(kind: .model, name: "fraud"))
    func at(_ line: Int, _ column: Int) -> TextPlace { TextPlace(line: line, column: column) }
    #expect(
      wishes == [
        LineageWish(.asset(kind: .dataset, name: "transactions"), place: at(15, 9)),
        LineageWish(.asset(kind: nil, name: "holdout"), role: "holdout", place: at(16, 9)),
        LineageWish(.asset(kind: .dataset, name: "more"), role: "validation", place: at(17, 9)),
        LineageWish(
          .external(uri: "hf:org/base@rev", digest: Self.digest), role: "base", place: at(18, 9)),
        LineageWish(.external(uri: "https://example.com/x", digest: nil), place: at(21, 9)),
      ])
    #expect(
      wishes?.map(\.text) == [
        "dataset/transactions", "holdout", "dataset/more", "hf:org/base@rev",
        "https://example.com/x",
      ])
  }

  @Test func aNameWithoutAKindIsAboutAnyKind() throws {
    let file = try parse("assets:\n  a: {owner: x, lineage: [b]}\n  model/c:\n  dataset/c: {}\n")
    for kind in [AssetKind.model, .dataset] {
      #expect(file.asset(AssetReference(kind: kind, name: "a"))?.owner == "x")
      #expect(file.lineage(of: AssetReference(kind: kind, name: "a"))?.count == 1)
      #expect(file.asset(AssetReference(kind: kind, name: "c"))?.kind == kind)
    }
    #expect(file.lineage(of: AssetReference(kind: .model, name: "c")) == nil)
    #expect(file.asset(AssetReference(kind: .artifact, name: "c")) == nil)
  }

  @Test(arguments: [
    "", "# nothing\n", "---\n", "null\n", "version: 1\n", "assets:\n", "assets: {}\n",
    "version:\n", "\u{FEFF}version: 1\n", "a: &a 1\n".replacing("a: &a 1", with: "{}"),
  ])
  func nothingIsSaid(text: String) throws {
    #expect(try parse(text) == ProjectFile())
  }

  @Test func linesMayEndInCRLF() throws {
    let file = try parse("assets:\r\n  model/a:\r\n    owner: x\r\n    purpose: y\r\n")
    #expect(file.assets.first?.owner == "x" && file.assets.first?.purpose == "y")
  }

  @Test func keysWithoutValuesAreNotThere() throws {
    let file = try parse(
      "assets:\n  model/a: {owner: , lineage: , personal-data: null}\n  b:\ngates:\n")
    #expect(file.assets.map(\.name) == ["a", "b"])
    #expect(file.assets[0].owner == nil && file.assets[0].lineage == nil)
    #expect(file.reserved.isEmpty)
  }

  @Test func aliasesAndMergeKeys() throws {
    let file = try parse(
      """
      assets:
        model/a: &team {owner: ana, licence: MIT, lineage: &l [d]}
        model/b: {<<: *team, owner: bo}
        model/c: {<<: [{owner: cy}, *team], lineage: *l}
      """)
    #expect(file.assets.map(\.owner) == ["ana", "bo", "cy"])
    #expect(file.assets.map(\.licence) == ["MIT", "MIT", "MIT"])
    #expect(file.assets.map { $0.lineage?.count } == [1, 1, 1])
  }

  @Test func loadsFromTheDisk() throws {
    let folder = try TemporaryDirectory()
    let fileSystem = KernelFileSystem()
    let path = folder.path.appending(ProjectFile.name)
    #expect(try ProjectFile.load(from: path, in: fileSystem) == nil)
    try File(path, .create, in: fileSystem).write(Array("assets: {a: {owner: x}}".utf8), at: 0)
    #expect(try ProjectFile.load(from: path, in: fileSystem)?.assets.first?.owner == "x")
    try File(path, .write, in: fileSystem).write(Array("assets: {a: {owner: 1}}".utf8), at: 0)
    let error = #expect(throws: ProjectFileError.self) {
      try ProjectFile.load(from: path, in: fileSystem)
    }
    #expect(error?.description == "mlx.yaml:1:21: 'owner' is a number, not a text")
    #expect(throws: FileError.isADirectory(folder.path.string)) {
      try ProjectFile.load(from: folder.path, in: fileSystem)
    }
    let long = [UInt8](repeating: 0x23, count: ProjectFile.bytesMax + 1)
    try File(path, .write, in: fileSystem).write(long, at: 0)
    #expect(throws: ProjectFileError.tooLarge(file: "mlx.yaml", limitBytes: 1 << 20)) {
      try ProjectFile.load(from: path, in: fileSystem)
    }
  }
}
