// Programs that are run for their user: what they say is passed on and kept, and what they open is seen.
import FileIO
import SystemPackage
import TestSupport
import Testing

@Suite struct ForegroundProgramTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  /// What a script did; its output goes to a file of the folder.
  private func run(
    _ script: String, watch: (@Sendable (FileCall, String) -> Void)? = nil
  ) throws -> (outcome: ForegroundProgram.Outcome, shown: String) {
    let shown = folder.path.appending("shown-\(TemporaryName.make(prefix: "t"))")
    let target = try FileDescriptor.open(
      shown, .writeOnly, options: [.create, .closeOnExec], permissions: .ownerReadWrite)
    defer { try? target.close() }
    var program = ForegroundProgram(
      file: "/bin/sh", words: ["sh", "-c", script], variables: ["PATH": "/usr/bin:/bin"],
      folder: folder.path)
    program.outputDescriptor = target.rawValue
    program.errorDescriptor = target.rawValue
    program.watch = watch
    let outcome = try program.run()
    let bytes = try KernelFileSystem().readFile(shown, maxBytes: 1 << 30)
    return (outcome, String(decoding: bytes, as: UTF8.self))
  }

  private func text(_ output: CapturedOutput) -> String {
    String(decoding: output.bytes, as: UTF8.self)
  }

  @Test func whatItSaysIsPassedOnAndKept() throws {
    let (outcome, shown) = try run("echo out; echo err >&2; exit 3")
    #expect(outcome.status == 3 && outcome.signal == nil && outcome.passedSignal == nil)
    #expect(text(outcome.output) == "out\n" && text(outcome.errors) == "err\n")
    #expect(Set(shown.split(separator: "\n")) == ["out", "err"])
    #expect(outcome.memoryBytes > 100_000 && outcome.seconds > 0 && !outcome.leftSomeoneBehind)
  }

  @Test func aSignalThatEndsItIsTold() throws {
    let (outcome, _) = try run("kill -TERM $$")
    #expect(outcome.status == nil && outcome.signal == 15)
    // A closed pipe ends it, as it would without us: our own ignoring is not inherited.
    #expect(try run("sh -c 'kill -PIPE $$'; exit $?").outcome.status == 141)
  }

  @Test func muchOutputKeepsItsBeginningAndItsEnd() throws {
    var captured = CapturedOutput(halfBytes: 4)
    captured.append(Array("abc".utf8))
    captured.append(Array("defgh".utf8))
    #expect(!captured.isTruncated && text(captured) == "abcdefgh")
    for part in ["ijklmnopqrstuvw", "x", "yz"] { captured.append(Array(part.utf8)) }
    #expect(captured.isTruncated && captured.size == 26)
    #expect(text(captured) == "abcd\n[mlx: 18 bytes are left out here]\nwxyz")
    let (outcome, shown) = try run("yes | head -c 3000001")
    #expect(outcome.output.size == 3_000_001 && shown.utf8.count == 3_000_001)
  }

  @Test func whatItLeavesBehindIsNotWaitedFor() throws {
    let (outcome, _) = try run("sleep 2 & echo x")
    #expect(outcome.status == 0 && outcome.leftSomeoneBehind && outcome.seconds < 1.9)
    #expect(text(outcome.output) == "x\n")
  }

  @Test func aProgramIsFoundAsAShellDoes() throws {
    let fileSystem = KernelFileSystem()
    let script = folder.path.appending("tool")
    _ = try File(script, .create, in: fileSystem, permissions: 0o644)
    func code(_ name: String, path: String? = "/usr/bin:/bin") -> String? {
      do {
        _ = try ProgramSearch.find(name, in: folder.path, path: path)
        return nil
      } catch {
        return error.code
      }
    }
    #expect(code("sh") == nil && code("sh", path: nil) == nil && code("/bin/sh") == nil)
    #expect(code("tool") == "command-not-found" && code("") == "command-not-found")
    #expect(code("./tool") == "command-not-executable")
    #expect(code("tool", path: folder.path.string) == "command-not-executable")
    #expect(code("./nothing") == "command-not-found" && code("/tmp") == "command-not-executable")
    // Without a first line that names its interpreter the shell runs it.
    try fileSystem.removeTree(script)
    try File(script, .create, in: fileSystem, permissions: 0o755).write(
      Array("exit 7\n".utf8), at: 0)
    let program = ForegroundProgram(
      file: script, words: ["tool"], variables: [:], folder: folder.path)
    #expect(try program.run().status == 7)
  }

  @Test func aFolderThatIsGoneIsAnError() throws {
    var program = ForegroundProgram(
      file: "/bin/true", words: ["true"], variables: [:], folder: "/nothing/here")
    #expect(throws: ProgramError.self) { _ = try program.run() }
    program.folder = folder.path
    program.words.append(String(repeating: "x", count: 3 << 20))
    #expect(throws: ProgramError.self) { _ = try program.run() }
  }
}

/// Whether the kernel can do it.
private let canTrace = (try? ForegroundProgram.checkTracing()) != nil

@Suite(.enabled(if: canTrace)) struct FileTraceTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  /// The calls about paths in the folder, in their order, and the exit status.
  private func calls(
    _ words: [String], _ file: FilePath = "/bin/sh"
  ) throws -> (status: UInt8?, calls: [(FileCall, String)]) {
    let seen = Locked<[(FileCall, String)]>([])
    var program = ForegroundProgram(
      file: file, words: words, variables: ["PATH": "/usr/bin:/bin"], folder: folder.path)
    let root = folder.path.string
    program.watch = { call, path in
      guard path.hasPrefix(root) || call == .unknown else { return }
      seen.withLock { $0.append((call, String(path.dropFirst(root.count + 1)))) }
    }
    return (try program.run().status, seen.withLock { $0 })
  }

  private func write(_ name: String, _ text: String, permissions: UInt16 = 0o644) throws {
    try File(
      folder.path.appending(name), .create, in: KernelFileSystem(), permissions: permissions
    ).write(Array(text.utf8), at: 0)
  }

  private func reads(_ calls: [(FileCall, String)]) -> Set<String> {
    Set(calls.compactMap { if case .open(let use) = $0.0, use.reads { $0.1 } else { nil } })
  }

  @Test func everyKindOfCallIsSeen() throws {
    try write("a", "1\n")
    let (status, calls) = try calls([
      "sh", "-c",
      "mkdir d; cat a > d/b; mv d/b d/c; ln d/c d/e; ln -s c d/f; cd d; cat ../a c > g",
    ])
    #expect(status == 0)
    #expect(reads(calls).isSuperset(of: ["a", "d/../a", "d/c"]))
    let made = calls.filter { if case .open(let use) = $0.0 { use.writes } else { false } }.map(\.1)
    #expect(Set(made).isSuperset(of: ["d/b", "d/g"]))
    #expect(calls.contains { $0 == (.makeFolder, "d") })
    #expect(calls.contains { $0 == (.rename(from: folder.path.appending("d/b").string), "d/c") })
    #expect(calls.contains { $0.0 == .link && $0.1.hasSuffix("d/f") })
  }

  @Test func programsThatAProgramBecomesAreSeen() throws {
    try write("inner", "1\n")
    try write("tool", "#!/bin/sh\ncat inner\n", permissions: 0o755)
    let (status, calls) = try calls(["sh", "-c", "exec ./tool > /dev/null"])
    #expect(status == 0 && calls.contains { $0.0 == .run && $0.1.hasSuffix("tool") })
    #expect(reads(calls).contains("inner"))
  }

  @Test func theStatusAndSignalsAreItsOwn() throws {
    #expect(try calls(["sh", "-c", "exit 5"]).status == 5)
    #expect(try calls(["sh", "-c", "trap 'exit 9' USR1; kill -USR1 $$; sleep 1"]).status == 9)
    #expect(
      try calls(["sh", "-c", "(sleep 0.1; kill -CONT $$) & kill -STOP $$; wait; exit 4"]).status
        == 4)
  }

  @Test func manyFilesByThreadsAndForks() throws {
    let python: FilePath = "/usr/bin/python3"
    guard try KernelFileSystem().status(at: python, followingLinks: true) != nil else { return }
    for number in 0..<40 { try write("f\(number)", "x") }
    let script = """
      import os, threading, subprocess
      def work(part):
        for n in range(part, 40, 4):
          for _ in range(5): open(f"f{n}").read()
      threads = [threading.Thread(target=work, args=(p,)) for p in range(4)]
      [t.start() for t in threads]; [t.join() for t in threads]
      if os.fork() == 0: open("f1"); os._exit(0)
      os.wait()
      subprocess.run(["cat", "f2"], stdout=subprocess.DEVNULL, check=True)
      fd = os.open(".", os.O_RDONLY); os.close(os.open("f3", os.O_RDONLY, dir_fd=fd))
      os.posix_spawn("/bin/true", ["true"], {})
      try: open("nothing-here")
      except FileNotFoundError: pass
      """
    let (status, calls) = try calls(["python3", "-I", "-S", "-c", script], python)
    #expect(status == 0)
    #expect(reads(calls).isSuperset(of: Set((0..<40).map { "f\($0)" })))
    #expect(!calls.contains { $0.0 == .unknown })
  }

  @Test func aProgramThatCannotBeRunIsNotHungOn() throws {
    try write("broken", "\u{7F}ELF nothing", permissions: 0o755)
    let file = folder.path.appending("broken")
    var program = ForegroundProgram(
      file: file, words: ["broken"], variables: [:], folder: folder.path)
    let devNull = try FileDescriptor.open("/dev/null", .writeOnly)
    defer { try? devNull.close() }
    program.errorDescriptor = devNull.rawValue
    program.watch = { _, _ in }
    // Either the kernel or the shell that takes it for a script refuses it.
    let status = try? program.run().status
    #expect(status != 0)
  }
}
