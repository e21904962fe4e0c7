import Objects
import ProjectFiles
import TestSupport
import Testing

/// Random commits with odd names: what is written is read again, and each asset has one line.
@Suite struct LockRoundTripTests {
  private static let pieces = [
    "a", "B", "7", " ", "  ", "\"", "\\", "#", "'", "=", ".", "-", "é", "e\u{301}", "\u{301}", "日",
    "\u{202E}", "\u{FEFF}", "\u{E0041}", "😀", "\t", "\n", "\r", "\u{0B}", "\u{85}", "\u{A0}",
    "\u{7F}", "commit", "version", "<<<<<<<", "\u{2028}",
  ]

  private static func text(_ random: inout SeededGenerator, without banned: String) -> String {
    while true {
      let text = (0..<Int.random(in: 1...6, using: &random)).map { _ in
        pieces.randomElement(using: &random) ?? ""
      }.joined()
      if !text.unicodeScalars.contains(where: banned.unicodeScalars.contains) { return text }
    }
  }

  private static func name(_ random: inout SeededGenerator) -> String {
    while true {
      let name = text(&random, without: "=/@:")
      if AssetName.fault(name) == nil { return name }
    }
  }

  private static func path(_ random: inout SeededGenerator) -> RepositoryPath {
    while true {
      let parts = (0..<Int.random(in: 1...3, using: &random)).map { _ in text(&random, without: "")
      }
      if let path = try? RepositoryPath(validating: parts.joined(separator: "/")) { return path }
    }
  }

  private static func number(_ random: inout SeededGenerator) -> JSONValue {
    switch Int.random(in: 0..<6, using: &random) {
    case 0: .integer(Int64(bitPattern: random.next()))
    case 1: .integer(Int64.random(in: -9...9, using: &random))
    case 2: .number([.nan, .infinity, -.infinity, -0.0].randomElement(using: &random) ?? 0)
    case 3: .number(Double.random(in: 0...1, using: &random))
    default: .number(anyDouble(&random))
    }
  }

  private static func anyDouble(_ random: inout SeededGenerator) -> Double {
    let value = Double(bitPattern: random.next())
    return value.isNaN ? .nan : value
  }

  private static func commit(_ random: inout SeededGenerator) -> Objects.Commit {
    var assets: [AssetReference: Asset] = [:]
    var metrics: [MetricsRecord] = []
    for _ in 0..<Int.random(in: 0...5, using: &random) {
      let kind =
        [AssetKind.model, .dataset, .artifact, .environment].randomElement(using: &random) ?? .model
      let digest = SHA256Hasher.hash(random.bytes(8))
      let object: AssetObject =
        Bool.random(using: &random) ? .blob(.init(digest)) : .tree(.init(digest))
      let asset = Asset(
        kind: kind, name: name(&random), path: path(&random), object: object, size: random.next(),
        format: nil)
      assets[asset.reference] = asset
      let values = (0..<Int.random(in: 0...10, using: &random)).map { _ in
        (text(&random, without: ""), number(&random))
      }
      metrics.append(
        MetricsRecord(
          of: asset.reference, id: object, on: nil, path: nil, source: nil,
          values: .object(Dictionary(values, uniquingKeysWith: { first, _ in first }))))
    }
    let digest = SHA256Hasher.hash(random.bytes(8))
    return Objects.Commit(
      parents: [], tree: TreeID(digest), assets: Array(assets.values),
      code: Bool.random(using: &random)
        ? CodeAsset(tree: TreeID(digest), size: 1, fileCount: 1, git: nil) : nil,
      environment: assets.keys.contains { $0.kind == .environment }
        ? nil : EnvironmentAsset(id: EnvironmentID(digest), evidence: .foundAtCommit),
      metrics: metrics,
      author: Author(name: "", email: "", time: Timestamp(seconds: 0)), message: "")
  }

  @Test func randomCommits() throws {
    var random = SeededGenerator(seed: 2026)
    for _ in 0..<400 {
      let record = Self.commit(&random)
      let lock = LockFile(commit: record.id, commitRecord: record)
      let text = lock.encode()
      #expect(try LockFile.decode(Array(text.utf8)) == lock, "\(text)")
      #expect(lock.assets.count == record.references.count)
      // Nothing but the line feeds between the lines breaks one, or hides in it.
      let unseen = text.unicodeScalars.filter {
        $0 != "\n"
          && ($0.value < 0x20 || [0x7F, 0x85, 0xA0, 0x2028, 0x202E, 0xFEFF].contains($0.value))
      }
      #expect(unseen.isEmpty)
      #expect(text.utf8.count { $0 == 0x0A } == 3 + 2 * lock.assets.count)
    }
  }
}
