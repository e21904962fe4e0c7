import Objects
import Remotes
import Repository

// What `mlx gc --remote` says.
extension RemoteCollectReport {
  var json: [String: JSONValue] {
    [
      "remote": .string(remote.string), "location": .string(location),
      "dry_run": .bool(isDryRun),
      "objects": ["live": .count(liveObjects), "dead": .count(deadObjects)],
      "operations": .count(keptOperations), "condemned": condemned.json,
      "copied_bytes": .size(copiedBytes), "waiting": waiting.json,
      "next_deletion": .optional(nextDeletion?.description), "deleted": deleted.json,
      "leftovers": .count(leftovers), "damaged_packs": .count(damagedPacks),
    ]
  }

  func render(to terminal: inout Terminal) {
    let would = isDryRun ? "would have " : ""
    if condemned.packs > 0 {
      terminal.line(
        "\(would)condemned \(condemned.text) on \(remote), of which \(Units.bytes(copiedBytes)) "
          + "\(isDryRun ? "would be" : "were") copied as still needed")
    }
    if deleted.packs > 0 { terminal.line("\(would)deleted \(deleted.text) on \(remote)") }
    if leftovers > 0 {
      terminal.line("\(would)deleted \(Units.count(leftovers, "file")) that stopped pushes left")
    }
    if isNothing { terminal.line("nothing to collect on \(remote)") }
    if waiting.packs > 0 { terminal.line("\(waiting.text) condemned before") }
    if let nextDeletion {
      terminal.line("'mlx gc --remote' deletes condemned packs from \(nextDeletion) on")
    }
    if damagedPacks > 0 {
      terminal.warning(
        Text(
          "\(Units.count(damagedPacks, "pack")) kept: a needed object is damaged; "
            + "run 'mlx fsck --remote'"))
    }
    terminal.line(
      "\(Units.count(liveObjects, "object")) needed, \(Units.grouped(deadObjects)) not")
  }
}
