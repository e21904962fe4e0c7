import FileIO
import SystemPackage

/// The files of the sample project, in two versions.
struct DemoProject {
  static let model = "models/fraud.safetensors"
  static let table = "data/transactions.csv"
  static let metrics = "metrics.json"
  static let params = "params.yaml"

  let root: FilePath
  let fileSystem: any FileSystem

  func write(version: Int) throws {
    try write(Self.model, DemoModel(version: version).bytes)
    try write(Self.table, DemoTable(version: version).bytes)
    try write(Self.metrics, Array(metricsText(version).utf8))
    try write(Self.params, Array(paramsText(version).utf8))
  }

  private func write(_ name: String, _ bytes: [UInt8]) throws {
    let path = root.pushing(FilePath(name))
    try fileSystem.makeDirectories(path.removingLastComponent())
    try fileSystem.replaceFile(
      path, with: bytes, temporary: path.removingLastComponent(), durable: false)
  }

  private func metricsText(_ version: Int) -> String {
    version > 1
      ? "{\"accuracy\": 0.953, \"auc\": 0.978, \"loss\": 0.143}\n"
      : "{\"accuracy\": 0.931, \"auc\": 0.962, \"loss\": 0.187}\n"
  }

  private func paramsText(_ version: Int) -> String {
    "train:\n  epochs: \(version > 1 ? 5 : 3)\n  learning_rate: 0.0005\n  seed: 42\n"
  }
}
