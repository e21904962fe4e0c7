// `secret-in-artifact`: texts that came with the versions that are judged.
import FileFormats
import FileIO
import ObjectStore
import Objects
import ProjectFiles
import Repository
import WorkingTree

extension AuditRun {
  /// Larger files are not looked into.
  private static let fileBytesMax: UInt64 = 1 << 20
  /// So much is read at most.
  private static let totalBytesMax: UInt64 = 256 << 20
  private static let headBytes = 4096
  /// What is no text by its name.
  private static let binaryEndings: Set<String> = [
    "safetensors", "gguf", "onnx", "npy", "npz", "pt", "pth", "pkl", "joblib", "parquet", "arrow",
    "feather", "png", "jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff", "wav", "flac", "mp3",
    "ogg",
    "mp4", "zip", "gz", "zst", "xz", "bz2", "tar", "h5", "hdf5", "tflite", "avro", "orc",
  ]

  /// Looks into every text that one of the versions has and the one before it has not: what a later
  /// version of the range takes away stays in history.
  mutating func auditSecrets() throws {
    guard begins(.secretInArtifact) else { return }
    var seen: Set<Digest> = []
    var left = Self.totalBytesMax
    var skipped = (count: 0, absent: 0)
    for id in scope.commits {
      let commit = try repository.commit(id)
      let before =
        scope.base == nil ? nil : try commit.parents.first.map { try repository.commit($0) }
      var files: [(RepositoryPath, BlobID)] = []
      let store = store
      do {
        try AuditScope.newFiles(from: before?.tree, to: commit.tree, in: store) { path, entry in
          guard entry.size > 0, entry.size <= Self.fileBytesMax, Self.mayBeText(path),
            seen.insert(entry.id).inserted
          else { return }
          let blob = BlobID(entry.id)
          guard store.containsBlob(blob) else {
            skipped.absent += 1
            return
          }
          guard entry.size <= left else {
            skipped.count += 1
            return
          }
          left -= entry.size
          files.append((path, blob))
        }
      } catch let error as StoreError where error.isLoss {
        continue
      }
      for (path, blob) in files { try look(into: blob, at: path, in: id) }
    }
    addSkipped(skipped)
  }

  private mutating func addSkipped(_ skipped: (count: Int, absent: Int)) {
    for (count, reason, hint) in [
      (
        skipped.absent, "their bytes are not here",
        "run the audit in a clone with all files, or 'mlx fetch' them"
      ), (skipped.count, "there are too many", "audit a range: 'mlx audit BASE..HEAD'"),
    ] where count > 0 {
      addGap(
        .secretInArtifact,
        "\(count) small \(count == 1 ? "file was" : "files were") not looked into for secrets: \(reason)",
        hint: hint)
    }
  }

  private static func mayBeText(_ path: RepositoryPath) -> Bool {
    guard let dot = path.name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return true }
    return !binaryEndings.contains(path.name[dot...].dropFirst().lowercased())
  }

  private mutating func look(
    into blob: BlobID, at path: RepositoryPath, in id: CommitID
  ) throws {
    try Interruption.check()
    let bytes: [UInt8]
    do {
      bytes = try store.readBlob(blob, maxBytes: Int(Self.fileBytesMax))
    } catch let error as StoreError where error.isLoss {
      return
    }
    guard TextProbe.isProbablyText(Array(bytes.prefix(Self.headBytes))) else { return }
    let found = SecretScan.find(in: bytes)
    guard !found.isEmpty else { return }
    let isStillThere = try TreeWalk.find(path, in: scope.commit.tree, in: store)?.id == blob.digest
    for secret in found {
      add(
        .secretInArtifact,
        "'\(path)' holds \(secret.name) ('\(secret.start)…') in line \(secret.line)"
          + (isStillThere ? "" : "; it is gone from the file since, and stays in history"),
        hint: "revoke it; then take it out, and 'mlx purge' the file before it is pushed",
        asset: owner(of: path), object: AssetObject.blob(blob).text, path: path,
        line: secret.line, commit: id, mark: "\(secret.name) \(secret.start)")
    }
  }

  private func owner(of path: RepositoryPath) -> AssetReference? {
    if let asset = scope.asset(at: path) { return asset.reference }
    return scope.commit.code == nil ? nil : CodeAsset.reference
  }
}
