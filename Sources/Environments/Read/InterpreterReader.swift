// Which Python an environment runs, by its files. Nothing of it is started.
import Objects

/// Reads the version of an interpreter.
struct InterpreterReader {
  let files: SmallFiles
  /// Where the machine's own files are: `/`, or a folder of tests.
  let systemRoot: String

  func read(
    _ location: EnvironmentLocation, library: PythonLibrary?, settings: VirtualenvSettings?,
    condaPackages: [CondaPackage]
  ) -> Interpreter? {
    switch location.origin {
    case .virtualenv:
      let version = settings?.version
      let implementation =
        settings?.implementation ?? library?.implementation ?? "CPython"
      // The base may have been updated under the environment; what lies beside it now counts.
      let now = settings?.home.flatMap { home in
        library.flatMap { patchLevel(prefix: PathText.parent(home), library: $0) }
      }
      guard let known = now ?? version ?? library?.minorVersion else { return nil }
      return Interpreter(
        implementation: PlainText.cleaned(implementation), version: known)
    case .conda:
      guard let package = condaPackages.first(where: { $0.name == "python" }) else {
        return library.map(named)
      }
      return Interpreter(
        implementation: package.build.contains("pypy") ? "PyPy" : "CPython",
        version: package.version)
    case .system: return library.map { system(prefix: location.prefix, library: $0) }
    case .none: return nil
    }
  }

  private func named(_ library: PythonLibrary) -> Interpreter {
    Interpreter(implementation: library.implementation, version: library.minorVersion)
  }

  /// An interpreter outside of any environment.
  func system(prefix: String, library: PythonLibrary) -> Interpreter {
    var interpreter = named(library)
    if let exact = patchLevel(prefix: prefix, library: library) {
      interpreter.version = exact
    } else if prefix == "/usr",
      let exact = debianVersion(of: "python\(library.minorVersion)-minimal"),
      exact.hasPrefix(library.minorVersion + ".")
    {
      interpreter.version = exact
    }
    return interpreter
  }

  /// `PY_VERSION` of the C header `patchlevel.h`, which most interpreters come with.
  private func patchLevel(prefix: String, library: PythonLibrary) -> String? {
    for name in [library.name, library.name + "m"] {
      let path = "\(prefix)/include/\(name)/patchlevel.h"
      guard let text = files.text(path, max: 64 << 10) else { continue }
      for line in text.split(whereSeparator: \.isNewline) where line.hasPrefix("#define") {
        let words = line.split { $0 == " " || $0 == "\t" }
        guard words.count >= 3, words[1] == "PY_VERSION" else { continue }
        let version = words[2].filter { $0 != "\"" }
        if DistributionVersion.isVersion(version), version.hasPrefix(library.minorVersion) {
          return version
        }
      }
    }
    return nil
  }

  /// `3.11.2` of `3.11.2-6+deb12u6`, as Debian's list of packages has it.
  private func debianVersion(of package: String) -> String? {
    let path = PathText.join(systemRoot, "var/lib/dpkg/status")
    guard let bytes = files.bytes(path, max: 32 << 20),
      let start = ByteSearch.first("\nPackage: \(package)\n", in: bytes, from: 0)
    else { return nil }
    let paragraph = bytes[(start + 1)...].prefix(4096)
    let text = String(decoding: paragraph, as: UTF8.self)
    let end = text.firstRange(of: "\n\n")?.lowerBound ?? text.endIndex
    let fields = KeyLines.parse(String(text[..<end]), separator: ":")
    return fields["Version"].map { version in
      String(version.prefix { $0 != "-" && $0 != "+" && $0 != "~" })
    }
  }
}

/// Finding a text in many bytes.
enum ByteSearch {
  /// The index of the first occurrence at or after `start`.
  static func first(_ text: String, in bytes: [UInt8], from start: Int) -> Int? {
    let needle = Array(text.utf8)
    guard let head = needle.first, bytes.count >= needle.count else { return nil }
    return bytes.withUnsafeBufferPointer { buffer in
      let end = buffer.count - needle.count
      var index = start
      while index <= end {
        if buffer[index] == head {
          var length = 1
          while length < needle.count, buffer[index + length] == needle[length] { length += 1 }
          if length == needle.count { return index }
        }
        index += 1
      }
      return nil
    }
  }
}
