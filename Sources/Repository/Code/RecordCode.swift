// The code half of a commit: what is code, and its snapshot.
import ObjectStore
import Objects
import ProjectFiles
import WorkingTree

/// The code that was found for a snapshot.
struct FoundCode {
  var scan: CodeScan
  /// nil outside of git, and where its state could not be read.
  var git: GitState?
  /// Sentences for a person: what git could not say.
  var notices: [String] = []
}

/// A snapshot that was stored for a commit.
struct RecordedCode {
  var asset: CodeAsset?
  /// Its files.
  var paths: Set<RepositoryPath> = []
  var leftOut: [CodeScan.LeftOut] = []
  var notices: [String] = []

  static let none = RecordedCode()
}

extension Repository {
  /// Whether commits hold the code.
  var recordsCode: Bool {
    get throws { try environment.configuration.get(.code)?.value != "off" }
  }

  /// Stores the code that is on disk, and puts it in place of the code that the index has.
  func recordCode(into index: inout Index, writer: StoreWriter) throws -> RecordedCode {
    guard try recordsCode else {
      index.replaceCode(with: Index())
      return .none
    }
    let found = try findCode(index)
    let snapshot = try CodeSnapshot.stage(found.scan, in: workTree, index: &index, writer: writer)
    let files = snapshot.index.fileCount
    var recorded = RecordedCode(
      paths: Set(snapshot.index.entries().map(\.path)), leftOut: found.scan.leftOut,
      notices: found.notices)
    guard files > 0 || found.git != nil else { return recorded }
    let tree = try IndexTree.write(snapshot.index, writer: writer)
    recorded.asset = CodeAsset(
      tree: tree.root, size: tree.size, fileCount: UInt64(files), git: found.git)
    return recorded
  }

  /// How the code on disk differs from the snapshot that the index has.
  func codeChanges(_ index: Index) throws -> WorkTreeStatus {
    guard try recordsCode, index.base != nil else { return WorkTreeStatus() }
    return try CodeSnapshot.compare(findCode(index).scan, with: index, in: workTree)
  }
}
