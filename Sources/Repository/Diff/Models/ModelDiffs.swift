// Two versions of an asset, tensor by tensor, where they are models.
import FileFormats
import FileIO
import ObjectStore
import Objects
import Profiles
import WorkingTree

/// Compares the model files of an asset, all of them as one model: tensors move between its files.
struct ModelDiffs {
  let store: ObjectStore
  let workTree: WorkTree
  /// What may be read of the tensors of an asset, bytes of both sides.
  let bytesMax: UInt64

  /// More files are not opened.
  private static let filesMax = 256
  /// What is looked at to tell a file's format.
  private static let headBytes = 512

  /// A file of an asset in both versions, or in one.
  struct File {
    /// In the asset; the file's name where the asset is a file.
    var beforeName = ""
    var afterName = ""
    var before: LineReader.Side?
    var after: LineReader.Side?

    var isUnchanged: Bool { before?.state.id == after?.state.id }
  }

  /// A version of a file that was opened.
  private struct Opened {
    var side: ModelSide
    var bytes: ModelBytes
  }

  private enum Outcome {
    case model(Opened)
    case other
    case unreadable(String)
  }

  /// What differs; nil where the files that differ are no models, or are on one side only.
  ///
  /// A file that cannot be read is left out, and the notices say so. Errors: `FileError.interrupted`.
  func compare(_ files: [File], of kind: AssetKind) throws -> ModelDiff? {
    let isOneFile = files.count == 1
    let candidates = files.filter {
      isCandidate($0, isLikely: kind == .model || isOneFile)
    }
    guard candidates.contains(where: { !$0.isUnchanged }),
      candidates.contains(where: { $0.before != nil }),
      candidates.contains(where: { $0.after != nil })
    else { return nil }
    guard candidates.count <= Self.filesMax else {
      return Self.nothing("there are more than \(Self.filesMax) model files")
    }
    var found = Found()
    for file in candidates {
      let old = try file.before.map { try open($0, as: file.beforeName) } ?? .other
      let new = try file.after.map { try open($0, as: file.afterName) } ?? .other
      found.add(file, old, new)
    }
    return try compare(found)
  }

  /// What there is to compare.
  private struct Found {
    var before: [Opened] = []
    var after: [Opened] = []
    /// Whether a file that differs is among them.
    var hasChange = false
    /// A sentence for each file that differs and was not read.
    var notices: [String] = []

    mutating func add(_ file: File, _ old: Outcome, _ new: Outcome) {
      switch (old, new) {
      case (.model(var first), .model(var second)):
        if file.isUnchanged { Self.takeForSame(&first, &second) }
        before.append(first)
        after.append(second)
      case (.model(let first), .other) where file.after == nil: before.append(first)
      case (.other, .model(let second)) where file.before == nil: after.append(second)
      case (.other, .other): return
      default:
        if !file.isUnchanged { notices.append(Self.notice(file, old, new)) }
        return
      }
      hasChange = hasChange || !file.isUnchanged
    }

    /// Tensors of a file whose bytes are the same on both sides are the same, whatever their chunks are,
    /// and what was not read of it is of no interest.
    private static func takeForSame(_ before: inout Opened, _ after: inout Opened) {
      let names = before.side.model.tensors.indices.map { index in
        before.side.contents.indices.contains(index) && before.side.contents[index] != .unknown
          ? before.side.contents[index]
          : TensorContent(
            scheme: 2, digest: SHA256Hasher.hash("\(before.side.file)\u{0}\(index)"))
      }
      before.side.contents = names
      after.side.contents = names
      before.side.model.remarks = []
      after.side.model.remarks = []
    }

    private static func notice(_ file: File, _ old: Outcome, _ new: Outcome) -> String {
      switch (old, new) {
      case (.unreadable(let reason), _): "\(file.beforeName), before: \(reason)"
      case (_, .unreadable(let reason)): "\(file.afterName), after: \(reason)"
      case (.model, _): "\(file.afterName) is no model any more"
      default: "\(file.beforeName) was no model before"
      }
    }
  }

  private func compare(_ found: Found) throws -> ModelDiff? {
    guard found.hasChange, !found.before.isEmpty, !found.after.isEmpty else {
      return found.notices.isEmpty ? nil : Self.nothing(found.notices.joined(separator: "; "))
    }
    var comparison = ModelComparison(
      before: found.before.map(\.side), after: found.after.map(\.side), bytesMax: bytesMax)
    do {
      var diff = try comparison.run(
        on: ModelSource(
          before: found.before.map(\.bytes), after: found.after.map(\.bytes), store: store))
      diff.leaveOut(found.notices)
      return diff.counts.before + diff.counts.after == 0 && diff.notices.isEmpty ? nil : diff
    } catch FileError.interrupted {
      throw FileError.interrupted
    } catch {
      return Self.nothing("\(error)")
    }
  }

  /// A comparison that could not be made.
  private static func nothing(_ reason: String) -> ModelDiff {
    var diff = ModelDiff()
    diff.verdict.sentence = "not compared: \(reason)"
    return diff
  }

  /// Whether a file is called as a model is.
  static func isNamed(_ name: String) -> Bool {
    FileFormat.guess(name: name, head: []).map(ModelFile.formats.contains) ?? false
  }

  /// Whether it is worth a look into a file: by its name, or when it may be a model under any name.
  private func isCandidate(_ file: File, isLikely: Bool) -> Bool {
    [(file.before, file.beforeName), (file.after, file.afterName)].contains { side, name in
      guard let side, side.state.mode == .file || side.state.mode == .executable else {
        return false
      }
      guard let format = FileFormat.guess(name: name, head: []) else {
        return isLikely && !file.isUnchanged
      }
      return ModelFile.formats.contains(format)
    }
  }

  private func open(_ side: LineReader.Side, as name: String) throws -> Outcome {
    guard side.state.mode == .file || side.state.mode == .executable else { return .other }
    do {
      guard let bytes = try ModelBytes(side, store: store, workTree: workTree) else {
        return .unreadable("its bytes are not here")
      }
      let source = try bytes.source(store: store)
      let head = try source.read(
        at: 0, count: Int(min(source.byteCount, UInt64(Self.headBytes))))
      guard let format = FileFormat.guess(name: name, head: head),
        ModelFile.formats.contains(format)
      else { return .other }
      var model = try ModelFile(reading: source, as: format)
      // The array of a .npy file has no name but the file's.
      if format == .npy, model.tensors.count == 1 { model.tensors[0].name = Self.stem(of: name) }
      let contents = bytes.contents(of: model, store: store)
      return .model(
        Opened(side: ModelSide(file: name, model: model, contents: contents), bytes: bytes))
    } catch FileError.interrupted {
      throw FileError.interrupted
    } catch {
      return .unreadable("\(error)")
    }
  }

  private static func stem(of name: String) -> String {
    let last = name.split(separator: "/").last ?? ""
    return String(last.hasSuffix(".npy") ? last.dropLast(4) : last)
  }
}

extension ModelDiff {
  /// Says that files were not compared, in the verdict too.
  fileprivate mutating func leaveOut(_ files: [String]) {
    guard let first = files.first else { return }
    notices = files + notices
    let what = files.count == 1 ? first : "\(files.count) files could not be compared"
    if tensors.isEmpty {
      verdict = ModelVerdict(.unknown, "no difference was found, but \(what)")
    } else {
      verdict.sentence += "; \(what)"
    }
  }
}
