import ArgumentParser

/// `--color`: when to color.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable, Sendable {
  case auto, always, never

  /// Whether to color a stream: the flag, then the setting, then what the environment says.
  ///
  /// `NO_COLOR` turns color off, `CLICOLOR_FORCE` turns it on, `TERM=dumb` has none.
  func isOn(isTerminal: Bool, variable: (String) -> String? = ProcessEnvironment.value) -> Bool {
    switch self {
    case .always: return true
    case .never: return false
    case .auto: break
    }
    if variable("NO_COLOR") != nil { return false }
    if let force = variable("CLICOLOR_FORCE"), force != "0" { return true }
    return isTerminal && variable("TERM") != "dumb"
  }
}
