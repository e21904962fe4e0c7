/// Where the value of a setting comes from; the first layer that has one wins.
public enum ConfigLayer: Int, Sendable, CaseIterable, Comparable {
  case flag, environment, local, global, standard

  /// By precedence.
  public static func < (a: ConfigLayer, b: ConfigLayer) -> Bool { a.rawValue < b.rawValue }
}

/// The exact place that a value comes from.
public enum ConfigOrigin: Sendable, Equatable, CustomStringConvertible {
  case flag
  case environment(variable: String)
  /// The repository's file. Lines count from 1.
  case local(path: String, line: Int)
  /// The person's file. Lines count from 1.
  case global(path: String, line: Int)
  case standard

  /// `flag`, a variable's name, `path:line` or `default`.
  public var description: String {
    switch self {
    case .flag: "flag"
    case .environment(let variable): variable
    case .local(let path, let line), .global(let path, let line): "\(path):\(line)"
    case .standard: "default"
    }
  }

  /// The layer of this place.
  public var layer: ConfigLayer {
    switch self {
    case .flag: .flag
    case .environment: .environment
    case .local: .local
    case .global: .global
    case .standard: .standard
    }
  }
}

/// A setting's value, and where it comes from.
public struct ConfigValue: Sendable, Equatable {
  public let value: String
  public let origin: ConfigOrigin

  public init(value: String, origin: ConfigOrigin) {
    self.value = value
    self.origin = origin
  }
}
