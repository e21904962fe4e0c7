// With a real Python and a real index: what is captured is what pip says, and comes back.
import FileIO
import Objects
import SystemPackage
import TestSupport
import Testing

@testable import Environments

@Suite(
  .enabled("needs python3 with venv, and pip with a package index") { await RealPip.isUsable() })
struct RealEnvironmentTests {
  @Test(.timeLimit(.minutes(20)))
  func capturedComparedAndRestored() async throws {
    let folder = try TemporaryDirectory()
    let fileSystem = KernelFileSystem()
    let (first, second) = (folder.path.appending(".venv"), folder.path.appending("restored"))
    try await RealPip.run("python3", "-m", "venv", first.string)
    let python = first.appending("bin/python").string
    try await RealPip.run(python, "-m", "pip", "install", "-q", "six==1.16.0", "iniconfig")

    let reader = EnvironmentReader(
      variables: RealPip.variables, workTree: folder.path, fileSystem: fileSystem)
    let before = reader.capture()
    #expect(reader.capture().record.id == before.record.id)
    #expect(before.record.origin == .virtualenv && before.location?.foundBy == ".venv")
    try await expect(before.record, isWhatPipSaysOf: python)

    try await RealPip.run(python, "-m", "pip", "install", "-q", "six==1.17.0")
    let after = reader.capture()
    let diff = EnvironmentDiff(from: before.record, to: after.record)
    #expect(
      diff.packages
        == [PackageChange(name: "six", from: "1.16.0", to: "1.17.0", distance: .minor)])
    #expect(diff.interpreter == nil && diff.system.isEmpty)

    let tools = RestoreTools.find(
      for: before.record.interpreter, variables: RealPip.variables, fileSystem: fileSystem)
    #expect(tools.interpreters.first?.interpreter.minorVersion != nil)
    let plan = try RestorePlanner(
      before, tools: tools, present: reader.systemFacts(), fileSystem: fileSystem
    ).plan(into: second)
    #expect(plan.limits == [])
    let reported = Locked<[String]>([])
    let result = try await plan.run(for: before.record, in: fileSystem) { step, number in
      reported.withLock { $0.append("\(number) \(step.sentence)") }
    }
    #expect(result.isExact, "\(result.difference)")
    let versions = { (record: EnvironmentRecord) in
      record.distributions.map { [$0.name, $0.version] }
    }
    #expect(versions(result.capture.record) == versions(before.record))
    #expect(reported.withLock { $0.count } == plan.steps.count)
    #expect(
      try fileSystem.status(
        at: second.appending("mlx-requirements.txt"), followingLinks: false) == nil)
    await #expect(throws: EnvironmentError.targetNotEmpty(second.string)) {
      try await plan.run(for: before.record, in: fileSystem)
    }
  }

  private func expect(_ record: EnvironmentRecord, isWhatPipSaysOf python: String) async throws {
    let freeze = try await ChildProcess(python, ["-m", "pip", "list", "--format", "json"])
      .run(output: .collected(bytesMax: 1 << 20))
    let listed = try #require(try JSONValue(parsing: Array(freeze.output.utf8)).array)
    let pairs = Set(
      listed.compactMap { one -> String? in
        guard let name = one["name"]?.string, let version = one["version"]?.string else {
          return nil
        }
        return DistributionName.normalized(name) + " " + version
      })
    #expect(Set(record.distributions.map { "\($0.name) \($0.version)" }) == pairs)
    let version = try await ChildProcess(
      python, ["-c", "import platform as p; print(p.python_implementation(), p.python_version())"]
    ).run(output: .collected(bytesMax: 4096))
    let interpreter = try #require(record.interpreter)
    #expect("\(interpreter.implementation) \(interpreter.version)\n" == version.output)
  }

  /// A wheel, a repository and an editable folder, as pip itself records them.
  @Test(.timeLimit(.minutes(20)))
  func sourcesAreThoseOfPip() async throws {
    let folder = try TemporaryDirectory()
    let place = folder.path.string
    try await RealPip.run("python3", "-m", "venv", place + "/.venv")
    let python = place + "/.venv/bin/python"
    try await RealPip.run(
      python, "-m", "pip", "download", "-q", "--no-deps", "-d", place, "six==1.16.0")
    try await RealPip.run(
      python, "-m", "pip", "install", "-q", place + "/six-1.16.0-py2.py3-none-any.whl")
    // A package without a build: a wheel's worth of files is made by the oldest means there is.
    for name in ["own", "versioned"] {
      try write("\(place)/\(name)/pyproject.toml", Self.project(name))
      try write("\(place)/\(name)/backend.py", Self.backend(name))
      try await RealPip.run("git", "init", "-q", "\(place)/\(name)")
      try await RealPip.run("git", "-C", "\(place)/\(name)", "add", ".")
      try await RealPip.run(
        "git", "-C", "\(place)/\(name)", "-c", "user.name=A", "-c", "user.email=a@b.org", "commit",
        "-qm", "one")
    }
    try await RealPip.run(
      python, "-m", "pip", "install", "-q", "-e", place + "/own",
      "git+file://\(place)/versioned")
    let reader = EnvironmentReader(
      variables: [:], workTree: folder.path, fileSystem: KernelFileSystem())
    let capture = reader.capture()
    func source(_ name: String) -> DistributionSource? {
      capture.record.distributions.first { $0.name == name }?.source
    }
    #expect(source("six")?.word == "url")
    #expect(source("six")?.url?.text == "six-1.16.0-py2.py3-none-any.whl")
    let commit = try await ChildProcess("git", ["-C", place + "/own", "rev-parse", "HEAD"])
      .run(output: .collected(bytesMax: 4096)).output.trimmed
    #expect(
      source("own")
        == .folder(
          try #require(StrippedURL(stripping: "own")), commit: commit, isEditable: true))
    #expect(source("versioned")?.word == "vcs")
    #expect(capture.record.remarks == [])
  }

  private func write(_ path: String, _ text: String) throws {
    let fileSystem = KernelFileSystem()
    try fileSystem.makeDirectories(FilePath(path).removingLastComponent())
    try File(FilePath(path), .create, in: fileSystem).write(Array(text.utf8), at: 0)
  }

  private static func project(_ name: String) -> String {
    """
    [build-system]
    requires = []
    build-backend = "backend"
    backend-path = ["."]
    [project]
    name = "\(name)"
    version = "1.0"
    """
  }

  /// A build backend of its own, so that none has to be downloaded (PEP 517, PEP 660).
  private static func backend(_ name: String) -> String {
    """
    import os, zipfile
    def build_wheel(folder, settings=None, metadata=None):
        file = "\(name)-1.0-py3-none-any.whl"
        info = "\(name)-1.0.dist-info/"
        with zipfile.ZipFile(os.path.join(folder, file), "w") as wheel:
            wheel.writestr("\(name).py", "")
            wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: \(name)\\nVersion: 1.0\\n")
            wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: a\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
            wheel.writestr(info + "RECORD", "")
        return file
    build_editable = build_wheel
    """
  }

  /// The hashes of a lock file are those that pip then insists on.
  @Test(.timeLimit(.minutes(20)))
  func aLockFileWithHashesIsUsed() async throws {
    let folder = try TemporaryDirectory()
    let fileSystem = KernelFileSystem()
    let place = folder.path.string
    try await RealPip.run(
      "python3", "-m", "pip", "download", "-q", "--no-deps", "-d", place, "six==1.16.0")
    let wheel = try fileSystem.readFile(
      folder.path.appending("six-1.16.0-py2.py3-none-any.whl"), maxBytes: 1 << 20)
    try write(
      place + "/requirements.txt",
      "six==1.16.0 \\\n    --hash=sha256:\(SHA256Hasher.hash(wheel).hex)\n")
    var capture = EnvironmentReader(
      variables: RealPip.variables, workTree: folder.path, fileSystem: fileSystem
    ).capture()
    capture.record.distributions = [Distribution(written: "six", version: "1.16.0")]
    let tools = RestoreTools.find(
      for: capture.record.interpreter, variables: RealPip.variables, fileSystem: fileSystem)
    let plan = try RestorePlanner(capture, tools: tools, fileSystem: fileSystem)
      .plan(into: folder.path.appending("it's new"))
    #expect(plan.steps.last?.arguments.contains("--require-hashes") == true)
    #expect(try await plan.run(for: capture.record, in: fileSystem).isExact)
  }

  @Test(.timeLimit(.minutes(20)))
  func aFailedStepIsSaid() async throws {
    let folder = try TemporaryDirectory()
    let fileSystem = KernelFileSystem()
    var record = EnvironmentReader(
      variables: RealPip.variables, workTree: folder.path, fileSystem: fileSystem
    ).capture().record
    record.distributions = [Distribution(written: "six", version: "0.0.0.1")]
    let tools = RestoreTools.find(
      for: record.interpreter, variables: RealPip.variables, fileSystem: fileSystem)
    let plan = try RestorePlanner(
      EnvironmentCapture(record: record, lockFiles: [:]), tools: tools, fileSystem: fileSystem
    ).plan(into: folder.path.appending("new"))
    do {
      _ = try await plan.run(for: record, in: fileSystem)
      Issue.record("it was installed")
    } catch let error as EnvironmentError {
      #expect(error.code == "restore-failed" && error.description.contains("six"))
    }
  }
}
