import Objects
import Testing

@Suite struct EnvironmentRecordTests {
  private func url(_ text: String) throws -> StrippedURL {
    try #require(StrippedURL(stripping: text))
  }

  private func record() throws -> EnvironmentRecord {
    var system = SystemFacts(os: "linux", machine: "x86_64")
    system.distribution = "debian"
    system.cpuCount = 2
    system.gpus = ["NVIDIA A100"]
    let commit = String(repeating: "ab", count: 20)
    return EnvironmentRecord(
      origin: .virtualenv, interpreter: Interpreter(implementation: "CPython", version: "3.11.7"),
      distributions: [
        Distribution(written: "six", version: "1.16.0", isOfSystem: true),
        Distribution(written: "NumPy", version: "1.26.4", installer: "pip"),
        Distribution(
          written: "c.d", version: "1",
          source: .repository(
            try url("https://h/c"), system: "git", commit: commit, subfolder: "x")),
        Distribution(
          written: "a_b", version: "2",
          source: .archive(
            try url("https://h/a.whl"), hash: "sha256:" + digest("a").hex, subfolder: nil)),
        Distribution(
          written: "e", version: "3",
          source: .folder(try url("."), commit: commit, isEditable: true)),
        Distribution(
          written: "f", version: "3",
          source: .folder(try url("file:///f"), commit: nil, isEditable: false)),
      ],
      condaPackages: [
        CondaPackage(name: "python", version: "3.11.7", build: "h0", channel: try url("main")),
        CondaPackage(name: "blas", version: "1.0", build: "mkl", channel: nil),
      ],
      lockFiles: [
        DependencyLock(name: "uv.lock", size: 5_000_000, blob: nil),
        DependencyLock(name: "requirements.txt", size: 3, blob: BlobID(digest("six"))),
      ],
      system: system, variables: ["PYTHONHASHSEED": "0"], remarks: ["'uv.lock' is é"])
  }

  @Test func comesBack() throws {
    let record = try record()
    #expect(try EnvironmentRecord.decode(record.encode()) == record)
    #expect(record.distributions.map(\.name) == ["a-b", "c-d", "e", "f", "numpy", "six"])
    #expect(record.condaPackages.map(\.name) == ["blas", "python"])
    #expect(record.lockFiles.map(\.name) == ["requirements.txt", "uv.lock"])
  }

  /// The format: these bytes and this id never change.
  @Test func hasStableBytes() throws {
    var record = EnvironmentRecord(
      origin: .virtualenv, interpreter: Interpreter(implementation: "CPython", version: "3.11.7"),
      distributions: [Distribution(written: "NumPy", version: "1.26.4", installer: "pip")],
      system: SystemFacts(os: "linux", machine: "x86_64"), variables: ["PYTHONHASHSEED": "0"])
    record.lockFiles = [DependencyLock(name: "uv.lock", size: 3, blob: BlobID(digest("uv")))]
    #expect(
      String(decoding: record.encode(), as: UTF8.self) == """
        {"conda":[],"distributions":[{"installer":"pip","name":"numpy","source":{"kind":"index"},\
        "version":"1.26.4","written":"NumPy"}],\
        "interpreter":{"implementation":"CPython","version":"3.11.7"},\
        "lock_files":[{"name":"uv.lock","object":"blob:\(digest("uv").hex)","size":3}],\
        "origin":"virtualenv","remarks":[],"schema":"mlx.environment/1",\
        "system":{"container":null,"container_image":null,"cpu_count":null,"cpu_model":null,\
        "cuda":null,"distribution":null,"distribution_version":null,"gpu_driver":null,"gpus":[],\
        "kernel":null,"libc":null,"machine":"x86_64","memory_bytes":null,"os":"linux"},\
        "variables":{"PYTHONHASHSEED":"0"}}
        """)
    #expect(record.id.hex == "b742a6413c98bf736475a44b6d324bb257dd84a25d285733ddddada2651c68f2")
  }

  @Test(arguments: [
    "schema", "origin", "interpreter", "distributions", "conda", "lock_files", "system",
    "variables", "remarks",
  ])
  func eachKeyIsNeeded(_ key: String) throws {
    var members = try JSONValue(parsing: record().encode()).object ?? [:]
    members[key] = nil
    #expect(
      malformation { _ = try EnvironmentRecord.decode(JSONValue.object(members).canonicalBytes()) }
        == "'\(key)' is missing")
    members[key] = true
    #expect(
      malformation { _ = try EnvironmentRecord.decode(JSONValue.object(members).canonicalBytes()) }
        != nil)
  }

  @Test(arguments: [
    ("\"written\":\"six\"", "\"written\":\"-r evil\""),
    ("\"name\":\"six\"", "\"name\":\"seven\""),
    ("\"version\":\"1.16.0\"", "\"version\":\"1 --index-url x\""),
    ("\"version\":\"1.16.0\"", "\"version\":\"1\\n-e .\""),
    ("\"version\":\"1.16.0\"", "\"version\":\"\""),
    ("https://h/a.whl", "https://h/a b.whl"), ("https://h/a.whl", "https://h/\\u001b[2J"),
    ("\"kind\":\"vcs\"", "\"kind\":\"cvs\""), ("\"subfolder\":\"x\"", "\"subfolder\":\"../x\""),
    ("\"vcs\":\"git\"", "\"vcs\":\"-git\""), ("\"build\":\"mkl\"", "\"build\":\"a b\""),
    ("\"name\":\"blas\"", "\"name\":\"-blas\""), ("sha256:", "sha256 "),
    ("\"name\":\"uv.lock\"", "\"name\":\"../uv.lock\""),
    ("\"name\":\"uv.lock\"", "\"name\":\"requirements.txt\""),
    ("\"gpus\":[\"NVIDIA A100\"]", "\"gpus\":[\"\\u001b\"]"),
    ("\"PYTHONHASHSEED\":\"0\"", "\"PYTHONHASHSEED\":0"), ("is é", "is \\u009b"),
    ("\"distribution\":\"debian\"", "\"distribution\":\"\\u202e\""),
    ("\"origin\":\"virtualenv\"", "\"origin\":\"poetry\""),
    (
      "\"interpreter\":{\"implementation\":\"CPython\",\"version\":\"3.11.7\"}",
      "\"interpreter\":{\"implementation\":\"CPython\",\"version\":\"3 11\"}"
    ),
  ])
  func hostileRecordsAreRefused(_ text: String, _ replacement: String) throws {
    let whole = String(decoding: try record().encode(), as: UTF8.self)
    let range = try #require(whole.firstRange(of: text))
    let hostile = whole[..<range.lowerBound] + replacement + whole[range.upperBound...]
    #expect(malformation { _ = try EnvironmentRecord.decode(Array(hostile.utf8)) } != nil)
  }

  @Test func laterSchemasAreNamed() throws {
    let text = String(decoding: try record().encode(), as: UTF8.self)
    let later = text.replacing("mlx.environment/1", with: "mlx.environment/2")
    #expect(throws: ObjectError.unsupportedSchema("mlx.environment/2")) {
      try EnvironmentRecord.decode(Array(later.utf8))
    }
  }

  @Test func versionsOfInterpretersHaveNumbers() {
    #expect(Interpreter(implementation: "CPython", version: "3.11.7").release == [3, 11, 7])
    #expect(Interpreter(implementation: "CPython", version: "3.13.0rc1").release == [3, 13, 0])
    #expect(Interpreter(implementation: "CPython", version: "3.11").minorVersion == "3.11")
    #expect(Interpreter(implementation: "CPython", version: "three").minorVersion == nil)
  }

  @Test func textsAreMadePlain() {
    #expect(PlainText.cleaned(" a\u{1B}[1m\nb ") == "a [1m b")
    #expect(PlainText.cleaned(String(repeating: "é", count: 5000)).utf8.count == 4096)
    #expect(PlainText.isPlain("Übung"))
    #expect(!PlainText.isPlain("a\u{202E}b"))
  }
}
