import FileIO
import TestSupport
import Testing

/// Every disk that a power cut could leave during a command of the table is opened again.
@Suite struct CommandPowerCutTests {
  /// States and prefixes so far, for the totals of a whole campaign.
  private static let total = Locked((states: 0, prefixes: 0, commands: 0))

  @Test(arguments: Command.chosen)
  func losesNothing(_ command: Command) throws {
    var states = 0
    var prefixes = 0
    var number = 0
    // The next commands take three times as long as looking whether all is there.
    let goesOnEvery = CrashDisk.isInTurn ? 6 : 1
    func cut(_ check: CommandCheck, crashing disk: String? = nil) throws {
      prefixes += check.log.count + 1
      #expect(check.breaches.isEmpty, "\(command.name)")
      states += try forEachCrash(check.log, crashing: disk, step: command.step) { root, state in
        let context = "\(command.name), \(disk ?? "all"): \(state)"
        let world = check.world.moved(to: root)
        if command.hasProject { try check.expectWhole(world, context) }
        number += 1
        if number.isMultiple(of: goesOnEvery) { try check.expectGoesOn(world, context) }
      }
    }
    try cut(CommandCheck(command))
    if command.isSharing {
      let check = try CommandCheck(command, hasDisks: true)
      let client = check.log.touches(CommandWorld.ben) ? CommandWorld.ben : CommandWorld.ana
      for disk in [client, CommandWorld.remote] where check.log.touches(disk) {
        try cut(check, crashing: disk)
      }
    }
    #expect(prefixes > 3)
    let total = Self.total.withLock { total in
      total = (total.states + states, total.prefixes + prefixes, total.commands + 1)
      return total
    }
    print(
      "power cuts in \(command.name): \(states) states at \(prefixes) moments;",
      "\(total.states) at \(total.prefixes) in \(total.commands) commands")
  }
}
