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
    var before: [Opened] = []
    var after: [Opened] = []
    var notices: [String] = []
    for file in candidates {
      let old = try file.before.map { try open($0, as: file.beforeName) } ?? .other
      let new = try file.after.map { try open($0, as: file.afterName) } ?? .other
      switch (old, new) {
      case (.model(var first), .model(var second)):
        if file.isUnchanged { Self.nameAlike(&first, &second) }
        before.append(first)
        after.append(second)
      case (.model(let first), .other) where file.after == nil: before.append(first)
      case (.other, .model(let second)) where file.before == nil: after.append(second)
      case (.other, .other): break
      case (.unreadable(let reason), _): notices.append("\(file.beforeName), before: \(reason)")
      case (_, .unreadable(let reason)): notices.append("\(file.afterName), after: \(reason)")
      case (.model, .other): notices.append("\(file.afterName) is no model any more")
      case (.other, .model): notices.append("\(file.beforeName) was no model before")
      }
    }
    return try compare(before, after, notices)
  }

  private func compare(
    _ before: [Opened], _ after: [Opened], _ notices: [String]
  ) throws -> ModelDiff? {
    guard !before.isEmpty, !after.isEmpty else {
      return notices.isEmpty ? nil : Self.nothing(notices.joined(separator: "; "))
    }
    var comparison = ModelComparison(
      before: before.map(\.side), after: after.map(\.side), bytesMax: bytesMax)
    do {
      var diff = try comparison.run(
        on: ModelSource(before: before.map(\.bytes), after: after.map(\.bytes), store: store))
      diff.notices = notices + diff.notices
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

  /// Tensors of a file whose bytes are the same on both sides are the same, whatever their chunks are.
  private static func nameAlike(_ before: inout Opened, _ after: inout Opened) {
    let names = before.side.model.tensors.indices.map { index in
      before.side.contents.indices.contains(index) && before.side.contents[index] != .unknown
        ? before.side.contents[index]
        : TensorContent(
          scheme: 2, digest: SHA256Hasher.hash("\(before.side.file)\u{0}\(index)"))
    }
    before.side.contents = names
    after.side.contents = names
  }
}
