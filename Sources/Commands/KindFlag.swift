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

/// `--only KIND`, by the kind's name or the word of its flag: the kinds that can be declared, and code.
struct KindArgument: ExpressibleByArgument {
  let kind: AssetKind

  init?(argument: String) {
    if argument == AssetKind.code.rawValue {
      kind = .code
      return
    }
    let kinds = KindFlag.allCases
    guard let flag = kinds.first(where: { $0.rawValue == argument || $0.kind.rawValue == argument })
    else { return nil }
    kind = flag.kind
  }

  static var allValueStrings: [String] {
    (KindFlag.allCases.map(\.kind) + [.code]).map(\.rawValue)
  }
  var defaultValueDescription: String { kind.rawValue }
}
