import Objects
import ProjectFiles

/// A setting with its value.
struct ConfigRow: Sendable {
  let name: String
  let value: ConfigValue
}

/// What `mlx config` prints.
struct ConfigOutput: CommandOutput {
  var rows: [ConfigRow]
  var isList = false
  var showsOrigin = false
  var unknown: [Configuration.UnknownSetting] = []

  var json: [String: JSONValue] {
    [
      "settings": .list(rows) {
        [
          "name": .string($0.name), "value": .string($0.value.value),
          "origin": .string($0.value.origin.description),
        ]
      }
    ]
  }

  func render(to terminal: inout Terminal) {
    var table = Table()
    for row in rows {
      let origin = showsOrigin ? Text(row.value.origin.description, .dim) : ""
      let value = isList ? Text("\(row.name) = \(row.value.value)") : Text(row.value.value)
      table.row(value, origin)
    }
    terminal.table(table)
    for setting in unknown {
      let near = setting.near.first.map { "; did you mean '\($0)'?" } ?? ""
      terminal.warning("\(setting.origin): there is no setting '\(setting.name)'\(near)")
    }
  }
}
