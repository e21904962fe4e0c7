import ArgumentParser
import Objects

/// `--model`, `--data`, `--env`, `--artifact`: what a path is.
enum KindFlag: String, EnumerableFlag {
  case model, data, env, artifact

  var kind: AssetKind {
    switch self {
    case .model: .model
    case .data: .dataset
    case .env: .environment
    case .artifact: .artifact
    }
  }

  static func name(for value: KindFlag) -> NameSpecification {
    value == .data ? [.customLong("data"), .customLong("dataset")] : .long
  }

  static func help(for value: KindFlag) -> ArgumentHelp? {
    switch value {
    case .model: "The paths are models."
    case .data: "The paths are datasets."
    case .env: "The paths describe an environment."
    case .artifact: "The paths are something else worth keeping."
    }
  }
}

/// `--only KIND`, by the kind's name or the word of its flag.
struct KindArgument: ExpressibleByArgument {
  let kind: AssetKind

  init?(argument: String) {
    guard let kind = KindFlag(rawValue: argument)?.kind ?? AssetKind(rawValue: argument) else {
      return nil
    }
    self.kind = kind
  }

  static var allValueStrings: [String] { AssetKind.allCases.map(\.rawValue) }
  var defaultValueDescription: String { kind.rawValue }
}
