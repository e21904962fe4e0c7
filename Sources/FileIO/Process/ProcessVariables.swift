// The environment of this process, read once for those that search it for git and Python.
import CLinux

/// The variables that this process was started with.
public enum ProcessVariables {
  /// Every variable that has a name.
  public static func all() -> [String: String] {
    var variables: [String: String] = [:]
    var next = clinux_environment()
    while let pointer = next, let entry = pointer.pointee {
      let text = String(cString: entry)
      if let equals = text.firstIndex(of: "="), equals != text.startIndex {
        variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
      }
      next = pointer.advanced(by: 1)
    }
    return variables
  }
}
