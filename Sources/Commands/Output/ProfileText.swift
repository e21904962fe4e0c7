import Objects
import Profiles

/// A profile for a person.
struct ProfileText {
  let profile: AssetProfile
  /// Whether all tensors or columns are listed, not the first of them.
  var isWhole = false

  /// Rows of a list that is cut.
  static let rowsMax = 30

  func render(to terminal: inout Terminal) {
    switch profile {
    case .model(let model): ModelProfileText(model: model, isWhole: isWhole).render(to: &terminal)
    case .table(let table): TableProfileText(profile: table, isWhole: isWhole).render(to: &terminal)
    case .folder(let folder): FolderProfileText(folder: folder).render(to: &terminal)
    }
  }

  /// What it says in a few words.
  static func summary(_ profile: AssetProfile) -> String {
    switch profile {
    case .model(let model):
      let tensors = Units.count(model.tensors.count, "tensor")
      guard let parameters = model.parameterCount else { return tensors }
      return "\(tensors), \(Units.count(parameters, "parameter"))"
    case .table(let table):
      let columns = Units.count(table.columns.count + table.excludedColumns.count, "column")
      return "\(columns), \(Units.count(table.rows, "row"))"
    case .folder(let folder):
      return Units.count(folder.total.files, "file")
    }
  }

  /// Says how many rows of a list are not shown.
  static func more(_ count: Int, _ noun: String, _ terminal: inout Terminal) {
    if count > 0 { terminal.line(Text("… \(Units.count(count, noun)) more; -v lists all", .dim)) }
  }
}

extension AssetProfile {
  /// The record (Documentation/profiles.md) without its sketches, which say nothing to a reader.
  var json: JSONValue { (try? JSONValue(parsing: encode())).map(Self.readable) ?? .null }

  private static let sketches: Set<String> = ["registers", "sketch", "row-keys", "hashes"]

  private static func readable(_ value: JSONValue) -> JSONValue {
    if let list = value.array { return .array(list.map(readable)) }
    guard let members = value.object else { return value }
    return .object(members.filter { !sketches.contains($0.key) }.mapValues(readable))
  }
}
