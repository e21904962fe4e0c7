// With a real Python and a real index: what pip changes between two commits is named, and comes back.
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A folder with a virtual environment that `mlx` runs in, with the variables of this process.
private final class RealEnvironment {
  let folder: String

  init() throws {
    var template = Array("/tmp/mlx-environment-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw ShellError(operation: "mkdtemp", number: errno) }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { _ = try? run("cd / && rm -rf '\(folder)'") }

  /// Runs a script and returns its status and what it printed.
  func run(_ script: String) throws -> (status: Int32, output: String) {
    let output = folder + "/.output"
    let status = try Shell.run(
      script, in: folder, environment: Self.inherited + ["XDG_CONFIG_HOME=\(folder)/none"],
      output: output)
    return (status, (try? Shell.contents(of: output)) ?? "")
  }

  /// What pip needs to find Python, an index and a proxy.
  private static let inherited: [String] = {
    var variables: [String] = []
    #if canImport(Darwin)
      var next = _NSGetEnviron().pointee
    #else
      var next = environ
    #endif
    while let entry = next.pointee {
      let text = String(cString: entry)
      let name = text.prefix { $0 != "=" }
      let isOther = ["VIRTUAL_ENV", "CONDA_PREFIX", "XDG_CONFIG_HOME"].contains(name)
      if !isOther, !name.hasPrefix("MLX_"), name != "PATH" { variables.append(text) }
      next += 1
    }
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    return variables + ["PATH=\(Shell.binaryFolder):\(path)", "MLX_USER_NAME=Ana"]
  }()

  /// Whether python3 can make environments, and its pip reaches an index.
  static func isUsable() -> Bool {
    guard let real = try? RealEnvironment() else { return false }
    let script = """
      python3 -c 'import venv, ensurepip' && \
      timeout 30 python3 -m pip download --no-deps -q -d wheels six==1.16.0
      """
    return (try? real.run(script).status) == 0
  }
}

@Suite(
  .enabled("needs python3 with venv, and pip with a package index") {
    RealEnvironment.isUsable()
  })
struct EnvironmentCommandTests {
  @Test(.timeLimit(.minutes(20)))
  func whatPipChangesIsNamedAndComesBack() throws {
    let real = try RealEnvironment()
    let made = try real.run(
      """
      set -e
      python3 -m venv .venv && . .venv/bin/activate
      pip install -q six==1.16.0
      mlx init -q && echo 'id,label' >data.csv
      mlx commit -qm "Old" --data data.csv
      pip install -q -U six==1.17.0
      mlx commit -qm "New" --allow-empty
      """)
    try #require(made.status == 0, "\(made.output)")

    let difference = try real.run("mlx env diff --exit-code HEAD~1 HEAD")
    #expect(difference.status == 1)
    #expect(difference.output == "packages\n  changed  six  1.16.0 -> 1.17.0  minor\n")
    let whole = try real.run("mlx diff HEAD~1 HEAD")
    #expect(whole.output.contains("changed  six  1.16.0 -> 1.17.0  minor"), "\(whole.output)")

    let restored = try real.run("mlx env restore HEAD~1 old 2>&1")
    #expect(restored.status == 0, "\(restored.output)")
    #expect(restored.output.contains("old is exactly the environment of HEAD~1"))
    let version = try real.run("old/bin/python -c 'import six; print(six.__version__)'")
    #expect(version.output == "1.16.0\n")
    let compared = try real.run(
      """
      VIRTUAL_ENV=$PWD/old mlx env capture -qo old.json && mlx env show --packages old.json >a
      mlx env show --packages HEAD~1 >b && cmp a b
      """)
    #expect(compared.status == 0, "\(compared.output)")
  }
}
