// From the folders of a git commit to what DVC tracks in it. Files and folders that commits share are read once.
import GitBridge
import Objects
import ProjectFiles

/// Reads states, of many commits.
final class StateReader {
  /// A file of DVC in a folder of git: `*.dvc`, `dvc.yaml` or `dvc.lock`.
  private struct Found {
    let path: RepositoryPath
    let id: String
  }

  private static let depthMax = 200

  private let git: GitRepository
  private var folders: [String: [Found]] = [:]
  private var values: [String: Result<JSONValue, ForeignYAML.Fault>] = [:]

  init(_ git: GitRepository) { self.git = git }

  /// The state of a commit.
  ///
  /// - Parameter tree: the folder of git that is the root here.
  func state(ofTree tree: String) throws -> DVCState {
    var state = DVCState()
    let found = try files(ofTree: tree, depth: 0)
    let byPath = Dictionary(found.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    for file in found {
      let folder = file.path.parent ?? .root
      switch file.path.name {
      case "dvc.yaml": try addPipeline(file.path, file.id, in: folder, tree: tree, to: &state)
      case "dvc.lock":
        let pipeline = try byPath[folder.appending(unchecked: "dvc.yaml")].flatMap {
          try value($0.id)
        }
        try addLock(file.path, file.id, pipeline.map { DVCPipeline($0) }, to: &state)
      default:
        guard let value = try value(file.id, file.path, &state) else { continue }
        let name = file.path.string
        add(DVCStage(dvcFile: value, named: name), named: name, in: folder, nil, to: &state)
      }
    }
    try findParams(tree: tree, pipelines: found, &state)
    for path in state.metrics.keys {
      state.metrics[path] = .some(try file(path, inTree: tree))
    }
    return state
  }

  /// The id of a regular file in a folder of git.
  func file(_ path: RepositoryPath, inTree tree: String) throws -> String? {
    guard let entry = try git.entry(path.string, ofTree: tree),
      entry.kind == .file || entry.kind == .executable
    else { return nil }
    return entry.id
  }

  private func files(ofTree tree: String, depth: Int) throws -> [Found] {
    if let known = folders[tree] { return known }
    var found: [Found] = []
    for entry in try git.entries(ofTree: tree) {
      guard let name = entry.name, let path = try? RepositoryPath.root.appending(name) else {
        continue
      }
      if entry.kind == .folder, name != ".dvc", depth < Self.depthMax {
        found += try files(ofTree: entry.id, depth: depth + 1).map {
          Found(path: path.appending($0.path), id: $0.id)
        }
      } else if entry.kind == .file || entry.kind == .executable,
        name == "dvc.yaml" || name == "dvc.lock" || (name.hasSuffix(".dvc") && name != ".dvc")
      {
        found.append(Found(path: path, id: entry.id))
      }
    }
    folders[tree] = found
    return found
  }

  private func value(_ id: String) throws -> JSONValue? { try? read(id).get() }

  private func value(
    _ id: String, _ path: RepositoryPath, _ state: inout DVCState
  ) throws -> JSONValue? {
    switch try read(id) {
    case .success(let value): return value
    case .failure(let fault):
      state.faults.append("'\(path)' cannot be read: \(fault)")
      return nil
    }
  }

  private func read(_ id: String) throws -> Result<JSONValue, ForeignYAML.Fault> {
    if let known = values[id] { return known }
    let result: Result<JSONValue, ForeignYAML.Fault>
    do throws(GitError) {
      let bytes = try git.blob(id, bytesMax: ForeignYAML.bytesMax)
      do throws(ForeignYAML.Fault) {
        result = .success(try ForeignYAML.parse(bytes))
      } catch {
        result = .failure(error)
      }
    } catch {
      guard case .fileTooLarge = error else { throw error }
      result = .failure(ForeignYAML.tooLong)
    }
    values[id] = result
    return result
  }

  private func addPipeline(
    _ path: RepositoryPath, _ id: String, in folder: RepositoryPath, tree: String,
    to state: inout DVCState
  ) throws {
    guard let value = try value(id, path, &state) else { return }
    let pipeline = DVCPipeline(value)
    for text in pipeline.metrics {
      if case .inside(let path) = DVCPath(text, in: folder, base: ".") {
        state.metrics[path] = .some(nil)
      }
    }
    for artifact in pipeline.artifacts {
      guard case .inside(let path) = DVCPath(artifact.path, in: folder, base: ".") else { continue }
      state.artifacts[path] = DVCState.Named(name: artifact.name, type: artifact.type)
    }
  }

  private func addLock(
    _ path: RepositoryPath, _ id: String, _ pipeline: DVCPipeline?, to state: inout DVCState
  ) throws {
    guard let value = try value(id, path, &state) else { return }
    let folder = path.parent ?? .root
    let file = folder.appending(unchecked: "dvc.yaml")
    for var stage in DVCStage.stages(ofLock: value) {
      stage.folder = pipeline.map { $0.folder(ofStage: stage.name) } ?? "."
      add(stage, named: "\(file):\(stage.name)", in: folder, pipeline, to: &state)
    }
  }

  private func add(
    _ stage: DVCStage, named name: String, in folder: RepositoryPath, _ pipeline: DVCPipeline?,
    to state: inout DVCState
  ) {
    guard let base = stage.folder else {
      state.faults.append(
        "the outputs of the stage '\(name)' cannot be placed: the folder that it runs in is a template"
      )
      return
    }
    var outs: [RepositoryPath] = []
    for out in stage.outs {
      guard case .inside(let path) = DVCPath(out.path, in: folder, base: base) else {
        state.faults.append(
          "the output '\(out.path)' of '\(name)' is outside of the repository and stays there")
        continue
      }
      let role = pipeline?.role(of: out.path, ofStage: stage.name) ?? .output
      guard state.outs[path] == nil else { continue }
      state.outs[path] = DVCState.Output(
        hash: out.hash, isExecutable: out.isExecutable, files: out.files, role: role, stage: name)
      if role == .metrics { state.metrics[path] = .some(nil) }
      outs.append(path)
    }
    let deps = stage.deps.map {
      DVCState.Dependency(
        path: $0.origin == nil ? DVCPath($0.path, in: folder, base: base) : .outside($0.path),
        hash: $0.hash, origin: $0.origin)
    }
    state.stages[name] = DVCState.Stage(
      name: name, hasCommand: stage.hasCommand, deps: deps, outs: outs)
    for file in stage.params {
      // Whether git has it is seen later.
      if case .inside(let path) = DVCPath(file, in: folder, base: base) { state.params[path] = "" }
    }
  }

  /// Those that stages name or `dvc.yaml` lists, and `params.yaml` beside a pipeline.
  private func findParams(tree: String, pipelines: [Found], _ state: inout DVCState) throws {
    for file in pipelines where file.path.name == "dvc.yaml" {
      let folder = file.path.parent ?? .root
      state.params[folder.appending(unchecked: "params.yaml")] = ""
      guard let value = try value(file.id) else { continue }
      for text in DVCPipeline(value).params {
        if case .inside(let path) = DVCPath(text, in: folder, base: ".") { state.params[path] = "" }
      }
    }
    for path in state.params.keys {
      state.params[path] = try self.file(path, inTree: tree)
    }
  }
}
