import Objects

/// A stage as it ran: what DVC made, of what. One that `dvc add` or `dvc import` wrote has no command.
struct DVCStage: Hashable, Sendable {
  /// Such as `train@large`; of a file `.dvc`, the file.
  let name: String
  /// Whether it ran a command.
  let hasCommand: Bool
  /// The folder that paths are relative to, from that of the file; nil when it cannot be told.
  var folder: String?
  let deps: [DVCEntry]
  let outs: [DVCEntry]
  /// Files of parameters that it looked at.
  let params: [String]

  /// The stage that a file `.dvc` is.
  init(dvcFile value: JSONValue, named name: String) {
    self.name = name
    hasCommand = value["cmd"].map { !$0.isNull } ?? false
    folder = value["wdir"]?.string ?? "."
    deps = DVCEntry.list(value["deps"])
    outs = DVCEntry.list(value["outs"])
    params = []
  }

  /// A stage of `dvc.lock`.
  init(lock value: JSONValue, named name: String) {
    self.name = name
    hasCommand = true
    folder = "."
    deps = DVCEntry.list(value["deps"])
    outs = DVCEntry.list(value["outs"])
    params = (value["params"]?.object?.keys).map { $0.sorted() } ?? []
  }

  /// The stages of a `dvc.lock`, by name.
  static func stages(ofLock value: JSONValue) -> [DVCStage] {
    // Schema 1.0 had the stages at the top.
    let stages = value["stages"]?.object ?? (value["schema"] == nil ? value.object : nil) ?? [:]
    return stages.keys.sorted().compactMap { name in
      stages[name].map { DVCStage(lock: $0, named: name) }
    }
  }
}
