import Objects
import Profiles

@testable import Attestation
@testable import Lineage

/// Records: canonical JSON, addressed by its hash, so nothing stands before the parser.
enum RecordTargets {
  static let all: [FuzzTarget] = [
    .coded(
      "json", FuzzTarget.texts(jsonTexts), decode: { try JSONValue(parsing: $0) },
      encode: { $0.canonicalBytes() }),
    record("commit", ["commit", "commit-beside-git"], Commit.decode) { $0.encode() },
    record("operation", ["operation"], Operation.decode) { $0.encode() },
    record("staging", ["staging"], Staging.decode) { $0.encode() },
    record("environment", ["environment"], EnvironmentRecord.decode) { $0.encode() },
    record("run", ["run", "run-killed"], RunRecord.decode) { $0.encode() },
    note,
    .coded("profile", profiles, decode: { try AssetProfile.decode($0) }, encode: { $0.encode() }),
    facts,
  ]

  private static let jsonTexts = [
    #"{"a":[1,-2.5e3,true,false,null,"é\u00e9\n\ud83d\ude00"],"":{"$number":"NaN"}}"#,
    #"[[[[[{"x":{"y":{"z":[]}}}]]]],9007199254740993,{"$number":"9223372036854775807"}]"#,
    " \t\r\n{ \"k\" : 0.1 } ", "1e308", "\"\"",
  ]

  private static func record<Value: Equatable & SendableMetatype>(
    _ name: String, _ vectors: [String], _ decode: @escaping @Sendable ([UInt8]) throws -> Value,
    _ encode: @escaping @Sendable (Value) -> [UInt8]
  ) -> FuzzTarget {
    .coded(
      name, vectors.map(Golden.object),
      tokens: FuzzWords.json + ["model/", "blob:", "tree:", "../", "2026-11-23T06:00:00Z"],
      decode: decode, encode: encode)
  }

  private static let author = Author(
    name: "Ana", email: "a@b.org", time: Timestamp(seconds: 1_795_413_600))
  private static let digest = SHA256Hasher.hash("x")

  /// Of every kind, and all that is read out of a note's body.
  private static let note = FuzzTarget(
    "note",
    ["note", "note-evaluation", "note-comparison"].map(Golden.object) + [
      Note.tombstone(
        of: BlobID(digest), reason: "by law", paths: [RepositoryPath(unchecked: "data/a.csv")],
        records: [digest], author: author
      ).encode(),
      Note.profile(ProfileID(digest), of: .blob(BlobID(digest)), author: author).encode(),
      signature?.encode() ?? [],
    ], tokens: FuzzWords.json + ["commit:", "blob:", "evaluation", "signature", "tombstone"]
  ) { bytes in
    let note = try Note.decode(bytes)
    try FuzzTarget.same("a note", note, note.encode(), Note.decode)
    _ = (note.metrics, note.comparison, note.tombstone, note.profile)
    if let detail = note.evaluationDetail { _ = detail.slices.count }
    if note.noteKind == .signature {
      do throws(SignatureFault) { _ = try SignatureNote(note) } catch { _ = error.reason }
    }
  }

  private static var signature: Note? {
    guard let signature = try? SSHSignature(armored: TextTargets.signature) else { return nil }
    let signs = SignedText.commit(CommitID(digest))
    return SignatureNote(signs, signature).note(about: .commit(CommitID(digest)), author: author)
  }

  /// One of each, of values that the product's own profilers gave.
  static let profiles: [[UInt8]] = {
    var folder = FolderProfiler()
    for number in 0..<6 {
      folder.add(
        path: "train/\(number % 2)/\(number).png", size: UInt64(100 + number), format: .png,
        content: SHA256Hasher.hash("\(number % 5)"))
    }
    let table = TableProfiler(format: .csv)
    Array("id,price,name\n1,2.5,a\n2,,b\n3,-1e9,a\n".utf8).withUnsafeBytes { table?.update($0) }
    let tensor = ModelProfile.Tensor(name: "w", type: "F32", shape: [2, 3], digest: digest)
    let model = ModelProfile(
      format: "safetensors", tensors: [tensor], hints: ["model_type": "bert"])
    var profiles = [model.encode(), folder.finish().encode()]
    if let table { profiles.append(table.finish().encode()) }
    return profiles
  }()

  /// The cache of lineage, whose checksum is made right.
  private static let facts: FuzzTarget = {
    let commits = ["commit", "commit-beside-git"].compactMap {
      try? Commit.decode(Golden.object($0))
    }
    let facts = commits.map { LineageFacts($0.id, $0, parents: []) }
    return FuzzTarget(
      "lineage cache", [FactsEncoderV1.encode(facts)], repair: Repairs.hashAtEnd,
      allows: FuzzTarget.throwing(CacheDamage.self)
    ) { bytes in
      let facts = try FactsDecoderV1.decode(bytes)
      let again = try FactsDecoderV1.decode(FactsEncoderV1.encode(facts))
      guard again.count == facts.count else { throw FuzzTarget.Broken("facts were lost") }
    }
  }()
}

/// Checksums made right.
enum Repairs {
  /// SHA-256 of all before it, at the end.
  static let hashAtEnd: @Sendable (inout [UInt8]) -> Void = { bytes in
    guard bytes.count >= Digest.byteCount else { return }
    let end = bytes.count - Digest.byteCount
    bytes.replaceSubrange(end..., with: SHA256Hasher.hash(Array(bytes[..<end])).bytes)
  }

  /// SHA-256 of all before a footer, at the footer's beginning.
  static func hashInFooter(_ footerBytes: Int) -> @Sendable (inout [UInt8]) -> Void {
    { bytes in
      guard bytes.count >= footerBytes else { return }
      let end = bytes.count - footerBytes
      let hash = SHA256Hasher.hash(Array(bytes[..<end])).bytes
      bytes.replaceSubrange(end..<end + Digest.byteCount, with: hash)
    }
  }
}
