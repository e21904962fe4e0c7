// Commits with edges of the test's choosing, put straight into a repository's store.
import FileIO
import Lineage
import ObjectStore
import Objects
import References
import TestSupport

@testable import Repository

/// A repository whose commits are records that a test wrote.
final class Scene: Sendable {
  let test: TestRepository

  init(limits: StoreLimits = .standard) throws { test = try TestRepository(limits: limits) }

  /// As the next command would open it.
  var repository: Repository { get throws { try test.reopened() } }

  func ask(
    _ subject: String, _ direction: LineageQuestion.Direction = .up, depth: Int? = nil
  ) throws -> LineageReport {
    try repository.lineage(LineageQuestion(subject, direction, depth: depth))
  }

  /// What a commit of a test holds.
  struct Content {
    var files: [String: String] = [:]
    var assets: [Asset] = []
    var external: [ExternalAsset] = []
    var code: CodeAsset?
    var environment: EnvironmentAsset?
    var edges: [LineageEdge] = []
  }

  /// Stores a commit and moves the branch to it. Without parents it follows the branch.
  @discardableResult
  func commit(
    _ message: String, on branch: String = "main", parents: [CommitID]? = nil,
    at seconds: Int64? = nil, _ content: Content = Content()
  ) throws -> CommitID {
    let name = try BranchName(validating: branch)
    let time = seconds.map { Timestamp(seconds: $0) } ?? test.clock.now()
    return try repository.transaction("commit: \(message)") { transaction in
      let commit = Commit(
        parents: parents ?? transaction.view[name].map { [$0] } ?? [],
        tree: try Self.tree(content.files, transaction.writer), assets: content.assets,
        code: content.code, environment: content.environment, external: content.external,
        lineage: content.edges,
        author: Author(name: "Ada", email: "ada@example.org", time: time), message: message)
      let id = CommitID(try transaction.writer.putBytes(.record, commit.encode()))
      try transaction.view.setBranch(name, to: id)
      return id
    }
  }

  func edit(_ body: (inout View) throws -> Void) throws {
    try repository.transaction("edit") { try body(&$0.view) }
  }

  /// Stores a folder of these files without a commit, and gives its id.
  func tree(_ files: [String: String]) throws -> TreeID {
    try repository.transaction("tree") { transaction in
      let id = try Self.tree(files, transaction.writer)
      // An operation must name it, so that it is published.
      try transaction.view.setTag(
        TagName(validating: "keep-\(id.short)"),
        to: CommitID(
          try transaction.writer.putBytes(
            .record,
            Commit(
              parents: [], tree: id, assets: [],
              author: Author(name: "Ada", email: "a@b", time: Timestamp(seconds: 0)),
              message: "keep"
            ).encode())))
      return id
    }
  }

  private static func tree(_ files: [String: String], _ writer: StoreWriter) throws -> TreeID {
    var folders: [String: [String: String]] = [:]
    var entries: [TreeEntry] = []
    for (path, text) in files {
      if let slash = path.firstIndex(of: "/") {
        let folder = String(path[..<slash])
        folders[folder, default: [:]][String(path[path.index(after: slash)...])] = text
      } else {
        let blob = try writer.putSmallBlob(Array(text.utf8))
        entries.append(
          TreeEntry(mode: .file, name: path, size: UInt64(text.utf8.count), id: blob.digest))
      }
    }
    for (name, inner) in folders {
      entries.append(
        TreeEntry(mode: .tree, name: name, size: 0, id: try tree(inner, writer).digest))
    }
    entries.sort { TreeEntry.precedes($0.name, $1.name) }
    return try TreeCodec.encode(entries, limits: writer.store.limits.tree) { _, bytes in
      _ = try writer.putBytes(.tree, bytes)
    }
  }
}

// MARK: - Short words

/// The id of a text as a file.
func blob(_ text: String) -> AssetObject { .blob(BlobID(SHA256Hasher.hash(text))) }

func model(_ name: String) -> AssetReference { AssetReference(kind: .model, name: name) }
func dataset(_ name: String) -> AssetReference { AssetReference(kind: .dataset, name: name) }

func asset(_ reference: AssetReference, at path: String, _ object: AssetObject) -> Asset {
  Asset(
    kind: reference.kind, name: reference.name, path: RepositoryPath(unchecked: path),
    object: object, size: 1, format: nil)
}

func input(
  _ reference: AssetReference, _ id: AssetObject, as role: String = LineageInput.train,
  from origin: AssetOrigin? = nil
) -> LineageInput {
  LineageInput(.asset(reference, id: id, from: origin), role: role)
}

func external(_ uri: String, digest: String? = nil, as role: String = "base") -> LineageInput {
  LineageInput(.external(uri: uri, digest: digest), role: role)
}

func edge(
  _ output: AssetReference, _ id: AssetObject, _ inputs: LineageInput...,
  evidence: LineageEdge.Evidence = .declared, run: RunID? = nil
) -> LineageEdge {
  LineageEdge(output: output, id: id, inputs: inputs, evidence: evidence, run: run)
}

extension LineageReport {
  /// The items in order, as text.
  var items: [String] { nodes.map(\.item.text) }

  /// `output <- role input, …` for each edge, by first names.
  var lines: [String] {
    edges.map { step in
      let inputs = step.inputs.map { "\($0.role) \(title($0.node))" }
      return "\(title(step.output)) <- \(inputs.joined(separator: ", "))"
    }
  }

  func title(_ node: Int) -> String { nodes[node].names.first?.text ?? nodes[node].item.text }
  var titles: [String] { nodes.indices.map(title) }
}

/// The error's code.
func code(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch let error as any MLXError {
    return error.code
  } catch {
    return "\(error)"
  }
}

/// The error as a person sees it.
func message(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "no error"
  } catch let error as any MLXError {
    return "\(error.description) | \(error.hint ?? "")"
  } catch {
    return "\(error)"
  }
}
