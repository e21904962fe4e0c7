import Testing

@testable import FileFormats

/// What pickles would import, told from the bytes: attacks, and what honest libraries write.
@Suite struct PickleScanTests {
  private func scan(_ bytes: [UInt8]) throws -> [PickleReport] {
    try PickleScan.reports(of: ByteArray(bytes), unpacker: DeflateUnpacker())
  }

  private func names(_ bytes: [UInt8]) throws -> [String] {
    try scan(bytes).flatMap(\.imports).map(\.global.description)
  }

  private static let system = Array("cos\nsystem\n(S'id'\ntR.".utf8)

  /// SHORT_BINUNICODE.
  private static func text(_ text: String) -> [UInt8] {
    [0x8C, UInt8(text.utf8.count)] + Array(text.utf8)
  }

  @Test func protocolZero() throws {
    let report = try #require(try scan(Self.system).first)
    #expect(report.severity == .dangerous)
    #expect(report.imports.map(\.global) == [PickleGlobal("os", "system")])
    #expect(report.actions == [.global, .reduce])
    #expect(report.actions.names == ["GLOBAL", "REDUCE"])
    #expect(report.protocolVersion == 0)
    #expect(report.problem == nil)
  }

  /// Names come from the memo, with other texts in between: the two nearest texts say `a.b`.
  @Test func namesThroughTheMemo() throws {
    let bytes =
      [0x80, 4] + Self.text("posix") + [0x94] + Self.text("system") + [0x94]
      + Array("00".utf8) + Self.text("a") + Self.text("b") + Array("00".utf8)
      + [0x68, 0, 0x68, 1, 0x93] + Self.text("id") + [0x85, 0x52, 0x2E]
    #expect(try names(bytes) == ["posix.system"])
  }

  /// A hole in the memo changes the number that MEMOIZE takes next.
  @Test func memoCountsAsTheLoaderDoes() throws {
    let bytes =
      [0x80, 4] + Self.text("x") + [0x71, 1] + [0x71, 0] + [0x71, 1]
      + Self.text("posix") + [0x94] + Self.text("y") + [0x71, 5] + [0x68, 2]
      + Self.text("system") + [0x93, 0x2E]
    #expect(try names(bytes) == ["posix.system"])
  }

  @Test func escapes() throws {
    let quoted = Array("S'\\x6f\\163'\nS'sys\\164em'\n".utf8) + [0x93, 0x2E]
    let unicode = Array("V\\u006fs\nVsystem\n".utf8) + [0x93, 0x2E]
    #expect(try names(quoted) == ["os.system"])
    #expect(try names(unicode) == ["os.system"])
  }

  /// Texts of protocol 0 have any length; what follows one counts.
  @Test func longLines() throws {
    let long = [UInt8](repeating: UInt8(ascii: "x"), count: 70_000)
    for line in [Array("V".utf8) + long, Array("S'".utf8) + long + Array("'".utf8)] {
      let bytes = line + Array("\n0".utf8) + Self.system
      #expect(try names(bytes) == ["os.system"])
      #expect(try scan(bytes).map(\.state) == [.followed])
      #expect(try scan(line).map(\.isTruncated) == [true])
    }
    // 65 536 bytes are a text yet.
    let module = [UInt8](repeating: UInt8(ascii: "m"), count: 1 << 16)
    let bytes = Array("V".utf8) + module + Array("\nVn\n".utf8) + [0x93, 0x2E]
    #expect(try names(bytes).map(\.utf8.count) == [65_538])
  }

  /// Two backslashes escape each other, not the u behind them.
  @Test func backslashesGoInPairs() throws {
    let bytes = Array("Vos\nV\\\\u0073\n".utf8) + [0x93, 0x2E]
    #expect(try names(bytes) == ["os.\\\\u0073"])
  }

  /// What the loader takes for numbers, Python's own `loads` does.
  @Test func strangeNumbersDoNotStopIt() throws {
    for number in ["I0x10\n", "I 7\n", "L1_0L\n", "I1\u{0}\u{2}\n", "F1_0.5\n", "K0p 0_1\u{0}9\n"] {
      let bytes = Array(number.utf8) + Self.system
      #expect(try names(bytes) == ["os.system"], "\(number)")
    }
    #expect(
      try names(Array("Vos\np+1\nVsystem\np0_2\n00g 1\ng2\n".utf8) + [0x93, 0x2E]) == ["os.system"])
  }

  /// A loader that reads a file drops the rest of a frame where an opcode crosses its end, and goes on
  /// with other opcodes than those that lie there.
  @Test func framesAreNotCrossed() throws {
    let harmless = Array("ccollections\nOrderedDict\n".utf8)
    let frame = { (count: UInt64) in [0x80, 4, 0x95] + ZipBytes.little(count) }
    #expect(try scan(frame(UInt64(harmless.count)) + harmless + [0x2E])[0].severity == .safe)
    for count in 1..<UInt64(harmless.count) {
      let report = try scan(frame(count) + harmless + [0x2E])[0]
      #expect(report.problem == "an opcode crosses the end of its frame")
      #expect(report.severity == .suspicious)
    }
    let inner = frame(10) + Array(frame(2).dropFirst(2)) + [0x4E, 0x4E, 0x2E]
    #expect(try scan(inner)[0].problem == "a frame crosses the end of another")
  }

  @Test func computedNamesAreUnknown() throws {
    let bytes = [0x80, 4] + Array("]".utf8) + Self.text("system") + [0x93, 0x2E]
    let report = try #require(try scan(bytes).first)
    #expect(report.imports.map(\.global.description) == ["?.system"])
    #expect(report.severity == .dangerous)
  }

  @Test func olderWaysToCall() throws {
    let inst = Array("(S'id'\nios\nsystem\n.".utf8)
    let obj = Array("(cos\nsystem\nS'id'\no.".utf8)
    let newobj = [0x80, 2] + Array("csubprocess\nPopen\n)".utf8) + [0x81, 0x2E]
    #expect(try scan(inst).map(\.actions) == [[.inst]])
    #expect(try scan(obj).map(\.actions) == [[.global, .obj]])
    #expect(try scan(newobj).map(\.actions) == [[.global, .newobj]])
    for bytes in [inst, obj, newobj] { #expect(try scan(bytes)[0].severity == .dangerous) }
    let ext: [UInt8] = [0x82, 7, 0x2E]
    #expect(try scan(ext)[0].severity == .suspicious)
  }

  /// The loader has run what came first by the time it finds the damage.
  @Test(arguments: [
    Array("cos\nsystem\n(S'id'\ntR".utf8), Array("cos\nsystem\n(S'id'\ntR\u{1}.".utf8),
    Array("cos\nsystem\n(S'id'\ntR000.".utf8),
  ])
  func brokenStreams(bytes: [UInt8]) throws {
    let report = try #require(try scan(bytes).first)
    #expect(report.severity == .dangerous)
    #expect(report.problem != nil)
    #expect(report.isTruncated == (bytes.last != UInt8(ascii: ".")))
  }

  @Test func oneAfterAnother() throws {
    let plain: [UInt8] = [0x80, 2, 0x4B, 1, 0x2E]
    let reports = try scan(plain + plain + Self.system)
    #expect(reports.map(\.severity) == [.safe, .safe, .dangerous])
    #expect(reports.map(\.offset) == [0, 5, 10])
    #expect(try scan(plain + [0, 0, 0]).count == 1)
  }

  @Test func oneInAnother() throws {
    let middle = [0x80, 4, 0x43, UInt8(Self.system.count)] + Self.system + [0x2E]
    let outer = [0x80, 4, 0x43, UInt8(middle.count)] + middle + [0x2E]
    let reports = try scan(outer)
    #expect(reports.map(\.place) == ["", "bytes at 4", "bytes at 4 > bytes at 4"])
    #expect(reports.map(\.severity) == [.safe, .safe, .dangerous])
    let noise: [UInt8] = [0x80, 4, 0x43, 4, 9, 9, 9, 9, 0x2E]
    #expect(try scan(noise).count == 1)
  }

  @Test(arguments: [
    ("os", "getcwd", PickleSeverity.dangerous), ("os.path", "join", .dangerous),
    ("nt", "system", .dangerous), ("builtins", "eval", .dangerous),
    ("__builtin__", "getattr", .dangerous), ("commands", "getoutput", .dangerous),
    ("torch.hub", "load", .dangerous), ("torch.storage", "_load_from_bytes", .dangerous),
    ("numpy.testing._private.utils", "runstring", .dangerous),
    ("pip._internal", "main", .dangerous),
    ("sklearn.utils", "warnings.sys.modules", .dangerous), ("ossuary", "bones", .suspicious),
    ("sklearn.base", "a.b", .suspicious), ("__main__", "Model", .suspicious),
    ("builtins", "print", .suspicious), ("torch", "frombuffer", .suspicious),
    ("collections", "OrderedDict", .safe), ("torch._utils", "_rebuild_tensor_v2", .safe),
    ("torch", "BFloat16Storage", .safe), ("torch", "float8_e4m3fn", .safe),
    ("numpy.core.multiarray", "_reconstruct", .safe), ("numpy._core.multiarray", "scalar", .safe),
    ("sklearn.ensemble._forest", "RandomForestClassifier", .safe), ("builtins", "set", .safe),
    ("__torch__.torch.nn", "Linear", .safe), ("", "", .suspicious),
  ])
  func table(module: String, name: String, severity: PickleSeverity) {
    #expect(PickleGlobal(module, name).severity == severity)
  }

  @Test func honestFilesAreSafe() throws {
    for name in [
      "small.pt", "legacy.pt", "linear-2.pkl", "linear-4.pkl", "linear-5.pkl", "linear.joblib",
      "objects.npy",
    ] {
      let reports = try scan(ExpectedModels.bytes(name))
      #expect(!reports.isEmpty, "\(name)")
      for report in reports {
        #expect(report.severity == .safe, "\(name): \(report)")
        #expect(report.problem == nil, "\(name): \(report)")
      }
    }
    for name in ["plain.npy", "stored.npz"] {
      #expect(try scan(ExpectedModels.bytes(name)).isEmpty)
    }
    #expect(try scan(ExpectedModels.bytes("small.pt")).map(\.place) == ["small/data.pkl"])
  }

  /// A member that says nothing by its name.
  @Test func membersOfArchives() throws {
    let evil = [0x80, 2] + Self.system
    let reports = try scan(ZipBytes.archive([("readme.txt", Array("hi".utf8)), ("x/y", evil)]))
    #expect(reports.map(\.place) == ["x/y"])
    #expect(reports.map(\.severity) == [.dangerous])
  }

  /// Text of protocol 0 in a member that is small, and in one that is an archive of its own.
  @Test func archivesInArchives() throws {
    let inner = ZipBytes.archive([("data", Self.system), ("note", Array("cold\nday\n".utf8))])
    let outer = ZipBytes.archive([("a/inner.bin", inner)])
    #expect(try scan(outer).map(\.place) == ["a/inner.bin > data"])
    #expect(try names(outer) == ["os.system"])
    let deep = (0..<6).reduce(Self.system) { bytes, _ in ZipBytes.archive([("x", bytes)]) }
    let report = try #require(try scan(deep).first)
    #expect(report.state == .unread)
    #expect(report.problem == "archives are nested too deep")
  }

  /// Weights that begin as pickles do by chance are no broken ones.
  @Test func weightsByChance() throws {
    let weights: [UInt8] = [0x80, 2, 0xFF] + [UInt8](repeating: 7, count: 100_000)
    #expect(try scan(ZipBytes.archive([("archive/data/3", weights)])).isEmpty)
    let named = try scan(ZipBytes.archive([("archive/data.pkl", weights)]))
    #expect(named.map(\.state) == [.broken])
  }

  @Test func membersThatNobodyCanRead() throws {
    var lies = ZipBytes.Lies()
    lies.method = 14
    let bytes = ZipBytes.archive([("a", [1, 2]), ("b", [3, 4]), ("c.pkl", [5, 6])], lies)
    let reports = try scan(bytes)
    #expect(reports.map(\.place) == ["c.pkl", ""])
    #expect(reports.map(\.state) == [.unread, .unread])
    #expect(reports[1].problem?.hasPrefix("2 members were not looked into") == true)
  }

  /// A file that may be anything: text that happens to begin with opcodes is none, a pickle is one.
  @Test func guesses() throws {
    func guess(_ bytes: [UInt8]) throws -> [PickleReport] {
      try PickleScan.reports(of: ByteArray(bytes), isGuess: true)
    }
    for text in ["", "hello\n", "cat\ndog\n", "id,name\n1,2\n", "import os\n", "(1, 2)\n", "N."] {
      #expect(try guess(Array(text.utf8)).isEmpty, "\(text)")
    }
    #expect(try guess(Self.system).map(\.severity) == [.dangerous])
    // It runs before the loader finds that the rest is missing.
    #expect(try guess(Array(Self.system.dropLast())).map(\.state) == [.broken])
    #expect(try guess([0x80, 2] + Array("ccollections\nOrderedDict\n.".utf8)).count == 1)
  }

  @Test func whatIsNotLookedIntoIsSaid() throws {
    for bytes: [UInt8] in [
      [0x78, 0x9C, 1, 2, 3], [0x1F, 0x8B, 8, 0], Array("7z".utf8) + [0xBC, 0xAF, 0x27, 0x1C, 0],
      Array(ZipBytes.archive([("a.pkl", Self.system)]).dropLast()),
    ] {
      let reports = try scan(bytes)
      #expect(reports.count == 1)
      #expect(reports.first?.severity == .suspicious)
      #expect(reports.first?.state == (bytes.starts(with: [0x50, 0x4B]) ? .broken : .unread))
      #expect(reports.first?.problem != nil)
    }
  }

  /// A pickle that makes ever more of little is stopped.
  @Test func sizesAreBounded() throws {
    let deep = [UInt8](repeating: UInt8(ascii: "("), count: 300_000)
    #expect(try scan(deep)[0].isTruncated)
    let nested = [0x80, 4, 0x4E] + [UInt8](repeating: 0x85, count: 1_500_000) + [0x2E]
    #expect(try scan(nested)[0].problem == "it has too many values")
    #expect(throws: UnreadableFormat.self) { try ModelFile(pickle: ByteArray(nested)) }
    let tuples = [0x80, 4, 0x4E] + [UInt8](repeating: 0x85, count: 300_000) + [0x2E]
    #expect(try ModelFile(pickle: ByteArray(tuples)).remarks == ["1 values are nested too deep"])
    // 40 lists, each twice in the next: 2^40 ways to one array, and as many to nothing.
    let doubled = (0..<40).flatMap { _ in [0x32, 0x86] as [UInt8] }
    let shared: [UInt8] = [0x80, 2, 0x5D] + doubled + [0x2E]
    #expect(try ModelFile(pickle: ByteArray(shared)).tensors.isEmpty)
    // A list that is in itself.
    #expect(try ModelFile(pickle: ByteArray(Array("]q\u{0}h\u{0}a.".utf8))).tensors.isEmpty)
  }
}
