import Objects

/// A mistake in `mlx.yaml`.
public struct ProjectFault: Sendable, Equatable {
  /// nil where it is about the whole file.
  public let place: TextPlace?
  /// What is wrong, in lower case.
  public let reason: String
  /// What to do.
  public let hint: String?

  /// A mistake at a place.
  public init(_ reason: String, at place: TextPlace?, hint: String? = nil) {
    self.place = place
    self.reason = reason
    self.hint = hint
  }
}

/// Why `mlx.yaml` cannot be used.
public enum ProjectFileError: MLXError, Equatable {
  /// Mistakes, from the top; never none.
  case invalid(file: String, faults: [ProjectFault])
  /// A file of a later version.
  case tooNew(file: String, version: Int64)
  /// A file that is too long to be one.
  case tooLarge(file: String, limitBytes: Int)

  /// How many further mistakes the description tells the places of.
  private static let placesMax = 5

  public var code: String {
    switch self {
    case .invalid: "project-file-invalid"
    case .tooNew: "project-file-too-new"
    case .tooLarge: "file-too-large"
    }
  }

  public var description: String {
    switch self {
    case .invalid(let file, let faults):
      file + (faults.first?.place.map { ":\($0)" } ?? "") + ": "
        + (faults.first?.reason ?? "it cannot be read") + Self.others(faults.dropFirst())
    case .tooNew(let file, let version):
      "'\(file)' is of version \(version); this mlx reads version \(ProjectFile.version)"
    case .tooLarge(let file, let limit):
      "'\(file)' has more than the \(limit) bytes that it may have"
    }
  }

  public var hint: String? {
    switch self {
    case .invalid(_, let faults):
      faults.first?.hint ?? "correct the line; 'mlx config --schema' prints what may stand there"
    case .tooNew: "install a newer mlx"
    case .tooLarge: "put what is long into files of its own, and name them with 'card'"
    }
  }

  private static func others(_ faults: ArraySlice<ProjectFault>) -> String {
    guard !faults.isEmpty else { return "" }
    let places = faults.prefix(placesMax).compactMap { $0.place?.description }
    return "; more is wrong at " + places.joined(separator: ", ")
      + (faults.count > placesMax ? " and \(faults.count - placesMax) other places" : "")
  }
}
