// `input-undeclared`.
import ObjectStore
import Objects
import ProjectFiles
import References
import Repository

extension AuditRun {
  /// What the traced runs of new edges were seen to read though nobody had named it. Judged where there is
  /// such a run.
  mutating func auditRuns() throws {
    let edges = scope.edges.filter { $0.evidence == .observed && $0.run != nil }
    guard !edges.isEmpty, begins(.inputUndeclared) else { return }
    for edge in edges {
      guard let run = edge.run else { continue }
      guard store.contains(ObjectKey(kind: .record, digest: run.digest)) else {
        addGap(
          .inputUndeclared, "the run that made \(edge.output.name) is not here",
          hint: "bring it: 'mlx fetch'", asset: edge.output, object: edge.id.text)
        continue
      }
      guard let undeclared = try store.readableRun(run)?.undeclared else {
        addGap(
          .inputUndeclared, "the run that made \(edge.output.name) cannot be read",
          hint: "see what is wrong: 'mlx fsck'", asset: edge.output, object: edge.id.text)
        continue
      }
      for file in undeclared.listed { add(undeclared: file, by: edge) }
      guard undeclared.more > 0 else { continue }
      add(
        .inputUndeclared,
        "the run that made \(edge.output.name) read \(undeclared.more) more files that nobody named",
        hint: "see them: 'mlx run show \(run.short)'", asset: edge.output, object: edge.id.text,
        mark: "more")
    }
  }

  private mutating func add(undeclared file: RunFile, by edge: LineageEdge) {
    add(
      .inputUndeclared,
      "the run that made \(edge.output.name) read '\(file.name)', which nobody had named",
      hint: "name what it reads, and run it again: 'mlx run -d \(ShellWord.quoted(file.name)) …'",
      asset: edge.output, object: file.object?.text ?? edge.id.text, path: file.path,
      mark: file.name)
  }
}
