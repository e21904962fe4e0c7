// A report as it is laid out: what decides first, then what changed.
import Objects

/// How much of long lists is shown.
struct ReviewDetail: Sendable {
  /// Rows of any one table.
  var rowsMax = 40
  /// Whether folded parts are there at all.
  var hasDetails = true

  /// From all that a person reads to the little that always fits.
  static let steps = [
    ReviewDetail(), ReviewDetail(rowsMax: 20), ReviewDetail(rowsMax: 10), ReviewDetail(rowsMax: 5),
    ReviewDetail(rowsMax: 3, hasDetails: false),
  ]
}

struct ReviewDocument {
  let report: ReviewReport
  var detail = ReviewDetail()

  var blocks: [Block] {
    let sections: [[Block]] = [
      title, policy, checks, models, metrics, datasets, others, params, code, environment, lineage,
      findings,
      whatNext,
    ]
    return sections.flatMap { $0 }
  }

  var names: (base: String, head: String) { (report.base.id.short, report.head.id.short) }

  private var title: [Block] {
    [
      .heading(
        "mlx review \(code: names.base) → \(code: names.head)  ·  \(report.verdict.summary(report.checks))",
        level: 1),
      .paragraph("\(report.base.subject) → \(report.head.subject)"),
    ]
  }

  /// The first thing that is said, whatever else there is.
  private var policy: [Block] {
    guard !report.policy.changes.isEmpty else { return [] }
    let shown = report.policy.changes.prefix(detail.rowsMax)
    let items = shown.map { change -> Phrase in
      let key = change.key ?? change.path.string
      return
        "\(code: key): \(code: change.before.plainText) → \(code: change.after.plainText)"
    }
    let by = report.policy.commit.short
    return [
      .paragraph(
        "⚠️ \(strong: "This change edits the policy that judges it.") It was judged by the policy of \(code: by):"
      ),
      .list(items),
    ]
  }

  private var checks: [Block] {
    var grid = Grid(["Check", "Result", "Detail"])
    for check in report.checks {
      let title = check.subject.title
      let name: Phrase = check.name.isEmpty ? Phrase(title) : "\(title) \(code: check.name)"
      let isOpen = check.outcome != .passed && check.outcome != .noted
      let advice = isOpen ? check.advice.map { " — " + $0 } ?? "" : ""
      grid.row(name, Phrase(check.outcome.sign), check.detail + advice)
    }
    return [.table(grid)]
  }

  /// Every finding of a rule that found several, or of one that has a place.
  private var findings: [Block] {
    guard detail.hasDetails, report.findings.count > 1 else { return [] }
    var grid = Grid(["Rule", "", "Found", "Where"])
    cut(
      &grid,
      report.findings.lazy.map { finding in
        let place = finding.path.map { .code($0.string) } ?? "" as Phrase
        let object = finding.object.map { " \(code: $0.shortID)" as Phrase } ?? ""
        return [
          .code(finding.rule.rawValue), Phrase(finding.severity.rawValue), Phrase(finding.message),
          place + object,
        ]
      }, advice: "\(code: "mlx audit \(names.base)..\(names.head)")")
    let count = Units.count(report.findings.count, "finding")
    return [
      .heading("Audit", level: 2), .details(summary: "\(count)", [.table(grid)]),
    ]
  }

  /// A table with the rows that may be shown.
  func cut(_ grid: inout Grid, _ rows: some Collection<[Phrase]>, advice: Phrase) {
    for row in rows.prefix(detail.rowsMax) { grid.row(cells: row) }
    grid.hiddenRows = max(0, rows.count - detail.rowsMax)
    if grid.hiddenRows > 0 { grid.advice = advice }
  }

  private var whatNext: [Block] {
    let head = names.head
    var items: [Phrase] = [
      "Prove every hash of this report: \(code: "mlx verify \(head)")",
      "See all of it: \(code: "mlx diff \(names.base) \(head)")",
    ]
    if let model = report.models.first(where: { $0.asset.after != nil })?.asset.reference.name {
      items.append(
        "Lineage \(code: "mlx lineage \(model)@\(head)") · take it back after merging \(code: "mlx revert \(head)")"
      )
    }
    items.append(
      "Commits \(code: report.base.id.hex) → \(code: report.head.id.hex)\(policyHash)")
    return [.heading("To go on", level: 2), .list(items)]
  }

  private var policyHash: Phrase {
    guard let file = report.policy.file else { return ", no policy file" }
    return ", policy \(code: "blob:\(file.hex)")"
  }
}

extension ReviewCheck.Subject {
  var title: String {
    switch self {
    case .policy: "Policy"
    case .history: "History"
    case .objects: "Objects"
    case .lineage: "Lineage"
    case .signature: "Signature"
    case .gate: "Gate"
    case .drift: "Drift"
    case .environment: "Environment"
    case .audit: "Audit"
    }
  }
}

extension ReviewOutcome {
  var sign: String {
    switch self {
    case .passed: "✅"
    case .noted: "–"
    case .warned: "⚠️"
    case .failed: "❌"
    case .undecided: "❔"
    }
  }
}

extension ReviewVerdict {
  /// `❌ 1 blocked, 2 warnings`.
  func summary(_ checks: [ReviewCheck]) -> String {
    func count(_ outcome: ReviewOutcome) -> Int { checks.count { $0.outcome == outcome } }
    let parts = [
      (count(.failed), "blocked", "blocked"), (count(.undecided), "undecided", "undecided"),
      (count(.warned), "warning", "warnings"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.0 == 1 ? $0.1 : $0.2)" }
    let sign: String =
      switch self {
      case .passed: "✅ may be merged"
      case .warned: "⚠️ may be merged"
      case .failed: "❌"
      case .undecided: "❔ cannot be decided"
      }
    return
      ([parts.isEmpty || self == .failed ? sign : sign + ","] + [parts.joined(separator: ", ")])
      .filter { !$0.isEmpty }.joined(separator: " ")
  }
}

extension JSONValue? {
  /// A value of the policy as a person writes it; `(none)` for none.
  var plainText: String {
    guard let value = self else { return "(none)" }
    if let text = value.string { return text }
    return String(decoding: value.canonicalBytes(), as: UTF8.self)
  }
}
