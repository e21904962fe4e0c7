import FileIO
import ProjectFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The variables of the process. Only this target reads them.
enum ProcessEnvironment {
  /// The value, or nil where the variable is unset or empty.
  static func value(_ name: String) -> String? {
    guard let pointer = getenv(name), pointer.pointee != 0 else { return nil }
    return String(cString: pointer)
  }

  /// The variables that settings depend on.
  static var settings: [String: String] {
    var variables: [String: String] = [:]
    for name in Configuration.environmentNames { variables[name] = value(name) }
    return variables
  }

  /// The machine's name; a test gives another one.
  static var host: String { value("MLX_TEST_HOST") ?? HostName.current() }

  /// The login name.
  static var user: String {
    if let name = value("USER") ?? value("LOGNAME") { return name }
    guard let entry = getpwuid(getuid()), let name = entry.pointee.pw_name else {
      return "user-\(getuid())"
    }
    return String(cString: name)
  }
}
