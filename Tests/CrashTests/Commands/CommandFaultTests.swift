import FileIO
import Foundation
import Objects
import SystemPackage
import TestSupport
import Testing

/// Each call of each command of the table fails once, or from there on: the command says so, or has done all that
/// it was asked for; nothing is lost; and the command works when the disk does again.
@Suite struct CommandFaultTests {
  /// `MLX_FAULTS=all` fails every call with every error; otherwise one call each of so many sorts.
  private static let isAll = ProcessVariables.all()["MLX_FAULTS"] == "all"
  private static let few = 2

  private static let total = Locked((faults: 0, refusals: 0, commands: 0))

  /// What goes wrong, and how often there is a place for it.
  struct Weather: Sendable {
    let counting: Fault.Counting
    let effect: Fault.Effect
    let errors: [Int32]
  }

  static let weathers = [
    Weather(counting: .changes, effect: .failing, errors: [ENOSPC, EIO, EDQUOT, EROFS]),
    Weather(counting: .everything, effect: .failing, errors: [EIO]),
    Weather(counting: .only(.write), effect: .halfWriting, errors: [ENOSPC, EIO]),
    Weather(counting: .growth, effect: .persisting, errors: [ENOSPC, EDQUOT]),
    Weather(counting: .changes, effect: .persisting, errors: [EROFS]),
  ]

  @Test(arguments: Command.chosen)
  func failsWhole(_ command: Command) throws {
    let check = try CommandCheck(command)
    let place = try TemporaryDirectory(in: .inMemoryFolder)
    var (faults, refusals) = (0, 0)
    let luck = command.name.utf8.reduce(0) { $0 + Int($1) }
    for (number, weather) in Self.weathers.enumerated()
    where Self.isAll || (number + luck) % Self.weathers.count < Self.few {
      let calls = try Self.count(weather.counting, check, place)
      let step = Self.isAll ? 1 : max(1, calls)
      // Another offset for each command, so that all of them together meet all sorts of places.
      let offset = Self.isAll ? 0 : luck % step
      for call in stride(from: 1 + offset, through: max(calls, 1), by: step) {
        let errors =
          Self.isAll ? weather.errors : [weather.errors[call % weather.errors.count]]
        for errno in errors {
          let fault = Fault(
            at: call, errno: errno, effect: weather.effect, counting: weather.counting)
          faults += 1
          let goesOn = Self.isAll || (faults + luck).isMultiple(of: 3)
          if try Self.meets(fault, check, place, goesOn: goesOn) { refusals += 1 }
        }
      }
    }
    let total = Self.total.withLock { total in
      total = (total.faults + faults, total.refusals + refusals, total.commands + 1)
      return total
    }
    print(
      "faults in \(command.name): \(faults), \(refusals) of them ended it; \(total.faults) and",
      "\(total.refusals) in \(total.commands) commands")
    #expect(refusals > 0)
  }

  /// How many calls of a kind the command makes.
  private static func count(
    _ counting: Fault.Counting, _ check: CommandCheck, _ place: TemporaryDirectory
  ) throws -> Int {
    place.empty()
    let (world, fileSystem) = try check.before(at: place.path)
    let calls = Locked(0)
    fileSystem.beforeEachCall { kind, _ in
      if counting.counts(kind) { calls.withLock { $0 += 1 } }
    }
    try check.command.run(world)
    return calls.withLock { $0 }
  }

  /// Runs the command with the fault; whether that ended it.
  private static func meets(
    _ fault: Fault, _ check: CommandCheck, _ place: TemporaryDirectory, goesOn: Bool
  ) throws -> Bool {
    let command = check.command
    place.empty()
    let (world, fileSystem) = try check.before(at: place.path)
    fileSystem.inject(fault)
    let result = Result { try command.run(world) }
    let wasHit = fileSystem.hitCount > 0
    fileSystem.clearFaults()
    let context = "\(command.name): \(fault)"
    let after = world.moved(to: place.path)
    var isRefused = false
    do {
      switch result {
      case .success:
        if command.isCautious, fault.errno == EIO, try !command.isDone(after) {
          try command.run(after)
        }
        #expect(try command.isDone(after), "\(context): it says that it is done")
      case .failure(let error):
        isRefused = true
        #expect(wasHit, "\(context): \(error)")
        let code = (error as? any MLXError)?.code ?? ""
        #expect(!code.isEmpty, "\(context): \(error)")
      }
      if command.hasProject { try check.expectWhole(after, context, isExact: false) }
      if case .growth = fault.counting { try expectNoLitter(after, context) }
      if goesOn { try check.expectGoesOn(after, context) }
    } catch {
      Issue.record("\(context), then: \(error)")
    }
    return isRefused
  }

  private static let known: Set<String> = [
    "format", "heads", "config", "index", "objects", "tmp", "trash", "cache", "checkout.pending",
    ".gitignore", "packs",
  ]

  /// A full disk leaves nothing behind beyond `tmp/`, where the next commands clean up.
  private static func expectNoLitter(_ world: CommandWorld, _ context: String) throws {
    let kernel = KernelFileSystem()
    for name in [CommandWorld.ana, CommandWorld.ben] where try world.isThere(name) {
      let folder = world.folder(name)
      let metadata = folder.appending(".mlops")
      let strange = try kernel.entries(of: metadata).map(\.name).filter { !known.contains($0) }
      #expect(strange.isEmpty, "\(context)")
      guard try world.open(name).status().pendingCheckout == nil else { continue }
      for place in [folder, folder.appending("data")]
      where try kernel.status(at: place, followingLinks: false) != nil {
        let left = try kernel.entries(of: place).map(\.name).filter { $0.hasPrefix(".mlx-") }
        #expect(left.isEmpty, "\(context)")
      }
    }
  }
}
