import ArgumentParser
import FileIO
import Objects
import Repository
import SystemPackage

/// `mlx scan`: what would run where a model is loaded? The work is `Repository.scan`.
struct ScanCommand: ValueCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan",
    abstract: "Find code that loading a model would run; nothing is loaded.",
    usage: """
      mlx scan <path> ...
      mlx scan <asset>[@<revision>] | <revision>[:<path>] ...
      """,
    discussion: """
      Follows pickles, also in archives, arrays, compressed files and other pickles, and
      lists what they import. A path on the disk comes first, tracked or not, also
      outside of a repository. Exits with 1 when something is dangerous or broken, with
      3 when something is suspicious or was not looked into.

      Examples:
        mlx scan downloads/model.pt
        mlx scan .
        mlx scan fraud@v1
      """)

  @Argument(
    help: ArgumentHelp("Files, folders, assets or versions.", valueName: "path"),
    completion: .file())
  var subjects: [String]

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(_ session: Session) async throws -> ScanReport {
    var report = ScanReport()
    for subject in subjects {
      let path = try global.file(subject)
      let isThere = try KernelFileSystem().status(at: path, followingLinks: true) != nil
      if isThere {
        let environment = try session.environment()
        report.append(try Repository.scan(path: path, as: subject, environment))
      } else if let repository = try session.repositoryIfThere() {
        report.append(try repository.scan(stored: subject))
      } else {
        throw FileError.notFound(subject)
      }
    }
    return report
  }
}

extension ScanReport: CommandOutput {
  var status: ExitStatus {
    switch verdict {
    case .clean: .done
    case .unsafe: .no
    case .undecided: .missing
    }
  }

  var json: [String: JSONValue] {
    [
      "verdict": .string(verdict.rawValue), "files": .list(files, \.json),
      "checked": ["files": .count(fileCount), "bytes": .size(byteCount)],
    ]
  }

  func render(to terminal: inout Terminal) {
    var table = Table()
    for file in files {
      let rows = file.findings(isVerbose: terminal.settings.isVerbose)
      if rows.isEmpty {
        if !terminal.settings.isQuiet {
          table.row(ScanSeverity.safe.word, Text(file.path), Text(file.summary))
        }
      }
      for row in rows {
        let place = row.place.isEmpty ? file.path : "\(file.path) > \(row.place)"
        table.row(row.severity.word, Text(place), Text(row.text))
      }
    }
    terminal.table(table)
    if !terminal.settings.isQuiet { terminal.line(conclusion) }
  }

  private var conclusion: Text {
    let amount = "\(Units.count(fileCount, "file")) (\(Units.bytes(byteCount)))"
    let counts = ScanSeverity.allCases.reversed().compactMap { severity -> String? in
      let count = files.count { $0.severity == severity }
      if severity == .safe { return count == 0 ? nil : "\(count) with safe content" }
      return count == 0
        ? nil : "\(count) \(severity == .unknown ? "not looked into" : severity.rawValue)"
    }
    let nothing = files.isEmpty ? ["none that a loader would run"] : []
    let word: Text =
      switch verdict {
      case .clean: Text("clean", .green)
      case .undecided: Text("undecided", .yellow)
      case .unsafe: Text("unsafe", .red)
      }
    return "\(word): \(([amount] + counts + nothing).joined(separator: ", "))"
  }
}

/// A line about something in a file.
private struct ScanFinding {
  var severity: ScanSeverity
  var place: String
  var text: String
}

extension ScannedFile {
  fileprivate var json: JSONValue {
    [
      "path": .string(path), "commit": .optional(commit?.hex), "size": .size(size),
      "format": .optional(format), "severity": .string(severity.rawValue),
      "pickles": .list(pickles, \.json), "remarks": .list(remarks, \.json),
    ]
  }

  /// What is not safe; with `-v` all, the worst first in each pickle.
  fileprivate func findings(isVerbose: Bool) -> [ScanFinding] {
    var findings: [ScanFinding] = []
    for pickle in pickles {
      let found = pickle.findings
      findings += isVerbose ? found : found.filter { $0.severity != .safe }
    }
    return findings
      + remarks.map { ScanFinding(severity: $0.severity, place: $0.place, text: $0.text) }
  }

  /// Of a file with nothing to say about.
  fileprivate var summary: String {
    let names = Set(pickles.flatMap(\.imports).map(\.name))
    return "\(Units.count(pickles.count, "pickle")), \(Units.count(names.count, "import"))"
  }
}

extension ScannedPickle {
  fileprivate var json: JSONValue {
    [
      "place": .string(place), "offset": .size(offset), "protocol": .count(protocolVersion),
      "imports": .list(imports) { found in
        ["name": .string(found.name), "severity": .string(found.severity.rawValue)]
      },
      "opcodes": .list(opcodes, JSONValue.string), "state": .string(state.rawValue),
      "problem": .optional(problem),
      "severity": .string(severity.rawValue),
    ]
  }

  fileprivate var findings: [ScanFinding] {
    let place = offset == 0 ? place : place + (place.isEmpty ? "" : " > ") + "offset \(offset)"
    let sorted = imports.enumerated().sorted {
      ($0.element.severity, $1.offset) > ($1.element.severity, $0.offset)
    }
    var findings = sorted.map { _, found in
      ScanFinding(severity: found.severity, place: place, text: "imports \(found.name)")
    }
    if let problem {
      let own: ScanSeverity = state == .unread ? .unknown : .broken
      findings.append(ScanFinding(severity: own, place: place, text: problem))
    }
    if opcodes.contains("EXT") {
      findings.append(
        ScanFinding(
          severity: .suspicious, place: place, text: "imports names of the registry of copyreg"))
    }
    return findings
  }
}

extension ScanRemark {
  fileprivate var json: JSONValue {
    [
      "code": .string(code.rawValue), "severity": .string(severity.rawValue),
      "place": .string(place), "text": .string(text),
    ]
  }
}

extension ScanSeverity {
  fileprivate var word: Text {
    switch self {
    case .safe: Text(rawValue, .green)
    case .unknown, .suspicious: Text(rawValue, .yellow)
    case .broken, .dangerous: Text(rawValue, .red)
    }
  }
}
