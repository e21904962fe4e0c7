import FileIO
import Foundation
import Objects
import References
import Repository
import SystemPackage
import TestSupport
import Testing

/// Each call that changes the disk fails once: the command says so, and nothing is lost.
@Suite struct FaultTests {
  @Test(arguments: [ENOSPC, EIO, EROFS])
  func commitFailsWhole(errno: Int32) throws {
    var call = 1
    // Where time is short, another fifth of the calls for each error.
    if CrashDisk.isInTurn { call += Int(errno / 2) % 5 }
    var failures = 0
    while true {
      let scene = try CrashScene()
      let before = try scene.commit("first", ["a.txt": noise(1)])
      try scene.project.write("data/a.txt", noise(2))
      let repository = try scene.project.reopened()
      let changesBefore = scene.fileSystem.changeCount
      scene.fileSystem.inject(Fault(at: call, errno: errno))
      let result = Result {
        try scene.project.commit("second", ["b.txt": noise(3)], in: repository)
      }
      let isPast = scene.fileSystem.changeCount - changesBefore < call
      scene.fileSystem.clearFaults()

      let reopened = try scene.project.reopened()
      let head = try reopened.resolve(.head)
      #expect(try reopened.fsck().isSound, "call \(call)")
      switch result {
      case .success(let commit):
        #expect(head == commit, "call \(call)")
      case .failure(let error):
        failures += 1
        let code = try #require(error as? any MLXError).code
        #expect((head == before) == (code != "head-unconfirmed"), "call \(call): \(error)")
      }
      _ = try scene.project.commit("third", ["b.txt": noise(3)])
      #expect(try scene.project.reopened().fsck().isSound, "call \(call)")
      if isPast { break }
      call += CrashDisk.isInTurn ? 5 : 1
    }
    #expect(failures > 3)
  }

  @Test(arguments: [ENOSPC, EIO])
  func checkoutCanGoOn(errno: Int32) throws {
    let step = CrashDisk.isInTurn ? 3 : 1
    for call in stride(from: errno == EIO ? step : 1, through: 40, by: step) {
      let scene = try CrashScene()
      let first = try scene.commit("first", ["a.txt": noise(1), "b.txt": noise(2)])
      _ = try scene.commit("second", ["a.txt": noise(3), "b.txt": nil, "c.txt": noise(4)])
      let repository = try scene.project.reopened()
      scene.fileSystem.inject(Fault(at: call, errno: errno))
      let options = CheckoutOptions(revision: try Revision(parsing: first.hex))
      let result = Result { try repository.checkout(options) }
      scene.fileSystem.clearFaults()

      let reopened = try scene.project.reopened()
      #expect(try reopened.fsck().isSound, "call \(call)")
      if case .failure(let error) = result {
        #expect(error is any MLXError, "call \(call): \(error)")
      }
      if try reopened.status().pendingCheckout != nil {
        _ = try reopened.continueCheckout(force: false)
      } else if case .failure = result {
        _ = try reopened.checkout(options)
      }
      let data = try contents(of: scene.project.path("data"))
      #expect(data == ["a.txt": noise(1), "b.txt": noise(2)], "call \(call)")
    }
  }
}
