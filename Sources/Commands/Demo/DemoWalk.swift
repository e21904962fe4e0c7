import FileIO
import Objects
import Repository
import SystemPackage

/// The walk of the demo: it runs the commands that it prints, in this process.
struct DemoWalk {
  let root: FilePath
  let settings: Terminal.Settings

  private var project: DemoProject { DemoProject(root: root, fileSystem: KernelFileSystem()) }
  private static let files = [DemoProject.model, DemoProject.table]

  mutating func run(_ terminal: inout Terminal) async throws -> ExitStatus {
    terminal.line("A sample project: a model, the table it was trained on, metrics and params.")
    terminal.line()
    show(["cd", root.string], &terminal)
    try await step(["init"], &terminal)
    try await firstVersion(&terminal)
    let ids = try Self.files.map(digest)
    try await secondVersion(&terminal)
    try await step(["log", "--oneline"], &terminal)
    try await step(["diff", "HEAD~1", "HEAD"], &terminal)
    remark("Back to the first version, and proof: an id is what sha256sum prints.", &terminal)
    try await step(["checkout", "HEAD~1"], &terminal)
    try await step(["rev-parse"] + Self.files.map { "HEAD:\($0)" }, &terminal)
    try await proof(ids, &terminal)
    try await step(["switch", "main"], &terminal)
    ending(&terminal)
    return .done
  }

  private func firstVersion(_ terminal: inout Terminal) async throws {
    try project.write(version: 1)
    remark("The first version: everything is named once.", &terminal)
    try await step(
      [
        "commit", "-m", "Baseline", "--model", DemoProject.model, "--data", DemoProject.table,
        "--metrics", DemoProject.metrics, "--on", "transactions", "--params", DemoProject.params,
      ], &terminal)
  }

  private func secondVersion(_ terminal: inout Terminal) async throws {
    try project.write(version: 2)
    remark("More rows, and the last layer trained again: names are known now.", &terminal)
    try await step(["status"], &terminal)
    try await step(["commit", "-a", "-m", "Train on more transactions"], &terminal)
  }

  /// Prints a command and runs it.
  private func step(_ words: [String], _ terminal: inout Terminal) async throws {
    show(["mlx"] + words, &terminal)
    let status = await Program.run(["-C", root.string] + words, terminal: &terminal)
    terminal.settings = settings
    if status != .done {
      throw DemoError.stepFailed("mlx " + words.map(ShellWord.quoted).joined(separator: " "))
    }
    terminal.line()
  }

  private func show(_ words: [String], _ terminal: inout Terminal) {
    terminal.line("$ \(words.map(ShellWord.quoted).joined(separator: " "), .bold)")
  }

  private func remark(_ text: String, _ terminal: inout Terminal) {
    terminal.line(Text("# \(text)", .dim))
  }

  /// The files in the folder, hashed by another program where there is one, against their ids.
  private func proof(_ expected: [Digest], _ terminal: inout Terminal) async throws {
    show(["sha256sum"] + Self.files, &terminal)
    terminal.flush()
    let witness = ChildProcess("sha256sum", Self.files, in: root)
    let isOutside = (try? await witness.run(output: .inherited))?.isSuccess ?? false
    for (path, id) in zip(Self.files, expected) {
      let actual = try digest(of: path)
      if !isOutside { terminal.line("\(actual.hex)  \(path)") }
      if actual != id { throw DemoError.notTheSame(path) }
    }
    terminal.line()
  }

  private func digest(of path: String) throws -> Digest {
    let file = root.pushing(FilePath(path))
    return SHA256Hasher.hash(try project.fileSystem.readFile(file, maxBytes: 64 << 20))
  }

  private func ending(_ terminal: inout Terminal) {
    terminal.line("The project is in \(root.string). To go on:")
    var table = Table(indent: 2)
    table.row("cd \(ShellWord.quoted(root.string))", "")
    table.row("mlx show fraud", "what is known of the model")
    table.row("mlx checkout HEAD~1 --only dataset", "the old data under the new model")
    table.row("mlx undo", "take the last step back")
    table.row("mlx help", "every command")
    terminal.table(table)
  }
}
