import FileIO
import Objects
import References
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// A checkout that stops at every change that it makes, and goes on or back from there.
@Suite struct ResumeCheckoutTests {
  private func fill(_ project: Project) throws -> (CommitID, CommitID) {
    try project.write("data/a.csv", "1\n")
    try project.write("data/gone.csv", "gone\n")
    try project.write("model.bin", "one")
    try project.write("same.bin", "same")
    let first = try project.commit("First") {
      $0.models = [NamedPath(path: project.path("model.bin"))]
      $0.datasets = [NamedPath(path: project.path("data"))]
    }
    try project.write("data/a.csv", "2\n")
    try project.write("data/new/b.csv", "b\n")
    try project.delete("data/gone.csv")
    try project.rename("model.bin", to: "models/m.bin")
    let second = try project.commit("Second", all: true) {
      $0.models = [NamedPath(name: "model", path: project.path("models/m.bin"))]
    }
    return (first.id, second.id)
  }

  private func expectFirst(_ project: Project) throws {
    #expect(try project.text("data/a.csv") == "1\n")
    #expect(try project.text("data/gone.csv") == "gone\n")
    #expect(try project.text("model.bin") == "one")
    #expect(try !project.exists("models/m.bin") && !project.exists("data/new/b.csv"))
  }

  private func expectSecond(_ project: Project) throws {
    #expect(try project.text("data/a.csv") == "2\n")
    #expect(try project.text("data/new/b.csv") == "b\n")
    #expect(try project.text("models/m.bin") == "one")
    #expect(try !project.exists("model.bin") && !project.exists("data/gone.csv"))
  }

  private func makeFaulty() throws -> (Project, FaultyFileSystem) {
    var made: FaultyFileSystem?
    let project = try Project {
      let faulty = try FaultyFileSystem(root: $0)
      made = faulty
      return faulty
    }
    return (project, try #require(made))
  }

  /// Runs `body` again and again, each time with a later change of the disk failing, as if the
  /// power were gone; `check` settles what it left, and the project goes back to its second commit.
  private func forEveryStop(
    step: Int = 1, _ body: (Project) throws -> Void,
    then check: (Project, _ first: CommitID) throws -> Void
  ) throws {
    let (project, faulty) = try makeFaulty()
    let (first, second) = try fill(project)
    let step = CrashDisk.isInTurn ? 2 * step : step
    var pendingCount = 0
    for change in stride(from: 1, to: 200, by: step) {
      faulty.clearFaults()
      try faulty.restartLog()
      faulty.inject(Fault(at: change, errno: 5, effect: .stopping))
      let wasStopped = code { try body(project) } != nil
      faulty.clearFaults()
      guard wasStopped else {
        #expect(pendingCount > 8 / step)
        return
      }
      if try project.repository.loadPendingCheckout() != nil {
        pendingCount += 1
        try check(project, first)
      }
      try project.checkout("main", force: true)
      #expect(try project.repository.headCommitID() == second)
      try expectSecond(project)
    }
    Issue.record("it never ended")
  }

  @Test func goesOnFromAnyPoint() throws {
    try forEveryStop {
      try $0.checkout("HEAD~1")
    } then: { project, first in
      let result = try project.repository.continueCheckout()
      #expect(result.head == .detached(first))
      try expectFirst(project)
      let status = try project.status()
      #expect(status.isClean && status.pendingCheckout == nil)
    }
  }

  @Test func goesBackFromAnyPoint() throws {
    try forEveryStop {
      try $0.checkout("HEAD~1")
    } then: { project, first in
      let result = try project.repository.abortCheckout()
      if result.head.commit == first {
        // It was stopped after HEAD had moved.
        try expectFirst(project)
      } else {
        try expectSecond(project)
      }
      let status = try project.status()
      #expect(status.isClean && status.pendingCheckout == nil)
      #expect(try project.repository.loadIndex().base == result.head.commit)
    }
  }

  /// A forced checkout also writes what was deleted and both versions have: its file may be torn.
  @Test func aFileOfBothVersionsGoesBackWhole() throws {
    var (missing, whole) = (0, 0)
    try forEveryStop {
      try $0.delete("same.bin")
      try $0.checkout("HEAD~1", force: true)
    } then: { project, _ in
      try project.repository.abortCheckout()
      if try project.exists("same.bin") {
        #expect(try project.text("same.bin") == "same")
        whole += 1
      } else {
        missing += 1
      }
    }
    #expect(missing > 0 && whole > 1)
  }

  /// Also where the index was saved before the stop: nothing is staged after an undo.
  @Test func goingOnCanBeUndone() throws {
    try forEveryStop {
      try $0.checkout("HEAD~1", force: true)
    } then: { project, first in
      guard try project.repository.headCommitID() != first else {
        try project.repository.continueCheckout()
        return
      }
      try project.repository.continueCheckout()
      try project.repository.undo()
      #expect(try project.repository.headCommitID() != first)
      #expect(try project.status().staged.isEmpty)
      // Once more: what was undone is made again.
      try project.repository.undo()
      #expect(try project.repository.headCommitID() == first)
      #expect(try project.status().isClean)
    }
  }

  /// A command before was stopped between its head and its index: the way back leads to HEAD, not to the old index.
  @Test func anIndexThatWasBehindIsNotGoneBackTo() throws {
    var aborted = 0
    let step = CrashDisk.isInTurn ? 2 : 1
    for change in stride(from: 1, to: 80, by: step) {
      let (project, faulty) = try makeFaulty()
      let (_, second) = try fill(project)
      let path = project.absolute(".mlops/index")
      let kernel = KernelFileSystem()
      let before = try kernel.readFile(path, maxBytes: 1 << 20)
      try project.delete("same.bin")
      let third = try project.commit("Third", all: true).id
      try kernel.unlink(path)
      try File(path, .create, in: kernel).write(before, at: 0)
      faulty.clearFaults()
      try faulty.restartLog()
      faulty.inject(Fault(at: change, errno: 5, effect: .stopping))
      let wasStopped = code { try project.checkout("HEAD~2") } != nil
      faulty.clearFaults()
      guard wasStopped else {
        #expect(aborted > 8 / step)
        return
      }
      guard try project.repository.loadPendingCheckout() != nil,
        try project.repository.headCommitID() == third
      else { continue }
      aborted += 1
      try project.repository.abortCheckout()
      #expect(try !project.exists("same.bin"), "\(change)")
      try expectSecond(project)
      #expect(try project.status().isClean && second != third)
    }
    Issue.record("it never ended")
  }

  /// An asset that was gone as a whole comes back with any checkout: also when that is stopped half way.
  @Test func assetsThatWereGoneComeBackWhole() throws {
    try forEveryStop {
      try $0.delete("data")
      try $0.checkout("HEAD")
    } then: { project, _ in
      try project.repository.continueCheckout()
      try expectSecond(project)
      #expect(try project.status().isClean)
    }
  }

  @Test func assetsThatWereGoneAreWholeOnTheWayBack() throws {
    var (missing, whole) = (0, 0)
    try forEveryStop {
      try $0.delete("data")
      try $0.checkout("HEAD")
    } then: { project, _ in
      try project.repository.abortCheckout()
      for (path, text) in [("data/a.csv", "2\n"), ("data/new/b.csv", "b\n")] {
        guard try project.exists(path) else {
          missing += 1
          continue
        }
        #expect(try project.text(path) == text)
        whole += 1
      }
    }
    #expect(missing > 0 && whole > 0)
  }

  /// What was edited in it after the stop stays. Two threads write its files: either may be the first.
  @Test func anAssetThatComesBackTakesNoEdit() throws {
    let texts = ["data/a.csv": "2\n", "data/new/b.csv": "b\n"]
    let (project, faulty) = try makeFaulty()
    _ = try fill(project)
    try project.delete("data")
    for change in 1..<60 {
      faulty.clearFaults()
      try faulty.restartLog()
      faulty.inject(Fault(at: change, errno: 5, effect: .stopping))
      let wasStopped = code { try project.checkout("HEAD") } != nil
      faulty.clearFaults()
      let there = try texts.keys.filter { try project.exists($0) }
      guard wasStopped, there.count == 1, let first = there.first else {
        if try project.repository.loadPendingCheckout() != nil {
          try project.repository.abortCheckout()
        }
        if try project.exists("data") { try project.delete("data") }
        continue
      }
      try project.write(first, "edited after the stop\n")
      try project.repository.continueCheckout()
      for (path, text) in texts {
        #expect(try project.text(path) == (path == first ? "edited after the stop\n" : text))
      }
      return
    }
    Issue.record("it was never stopped between the two files")
  }

  @Test func pathsGoBackFromAnyPoint() throws {
    try forEveryStop(step: 3) {
      try $0.checkout("HEAD~1", "data", "model")
    } then: { project, first in
      try project.repository.abortCheckout()
      try expectSecond(project)
      let status = try project.status()
      #expect(status.isClean && status.head.commit != first)
    }
  }

  @Test func whatChangedSinceIsNotLost() throws {
    let (project, faulty) = try makeFaulty()
    _ = try fill(project)
    faulty.inject(Fault(at: 8, errno: 5, effect: .stopping))
    #expect(code { try project.checkout("HEAD~1") } != nil)
    faulty.clearFaults()
    #expect(try project.status().pendingCheckout != nil)
    #expect(code { try project.checkout("HEAD") } == "checkout-pending")
    #expect(code { try project.commit { $0.allowEmpty = true } } == "checkout-pending")
    try project.write("data/a.csv", "edited after the crash\n")
    #expect(code { _ = try project.repository.continueCheckout() } == "working-tree-modified")
    #expect(code { _ = try project.repository.abortCheckout() } == "working-tree-modified")
    #expect(try project.text("data/a.csv") == "edited after the crash\n")
    try project.repository.abortCheckout(force: true)
    try expectSecond(project)
    #expect(code { try project.repository.continueCheckout() } == "no-checkout-pending")
  }

  @Test func theErrorSaysHowToGoOn() throws {
    let (project, faulty) = try makeFaulty()
    _ = try fill(project)
    faulty.inject(Fault(at: 8, errno: 28, effect: .failing))
    let said = message { try project.checkout("HEAD~1") }
    faulty.clearFaults()
    #expect(said.contains("mlx checkout --continue") && said.contains("mlx checkout --abort"))
  }

  @Test func aDamagedPendingFileIsAnError() throws {
    let project = try Project()
    try project.write(".mlops/checkout.pending", "{")
    #expect(code { _ = try project.repository.continueCheckout() } == "checkout-pending-damaged")
  }

  @Test func pendingIsWrittenAndReadAlike() throws {
    var pending = PendingCheckout(
      from: nil, to: CommitID(.zero), headMove: .create(try BranchName(validating: "a/b")),
      description: "checkout: x")
    pending.paths = [RepositoryPath(unchecked: "data/x")]
    pending.restored = [RepositoryPath(unchecked: "gone")]
    pending.only = .model
    pending.isExact = true
    pending.isForced = true
    #expect(try PendingCheckout(JSONValue(parsing: pending.json.canonicalBytes())) == pending)
  }

  /// While it is pending nothing can be committed: the hint must be one that works.
  @Test func changesMadeMeanwhileHaveAWayOut() throws {
    let (project, faulty) = try makeFaulty()
    _ = try fill(project)
    faulty.inject(Fault(at: 8, errno: 5, effect: .stopping))
    #expect(code { try project.checkout("HEAD~1") } != nil)
    faulty.clearFaults()
    try project.write("data/a.csv", "edited after the crash\n")
    let forth = message { _ = try project.repository.continueCheckout() }
    #expect(forth.contains("mlx checkout --continue --force") && !forth.contains("mlx commit"))
    let back = message { _ = try project.repository.abortCheckout() }
    #expect(back.contains("mlx checkout --abort --force") && !back.contains("mlx commit"))
    let result = try project.repository.abortCheckout(force: true)
    #expect(result.isAborted && result.subject == "Second")
  }

  @Test func damageIsNoReasonToGoOn() throws {
    let (project, faulty) = try makeFaulty()
    _ = try fill(project)
    faulty.inject(Fault(at: 8, errno: 5, effect: .stopping))
    #expect(code { try project.checkout("HEAD~1") } != nil)
    faulty.clearFaults()
    let lost = Array("gone\n".utf8)
    for pack in try project.repository.store.packs() where !pack.isMetadata {
      let path = FilePath(pack.path)
      let bytes = try KernelFileSystem().readFile(path, maxBytes: 1 << 20)
      let holds = bytes.indices.contains { bytes[$0...].starts(with: lost) }
      if holds { try KernelFileSystem().unlink(path) }
    }
    let said = message { _ = try project.repository.continueCheckout() }
    #expect(said.contains("mlx fsck") && said.contains("mlx checkout --abort"), "\(said)")
    #expect(!said.contains("mlx checkout --continue"), "\(said)")
  }

  @Test func aNewBranchIsNewAlsoWhenItComesLater() throws {
    let (project, faulty) = try makeFaulty()
    _ = try fill(project)
    var options = CheckoutOptions(revision: .ancestor(.head, 1))
    options.newBranch = try BranchName(validating: "side")
    faulty.inject(Fault(at: 8, errno: 5, effect: .stopping))
    #expect(code { _ = try project.repository.checkout(options) } != nil)
    faulty.clearFaults()
    let result = try project.repository.continueCheckout()
    #expect(result.isNewBranch && result.head.branch?.string == "side")
  }
}
