// pyvenv.cfg: what makes a folder a virtual environment.
import Objects

/// What `venv`, `virtualenv` and `uv` write into it.
struct VirtualenvSettings: Equatable {
  /// The folder of the interpreter that it was made with.
  var home: String?
  /// `3.11.7`
  var version: String?
  var implementation: String?
  var includesSystemPackages = false

  /// Keys are told apart without regard to case, as Python does.
  init(_ text: String) {
    var values: [String: String] = [:]
    for (key, value) in KeyLines.parse(text, separator: "=") { values[key.lowercased()] = value }
    home = values["home"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    // virtualenv writes `3.11.7.final.0`.
    let numbers = (values["version"] ?? values["version_info"] ?? "").split(separator: ".")
      .prefix(3).prefix { !$0.isEmpty && $0.allSatisfy { ("0"..."9").contains($0) } }
    let joined = numbers.joined(separator: ".")
    version = numbers.count >= 2 && DistributionVersion.isVersion(joined) ? joined : nil
    implementation = values["implementation"]
    includesSystemPackages = values["include-system-site-packages"]?.lowercased() == "true"
  }
}
