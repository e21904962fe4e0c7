// The folder of an interpreter's library, whose name holds its version: `lib/python3.11`.
import Objects

/// `python3.11`, `pypy3.10` or `python3.13t` below a prefix.
struct PythonLibrary: Equatable {
  let name: String
  let implementation: String
  /// `3.11`
  let minorVersion: String

  /// nil when the text is no such name.
  init?(name: String) {
    let isPyPy = name.hasPrefix("pypy")
    guard isPyPy || name.hasPrefix("python") else { return nil }
    let version = name.dropFirst(isPyPy ? 4 : 6).prefix { $0 == "." || ("0"..."9").contains($0) }
    let numbers = version.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, !numbers.contains(nil), version.utf8.count <= 8 else { return nil }
    let rest = name.dropFirst((isPyPy ? 4 : 6) + version.count)
    guard rest.isEmpty || rest == "t" || rest == "m" else { return nil }
    self.name = name
    implementation = isPyPy ? "PyPy" : "CPython"
    minorVersion = String(version)
  }

  /// The library of a prefix. Where there are several, that of the program's name, or of the version
  /// asked for, else the newest.
  init?(prefix: String, program: String = "", minorVersion wanted: String? = nil, files: SmallFiles)
  {
    if let named = PythonLibrary(name: program),
      ["lib", "lib64"].contains(where: { files.isFolder("\(prefix)/\($0)/\(program)") })
    {
      self = named
      return
    }
    let all = ["lib", "lib64"].flatMap { files.names(in: PathText.join(prefix, $0)) }
      .compactMap { PythonLibrary(name: $0) }
    guard let best = all.first(where: { $0.minorVersion == wanted }) ?? all.max(by: Self.isOlder)
    else { return nil }
    self = best
  }

  private static func isOlder(_ a: PythonLibrary, _ b: PythonLibrary) -> Bool {
    func numbers(_ library: PythonLibrary) -> [Int] {
      library.minorVersion.split(separator: ".").compactMap { Int($0) }
    }
    return numbers(a).lexicographicallyPrecedes(numbers(b))
  }
}
