import ArgumentParser
import Objects
import Repository

/// `mlx undo`: takes the last operation back. The work is `Repository.undo`.
struct UndoCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo",
    abstract: "Take the last operation back; a second undo brings it again.",
    usage: "mlx undo",
    discussion: """
      Branches, tags, HEAD and what is staged become as they were. Files stay as they
      are: 'mlx status' shows the difference, 'mlx restore' takes the old ones.
      Notes are kept: a note that was wrong is put right by another one.

      It reaches one operation back: a second undo brings the same one again. For an
      older state, 'mlx reflog' shows where HEAD was, and 'mlx reset' goes there.
      """)

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> UndoResult {
    try repository.undo()
  }
}

extension UndoResult: CommandOutput {
  var isSummary: Bool { true }

  var json: [String: JSONValue] {
    [
      "head": head.json, "undone": undone.json, "redo": .bool(isRedo),
      "refs": .list(refChanges, \.json), "staging_restored": .bool(isStagingRestored),
    ]
  }

  func render(to terminal: inout Terminal) {
    let isMarked =
      undone.undoes != nil && ["undo: ", "redo: "].contains(undone.description.prefix(6))
    let what = undone.description.dropFirst(isMarked ? 6 : 0)
    terminal.line("\(isRedo ? "redone" : "undone"): \(what)")
    var table = Table(indent: 2)
    for change in refChanges { table.row(cells: change.cells) }
    terminal.table(table)
    terminal.hint(
      "files stay as they are: 'mlx status' shows what differs now, 'mlx reset --hard' brings them to HEAD"
    )
  }
}
