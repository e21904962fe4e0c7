import Profiles
import ProjectFiles

/// What is wished of profiles.
struct ProfileOptions: Sendable, Equatable {
  /// Columns of which no value may leave a trace.
  var excludedColumns: Set<String> = []

  var tables: TableProfiler.Options {
    var options = TableProfiler.Options()
    options.excludedColumns = excludedColumns
    return options
  }

  /// Whether a profile leaves out all that it must, and nothing else.
  func isMet(by profile: AssetProfile) -> Bool {
    guard case .table(let table) = profile else { return true }
    return table.excludedColumns.allSatisfy { excludedColumns.contains($0) }
      && !table.columns.contains { $0.isWithin(excludedColumns) }
  }
}

extension ColumnProfile {
  /// Whether the column is one of those, or a member of one: objects of JSON have names with dots.
  fileprivate func isWithin(_ names: Set<String>) -> Bool {
    if names.contains(name) { return true }
    guard !names.isEmpty, name.utf8.contains(UInt8(ascii: ".")) else { return false }
    return names.contains { name.hasPrefix($0 + ".") }
  }
}

extension Repository {
  /// Columns whose values no profile holds and no difference shows: `no-profile` in mlx.yaml.
  ///
  /// Errors: a `ProjectFileError`.
  public func unprofiledColumns() throws -> Set<String> {
    let path = workTree.root.appending(ProjectFile.name)
    return try ProjectFile.load(from: path, in: environment.fileSystem)?.unprofiledColumns ?? []
  }

  /// The wishes for profiles that commits make; nil when they make none.
  ///
  /// - Parameter isAsked: false for a command that was told to make none.
  func profileOptions(isAsked: Bool) throws -> ProfileOptions? {
    guard isAsked, try environment.configuration.get(.profile)?.value != "off" else { return nil }
    return ProfileOptions(excludedColumns: try unprofiledColumns())
  }
}
