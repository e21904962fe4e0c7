import Objects
import ProjectFiles

/// A setting with its value; nil when nothing sets one.
struct ConfigRow: Sendable {
  let name: String
  let value: ConfigValue?
}

/// What `mlx config` prints.
struct ConfigOutput: CommandOutput {
  var rows: [ConfigRow]
  var isList = false
  var showsOrigin = false
  var unknown: [Configuration.UnknownSetting] = []
  var notices: [String] = []
  /// The JSON Schema of `mlx.yaml`, when that is what was asked for.
  var schema: JSONValue?

  var json: [String: JSONValue] {
    if let schema { return ["project_file": schema] }
    return [
      "settings": .list(rows) {
        [
          "name": .string($0.name), "value": .optional($0.value?.value),
          "origin": .optional($0.value?.origin.description),
        ]
      },
      "notices": .list(notices + unknown.map(Self.sentence), JSONValue.string),
    ]
  }

  func render(to terminal: inout Terminal) {
    if let schema { return terminal.write(String(decoding: schema.prettyBytes(), as: UTF8.self)) }
    var table = Table()
    for row in rows {
      guard let value = row.value else { continue }
      let origin = showsOrigin ? Text(value.origin.description, .dim) : ""
      table.row(isList ? Text("\(row.name) = \(value.value)") : Text(value.value), origin)
    }
    terminal.table(table)
    for setting in unknown { terminal.warning(Text(Self.sentence(setting))) }
    for notice in notices { terminal.notice(Text(notice)) }
  }

  private static func sentence(_ setting: Configuration.UnknownSetting) -> String {
    let near = setting.near.first.map { "; did you mean '\($0)'?" } ?? ""
    return "\(setting.origin): there is no setting '\(setting.name)'\(near)"
  }
}
