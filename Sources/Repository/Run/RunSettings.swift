// `--param`, and the metrics that a run wrote.
import FileIO
import Objects
import ProjectFiles
import SystemPackage
import WorkingTree

extension RunPlaces {
  /// The settings of a run: later ones win. nil when none were given.
  ///
  /// Errors: `invalid-parameter`; those of reading a params file.
  func params(_ typed: [String]) throws -> RunParams? {
    guard !typed.isEmpty else { return nil }
    var params = RunParams(values: .object([:]), files: [])
    for text in typed {
      if let equals = text.firstIndex(of: "="), equals != text.startIndex,
        try !isFile(text)
      {
        let keys = text[..<equals].split(separator: ".", omittingEmptySubsequences: false)
        guard keys.allSatisfy({ !$0.isEmpty }), keys.count <= 32 else {
          throw RunError.invalidParameter(text, reason: "a part of its key is empty")
        }
        let value = Self.value(String(text[text.index(after: equals)...]))
        params.values = Self.setting(keys[...].map(String.init)[...], to: value, in: params.values)
      } else {
        params = try adding(file: text, to: params)
      }
    }
    return params
  }

  private func isFile(_ text: String) throws -> Bool {
    let path = folder.pushing(FilePath(text))
    return try repository.environment.fileSystem.status(at: path, followingLinks: true) != nil
  }

  private func adding(file text: String, to params: RunParams) throws -> RunParams {
    guard try isFile(text) else {
      let reason = "it is neither KEY=VALUE nor a file that is there"
      throw RunError.invalidParameter(text, reason: reason)
    }
    let place = try input(text)
    let bytes = try repository.environment.fileSystem.readFile(
      folder.pushing(FilePath(text)), maxBytes: Repository.projectFileBytesMax)
    let values = try ParamsFile.parse(bytes, name: text)
    var params = params
    params.values = Self.merged(params.values, values)
    params.files.append(
      RunFile(
        place, object: .blob(BlobID(SHA256Hasher.hash(bytes))), size: UInt64(bytes.count),
        asset: nil))
    return params
  }

  /// A number, true, false, null, or else a text.
  private static func value(_ text: String) -> JSONValue {
    guard let value = try? JSONValue(parsing: Array(text.utf8)) else { return .string(text) }
    switch value {
    case .array, .object: return .string(text)
    default: return value
    }
  }

  private static func setting(
    _ keys: ArraySlice<String>, to value: JSONValue, in old: JSONValue
  ) -> JSONValue {
    guard let key = keys.first else { return value }
    var members = old.object ?? [:]
    members[key] = setting(keys.dropFirst(), to: value, in: members[key] ?? .object([:]))
    return .object(members)
  }

  private static func merged(_ old: JSONValue, _ new: JSONValue) -> JSONValue {
    guard let before = old.object, let after = new.object else { return new }
    return .object(before.merging(after) { merged($0, $1) })
  }
}

extension RunPlaces {
  private static let metricsBytesMax: UInt64 = 1 << 20

  /// The metrics among outputs: files that are remembered as such, and those whose name says so and that hold
  /// nothing but numbers.
  func metrics(_ outputs: [RunFile]) -> [RunMetrics] {
    outputs.compactMap { output in
      guard let path = output.path, case .blob(let blob)? = output.object,
        output.size <= Self.metricsBytesMax, isMetrics(path),
        let bytes = try? repository.environment.fileSystem.readFile(
          repository.workTree.absolute(path), maxBytes: Int(Self.metricsBytesMax)),
        SHA256Hasher.hash(bytes) == blob.digest,
        let values = try? MetricsFile.parse(bytes, name: path.string)
      else { return nil }
      return RunMetrics(path: path, source: blob, values: values)
    }
  }

  private func isMetrics(_ path: RepositoryPath) -> Bool {
    if index.metrics.contains(where: { $0.path == path }) { return true }
    let name = path.name.lowercased()
    return [".json", ".yaml", ".yml"].contains { name.hasSuffix($0) }
      && ["metric", "score", "eval", "result"].contains { name.contains($0) }
  }
}
