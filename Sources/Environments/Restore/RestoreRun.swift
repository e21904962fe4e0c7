// Doing what a plan says, and proving what came of it.
import FileIO
import Objects
import SystemPackage

/// What was made, beside what was asked for.
public struct RestoreResult: Sendable, Equatable {
  /// The environment that is there now.
  public var capture: EnvironmentCapture
  /// From the record to what is there: interpreter and packages. pip, setuptools and wheel, which a
  /// new environment may bring along, count only where the record has them.
  public var difference: EnvironmentDiff

  /// Whether interpreter and packages are exactly those of the record.
  public var isExact: Bool { difference.isSameSoftware }
}

extension RestorePlan {
  /// Variables that would make pip or Python look elsewhere.
  private static let cleared: [String: String?] = [
    "VIRTUAL_ENV": nil, "CONDA_PREFIX": nil, "PYTHONPATH": nil, "PYTHONHOME": nil,
    "PIP_TARGET": nil, "PIP_PREFIX": nil, "PIP_USER": nil, "PIP_REQUIRE_VIRTUALENV": nil,
  ]

  /// Runs the steps, then captures the folder and compares it with the record.
  ///
  /// - Parameter output: where the programs write to. What is collected appears in errors only.
  /// - Parameter report: told of each step, with its number from 1, before it begins.
  ///
  /// Errors: `EnvironmentError.nothingToRestore`, `.targetNotEmpty`, `.stepFailed`; `FileError`,
  /// also `.interrupted` when a signal stopped it or the program that ran.
  public func run(
    for record: EnvironmentRecord, in fileSystem: any FileSystem,
    output: ChildProcess.Output = .collected(bytesMax: 16 << 20),
    report: @Sendable (_ step: Step, _ number: Int) -> Void = { _, _ in }
  ) async throws -> RestoreResult {
    guard !steps.isEmpty else {
      throw EnvironmentError.nothingToRestore(reason: limits.first?.reason ?? "there are no steps")
    }
    let files = SmallFiles(fileSystem: fileSystem)
    let folder = FilePath(target)
    guard files.status(target) == nil || files.names(in: target).isEmpty else {
      throw EnvironmentError.targetNotEmpty(target)
    }
    for (index, step) in steps.enumerated() {
      try Interruption.check()
      report(step, index + 1)
      try await run(step, in: fileSystem, output: output)
    }
    // Without variables, user packages of this machine stay out of the comparison.
    let reader = EnvironmentReader(variables: [:], workTree: folder, fileSystem: fileSystem)
    guard let made = reader.capture(at: folder) else {
      throw EnvironmentError.nothingToRestore(reason: "'\(target)' holds no environment after all")
    }
    return RestoreResult(
      capture: made, difference: Self.difference(from: record, to: made.record))
  }

  private func run(
    _ step: Step, in fileSystem: any FileSystem, output: ChildProcess.Output
  ) async throws {
    if let file = step.file {
      let path = FilePath(file.path)
      try fileSystem.replaceFile(
        path, with: file.bytes, temporary: FilePath(target), durable: false)
    }
    defer { if let file = step.file { try? fileSystem.unlink(FilePath(file.path)) } }
    let child = ChildProcess(step.program, step.arguments, variables: Self.cleared)
    let outcome: ChildProcess.Outcome
    do {
      outcome = try await child.run(output: output)
    } catch {
      throw failure(step, error.description)
    }
    guard outcome.isSuccess else {
      // Ctrl-C is for both, and the program may have ended of it before this process was told.
      try? await Task.sleep(for: .milliseconds(100))
      try Interruption.check()
      throw failure(step, Self.reason(outcome))
    }
  }

  private func failure(_ step: Step, _ reason: String) -> EnvironmentError {
    .stepFailed(step: step.sentence, folder: target, reason: reason)
  }

  /// The status, and the last thing that the program said.
  private static func reason(_ outcome: ChildProcess.Outcome) -> String {
    let status = outcome.status.map { "status \($0)" } ?? "ended by a signal"
    let said = (outcome.errors + "\n" + outcome.output).split(whereSeparator: \.isNewline)
      .filter { !$0.trimmed.isEmpty }
    let errors = said.filter { $0.lowercased().hasPrefix("error") }
    let word = errors.last ?? said.last
    return status + (word.map { ": " + PlainText.cleaned($0.prefix(500)) } ?? "")
  }

  private static func difference(
    from record: EnvironmentRecord, to made: EnvironmentRecord
  ) -> EnvironmentDiff {
    let wanted = Set(record.distributions.map(\.name))
    var made = made
    made.distributions.removeAll {
      RestorePlanner.seeds.contains($0.name) && !wanted.contains($0.name)
    }
    var difference = EnvironmentDiff(from: record, to: made)
    difference.origin = nil
    difference.lockFiles = []
    difference.system = []
    difference.variables = []
    return difference
  }
}
