import FileIO
import Objects
import SystemPackage
import Testing

@testable import Environments

@Suite struct RestorePlanTests {
  private let python = Interpreter(implementation: "CPython", version: "3.11.7")

  private func record(
    _ distributions: [Distribution], origin: EnvironmentRecord.Origin = .virtualenv
  ) -> EnvironmentRecord {
    EnvironmentRecord(
      origin: origin, interpreter: python, distributions: distributions,
      system: SystemFacts(os: "linux", machine: "x86_64"))
  }

  private func tools(_ version: String = "3.11.7") -> RestoreTools {
    RestoreTools(interpreters: [
      InstalledInterpreter(
        path: "/usr/bin/python3.11",
        interpreter: Interpreter(implementation: "CPython", version: version))
    ])
  }

  private func plan(
    _ record: EnvironmentRecord, _ tools: RestoreTools, lockFiles: [String: [UInt8]] = [:]
  ) throws -> RestorePlan {
    let capture = EnvironmentCapture(record: record, lockFiles: lockFiles)
    return try RestorePlanner(capture, tools: tools, fileSystem: KernelFileSystem())
      .plan(into: "/nowhere/new")
  }

  private func text(_ step: RestorePlan.Step?) -> String {
    step.map { String(decoding: $0.file?.bytes ?? [], as: UTF8.self) } ?? ""
  }

  @Test func pipComesLast() throws {
    let plan = try plan(
      record([
        Distribution(written: "NumPy", version: "1.26.4"),
        Distribution(written: "pip", version: "23.2.1"),
        Distribution(written: "six", version: "1.16.0"),
      ]), tools())
    #expect(plan.limits.isEmpty)
    #expect(
      plan.steps.map(\.sentence) == [
        "make a virtual environment of CPython 3.11.7", "install 2 packages at exact versions",
        "install pip itself: 'pip==23.2.1'",
      ])
    #expect(plan.steps[0].arguments == ["-m", "venv", "/nowhere/new"])
    #expect(plan.steps[1].program == "/nowhere/new/bin/python")
    #expect(
      plan.steps[1].arguments.suffix(3)
        == ["--no-deps", "-r", "/nowhere/new/mlx-requirements.txt"])
    #expect(text(plan.steps[1]) == "NumPy==1.26.4\nsix==1.16.0\n")
  }

  @Test func uvIsTakenWhereItIs() throws {
    var tools = tools("3.11.2")
    tools.uv = "/bin/uv"
    let plan = try plan(record([Distribution(written: "six", version: "1.16.0")]), tools)
    #expect(plan.steps[0].arguments == ["venv", "--python", "3.11.7", "/nowhere/new"])
    #expect(
      plan.steps[1].arguments.prefix(4)
        == ["pip", "install", "--python", "/nowhere/new/bin/python"])
    #expect(plan.steps.allSatisfy { $0.program == "/bin/uv" })
  }

  @Test func anotherPatchIsSaid() throws {
    let near = try plan(record([]), tools("3.11.9"))
    #expect(near.steps.count == 1 && near.limits.map(\.subject) == ["interpreter"])
    let none = try plan(record([]), RestoreTools())
    #expect(none.steps.isEmpty && none.limits.map(\.subject) == ["interpreter"])
    #expect(try plan(record([], origin: .none), tools()).steps.isEmpty)
  }

  @Test func whatCannotComeBackIsSaid() throws {
    let here = try #require(StrippedURL(stripping: "file:///src/own"))
    let wheel = try #require(StrippedURL(stripping: "file:///nowhere/a.whl"))
    let plan = try plan(
      record([
        Distribution(
          written: "own", version: "1", source: .folder(here, commit: "ab", isEditable: true)),
        Distribution(written: "apt", version: "1", isOfSystem: true),
        Distribution(written: "old", version: "so old"),
        Distribution(written: "twice", version: "1"),
        Distribution(written: "twice", version: "2"),
        Distribution(
          written: "wheel", version: "1", source: .archive(wheel, hash: nil, subfolder: nil)),
      ]), tools())
    #expect(plan.limits.map(\.subject) == ["apt", "old", "own", "twice", "wheel"])
    #expect(
      plan.limits[2].reason.contains("file:///src/own") && plan.limits[2].reason.contains("ab"))
    #expect(text(plan.steps[1]) == "twice==1\n")
  }

  @Test func condaNeedsConda() throws {
    var record = record(
      [
        Distribution(written: "numpy", version: "1.26.4", installer: "conda"),
        Distribution(written: "six", version: "1.16.0", installer: "pip"),
      ], origin: .conda)
    record.condaPackages = [
      CondaPackage(
        name: "python", version: "3.11.7", build: "h0", channel: StrippedURL(stripping: "main"))
    ]
    #expect(try plan(record, tools()).steps.isEmpty)
    let plan = try plan(record, RestoreTools(conda: "/bin/micromamba"))
    #expect(
      plan.steps[0].arguments == [
        "create", "--yes", "-p", "/nowhere/new", "--override-channels", "-c", "main",
        "python=3.11.7=h0",
      ])
    #expect(text(plan.steps[1]) == "six==1.16.0\n")
  }

  @Test func hashesOfALockFileAreUsed() throws {
    let lock = Array(
      """
      # made by a tool
      --index-url https://pypi.org/simple
      six==1.16.0 ; python_version >= "3" \\
          --hash=sha256:aa \\
          --hash=sha256:bb
          # via x
      Some_Package[extra]==1.0 --hash=sha256:cc
      """.utf8)
    var record = record([
      Distribution(written: "six", version: "1.16.0"),
      Distribution(written: "pip", version: "23.0"),
      Distribution(written: "setuptools", version: "65.0"),
      Distribution(written: "some-package", version: "1.0"),
    ])
    record.lockFiles = [
      DependencyLock(
        name: "requirements.txt", size: UInt64(lock.count), blob: BlobID(SHA256Hasher.hash(lock)))
    ]
    let locked = try plan(record, tools(), lockFiles: ["requirements.txt": lock])
    #expect(locked.steps[1].arguments.contains("--require-hashes"))
    #expect(locked.steps[1].file?.bytes == lock)
    #expect(locked.steps[2].sentence == "install 'setuptools==65.0'")
    #expect(locked.steps.count == 4)
    // Without the bytes, with other bytes, or with another version, names and versions must do.
    #expect(try !plan(record, tools()).steps[1].arguments.contains("--require-hashes"))
    let other = try plan(record, tools(), lockFiles: ["requirements.txt": lock + [0x0A]])
    #expect(!other.steps[1].arguments.contains("--require-hashes"))
    record.distributions[3].version = "1.17.0"
    let newer = try plan(record, tools(), lockFiles: ["requirements.txt": lock])
    #expect(!newer.steps[1].arguments.contains("--require-hashes"))
  }

  @Test(arguments: [
    "six==1.16.0", "-r other.txt\nsix==1.16.0 --hash=sha256:a", "six>=1 --hash=sha256:a", "",
    "-e . --hash=sha256:a", "six==1.16.0 --hash=sha256:a\nsix==1.16.0 --hash=sha256:a",
    "six @ https://h/six.whl --hash=sha256:a", "six==1.* --hash=sha256:a",
    "--find-links /tmp\nsix==1.16.0 --hash=sha256:a",
  ])
  func looseLockFilesAreNot(_ text: String) {
    #expect(HashedRequirements(Array(text.utf8)) == nil)
  }

  @Test func theFolderMustBeEmpty() throws {
    let fixture = try EnvironmentFixture()
    let planner = RestorePlanner(
      EnvironmentCapture(record: record([]), lockFiles: [:]), tools: tools(),
      fileSystem: fixture.fileSystem)
    #expect(try planner.plan(into: FilePath(fixture.workTree)).steps.count == 1)
    try fixture.write("work/a", "")
    for path in [fixture.workTree, fixture.path("work/a")] {
      let error = EnvironmentError.targetNotEmpty(path)
      #expect(throws: error) { try planner.plan(into: FilePath(path)) }
      #expect(error.code == "directory-not-empty" && error.hint != nil)
    }
  }

  @Test func otherMachinesAreSaid() throws {
    var record = record([])
    record.system.gpuDriver = "535.1"
    let planner = RestorePlanner(
      EnvironmentCapture(record: record, lockFiles: [:]), tools: tools(),
      present: SystemFacts(os: "linux", machine: "aarch64"), fileSystem: KernelFileSystem())
    #expect(
      try planner.plan(into: "/nowhere/x").limits.map(\.subject) == ["machine", "gpu_driver"])
  }

  @Test func toolsAreFoundWithoutStartingThem() throws {
    let fixture = try EnvironmentFixture()
    for name in ["uv", "mamba", "conda"] {
      try fixture.write("bin/" + name, "exit 1", permissions: 0o755)
    }
    try fixture.write("bin/micromamba", "not executable")
    try fixture.write("u/bin/python3.11", "", permissions: 0o755)
    try fixture.write("u/lib/python3.11/os.py", "")
    try fixture.write("u/include/python3.11/patchlevel.h", "#define PY_VERSION \"3.11.7\"\n")
    try fixture.link("u/bin/python3", to: "python3.11")
    let path = fixture.path("bin") + ":" + fixture.path("u/bin")
    let tools = RestoreTools.find(
      for: python, variables: ["PATH": path], fileSystem: fixture.fileSystem)
    #expect(tools.uv == fixture.path("bin/uv") && tools.conda == fixture.path("bin/mamba"))
    #expect(
      tools.interpreters.map(\.path)
        == ["python3.11", "python3"].map { fixture.path("u/bin/" + $0) })
    #expect(tools.interpreters.first?.interpreter == python)
  }
}

@Suite struct RequirementsTests {
  private func lines(_ source: DistributionSource) -> (lines: [String], limits: Int) {
    let one = Distribution(written: "a", version: "1", source: source)
    let requirements = Requirements([one]) { $0 == "/here/a.whl" }
    return (requirements.lines, requirements.limits.count)
  }

  private func url(_ text: String) throws -> StrippedURL {
    try #require(StrippedURL(stripping: text))
  }

  @Test func sourcesBecomeLines() throws {
    #expect(lines(.index).lines == ["a==1"])
    #expect(
      lines(.archive(try url("https://h/a.zip#egg=a"), hash: "sha256:ab", subfolder: "b")).lines
        == ["a @ https://h/a.zip#subdirectory=b&sha256=ab"])
    #expect(
      lines(.archive(try url("file:///here/a.whl"), hash: nil, subfolder: nil)).lines
        == ["a @ file:///here/a.whl"])
    #expect(
      lines(
        .repository(try url("ssh://git@h/a.git"), system: "git", commit: "abc", subfolder: nil)
      ).lines == ["a @ git+ssh://git@h/a.git@abc"])
  }

  @Test(arguments: [
    "https://h/${SECRET}/a.whl", "https://h/a.whl\\", "https://h/é.whl", "ext::sh", "ftp://h/a",
    "file:///gone/a.whl", "https://h/a;b",
  ])
  func urlsThatPipWouldReadOtherwiseAreLimits(_ text: String) throws {
    let found = lines(.archive(try url(text), hash: nil, subfolder: nil))
    #expect(found.lines.isEmpty && found.limits == 1)
    let repository = lines(
      .repository(try url(text), system: "git", commit: "abc", subfolder: nil))
    #expect(repository.limits == (text.hasPrefix("file") ? 0 : 1))
  }
}
