// `unsafe-format` and `nan-weights`.
import ObjectStore
import Objects
import Profiles
import ProjectFiles
import Repository
import WorkingTree

import struct Repository.ScannedFile

extension AuditRun {
  /// Endings of files that loaders may run.
  private static let endings = [
    ".pkl", ".pickle", ".joblib", ".pt", ".pth", ".bin", ".ckpt", ".npy", ".npz", ".h5", ".hdf5",
    ".keras", ".dill", ".cloudpickle",
  ]

  /// What a loader would run of models and artifacts, file by file.
  mutating func auditFormats() throws {
    guard begins(.unsafeFormat) else { return }
    for asset in scope.assets where asset.kind == .model || asset.kind == .artifact {
      switch asset.object {
      case .blob(let blob): try scan(blob, at: asset.path, of: asset)
      case .tree(let tree):
        var files: [(RepositoryPath, BlobID)] = []
        let old = scope.base?.assets.first { $0.reference == asset.reference }?.object
        do {
          try AuditScope.newFiles(from: old?.treeID, to: tree, in: store) { path, entry in
            files.append((asset.path.appending(path), BlobID(entry.id)))
          }
        } catch let error as StoreError where error.isLoss {
          addGap(
            .unsafeFormat, "not all of \(asset.name) was scanned: \(error.description)", of: asset,
            hint: "'mlx fsck' says what is damaged")
        }
        for (path, blob) in files { try scan(blob, at: path, of: asset) }
      case .environment: break
      }
    }
  }

  private mutating func scan(_ blob: BlobID, at path: RepositoryPath, of asset: Asset) throws {
    guard store.containsBlob(blob) else {
      // What is missing altogether is another rule's.
      let name = path.string.lowercased()
      if store.isAccounted(blob), Self.endings.contains(where: { name.hasSuffix($0) }) {
        addGap(
          .unsafeFormat, "'\(path)' was not scanned: its bytes are not here",
          hint: "bring it and look: \(scanHint(path))",
          asset: asset.reference, object: AssetObject.blob(blob).text, path: path)
      }
      return
    }
    do {
      guard let file = try repository.scan(blob, path: path.string) else { return }
      add(file, blob, path, of: asset)
    } catch let error as StoreError where error.isLoss {
      addGap(
        .unsafeFormat, "'\(path)' was not scanned: \(error.description)",
        hint: "'mlx fsck' says what is damaged", asset: asset.reference,
        object: AssetObject.blob(blob).text, path: path)
    }
  }

  private func scanHint(_ path: RepositoryPath) -> String {
    "'mlx scan \(ShellWord.quoted("\(scope.id.short):\(path)"))'"
  }

  private mutating func add(
    _ file: ScannedFile, _ blob: BlobID, _ path: RepositoryPath, of asset: Asset
  ) {
    let worst = file.severity
    let names = Set(file.pickles.flatMap(\.imports).filter { $0.severity == worst }.map(\.name))
      .sorted()
    let remarks = file.remarks.filter { $0.severity == worst }.map(\.text)
    let shown = names.prefix(5).map { "'\($0)'" }
    let more = names.count > 5 ? ["and \(names.count - 5) more"] : []
    let what = (shown + more + remarks).joined(separator: ", ")
    let message: String
    let standard: AuditSeverity
    switch worst {
    case .dangerous:
      (message, standard) = ("loading '\(path)' runs code: \(what)", .error)
    case .broken:
      let problem = file.pickles.compactMap(\.problem).first ?? what
      (message, standard) = (
        "'\(path)' is a pickle that breaks while it is loaded: \(problem)", .error
      )
    case .suspicious:
      (message, standard) = ("loading '\(path)' runs what nobody knows: \(what)", .warning)
    case .unknown:
      (message, standard) = ("not all of '\(path)' that a loader runs was looked into", .warning)
    case .safe:
      (message, standard) = (
        "'\(path)' is a pickle: loading it runs a program, which looks harmless", .note
      )
    }
    add(
      .unsafeFormat, message,
      hint: worst == .safe
        ? "store weights as safetensors where the framework can"
        : "do not load it; \(scanHint(path)) says more",
      standard: standard, asset: asset.reference, object: AssetObject.blob(blob).text, path: path)
  }

  /// Formats whose tensors a profile tells of.
  private static let tensorFormats: Set<String> = [
    "safetensors", "gguf", "npy", "npz", "pytorch", "onnx",
  ]
  private static let namesMax = 3

  /// NaN and infinite numbers, by the profiles of models.
  mutating func auditWeights() throws {
    guard begins(.nanWeights) else { return }
    for asset in scope.assets where asset.kind == .model {
      guard case .model(let profile)? = try profile(of: asset) else {
        guard asset.format.map(Self.tensorFormats.contains) == true else { continue }
        addGap(
          .nanWeights, "the numbers of \(asset.name) were not looked at: it has no profile",
          of: asset, hint: "make one: 'mlx profile \(asset.name)@\(scope.id.short)'")
        continue
      }
      let bad = profile.tensors.compactMap { tensor -> (name: String, count: UInt64)? in
        guard let statistics = tensor.statistics else { return nil }
        let count = statistics.nans &+ statistics.infinities
        return count > 0 ? (tensor.name, count) : nil
      }
      guard !bad.isEmpty else { continue }
      let total = bad.reduce(UInt64(0)) { $0 &+ $1.count }
      let names = bad.prefix(Self.namesMax).map { "'\($0.name)'" }.joined(separator: ", ")
      let more = bad.count > Self.namesMax ? " and \(bad.count - Self.namesMax) more" : ""
      add(
        .nanWeights,
        "\(asset.name) has \(total) NaN or infinite \(total == 1 ? "number" : "numbers") in "
          + "\(names)\(more)",
        of: asset,
        hint: "do not deploy it; 'mlx profile \(asset.name)@\(scope.id.short)' lists the tensors")
    }
  }

  /// nil where there is none, where it is not here, and where a later version of mlx wrote it.
  func profile(of asset: Asset) throws -> AssetProfile? {
    guard let id = try repository.profileID(of: asset),
      store.contains(ObjectKey(kind: .record, digest: id.digest))
    else { return nil }
    do {
      return try store.profile(id)
    } catch ObjectError.unsupportedSchema {
      return nil
    } catch let error as StoreError where error.isLoss {
      return nil
    }
  }
}

extension AssetObject {
  /// The tree that a folder is.
  var treeID: TreeID? { if case .tree(let id) = self { id } else { nil } }
}
