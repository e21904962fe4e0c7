import FileIO
import Objects
import References
import SystemPackage
import TestSupport

@testable import Repository

/// A project, and a place for what commands print.
struct RunBench: Sendable {
  let project: Project
  let sink: FileDescriptor

  init() throws {
    project = try Project()
    sink = try FileDescriptor.open("/dev/null", .writeOnly, options: [.closeOnExec])
  }

  @discardableResult
  func run(
    _ script: String, reads inputs: [String] = [], makes outputs: [String] = [],
    traced: Bool = false, _ edit: (inout RunRequest) -> Void = { _ in }
  ) throws -> RunReport {
    var request = RunRequest(words: ["sh", "-c", script], folder: project.root)
    request.inputs = inputs
    request.outputs = outputs
    request.isTraced = traced
    request.outputDescriptor = sink.rawValue
    request.errorDescriptor = sink.rawValue
    edit(&request)
    return try project.repository.run(request)
  }

  func edge(of name: String) throws -> LineageEdge? {
    let repository = try project.repository
    return try repository.commit(repository.resolve(.head)).lineage
      .first { $0.output.name == name }
  }

  func inputs(of name: String) throws -> [String] {
    try (edge(of: name)?.inputs ?? []).filter { $0.role != "code" }.map { input in
      switch input.source {
      case .asset(let asset, let id, _):
        "\(asset.name) \(id.digest.hex.prefix(4)) \(input.role)"
      case .external(let uri, let digest): "\(uri) \(digest?.prefix(11) ?? "-") \(input.role)"
      }
    }
  }
}

func shortBlob(_ text: String) -> String { String(SHA256Hasher.hash(text).hex.prefix(4)) }
