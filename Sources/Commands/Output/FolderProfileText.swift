import Objects
import Profiles

/// What a folder holds for a person.
struct FolderProfileText {
  let folder: FolderProfile

  private static let classesMax = 10

  func render(to terminal: inout Terminal) {
    var facts = Table()
    facts.row(
      Text("files", .dim),
      Text("\(Units.grouped(folder.total.files)), \(Units.bytes(folder.total.bytes))"))
    let types = folder.types.sorted { ($1.value.files, $0.key) < ($0.value.files, $1.key) }
    for (format, tally) in types.prefix(Self.classesMax) {
      facts.row(
        Text("type", .dim),
        Text("\(format): \(Units.count(tally.files, "file")), \(Units.bytes(tally.bytes))"))
    }
    row("sizes", folder.sizes, &facts) { Units.bytes(UInt64(max(0, $0))) }
    row("widths", folder.widths, &facts) { FigureText.of($0) }
    row("heights", folder.heights, &facts) { FigureText.of($0) }
    let duplicates = folder.duplicates
    if duplicates.files > 0 {
      facts.row(
        Text("duplicates", .dim),
        Text("\(Units.count(duplicates.files, "file")), \(Units.bytes(duplicates.bytes))"))
    }
    terminal.table(facts)
    classes(&terminal)
  }

  private func row(
    _ name: String, _ numbers: NumberProfile, _ table: inout Table, _ text: (Double) -> String
  ) {
    guard let low = numbers.minimum, let mean = numbers.mean, let high = numbers.maximum else {
      return
    }
    let histogram = Histogram.of(Distribution(numbers.sketch))
    table.row(
      Text(name, .dim),
      "\(text(low)) to \(text(high)), \(text(mean)) on average  \(histogram, .cyan)")
  }

  private func classes(_ terminal: inout Terminal) {
    if folder.classes.isEmpty { return }
    let total = Double(folder.classes.values.reduce(0, +))
    let sorted = folder.classes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    var table = Table(.left, .right, .right)
    table.row(Text("class", .dim), Text("files", .dim), "")
    for (name, count) in sorted.prefix(Self.classesMax) {
      table.row(
        Text(name), Text(Units.grouped(count)), Text(FigureText.percent(Double(count) / total)))
    }
    terminal.line()
    terminal.table(table)
    let rest = sorted.count - Self.classesMax
    if rest > 0 { terminal.line(Text("… \(Units.count(rest, "class", "classes")) more", .dim)) }
  }
}
