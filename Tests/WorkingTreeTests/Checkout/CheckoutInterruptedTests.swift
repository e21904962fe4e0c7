import FileIO
import ObjectStore
import Objects
import SystemPackage
import TestSupport
import Testing

@testable import WorkingTree

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Checkouts that end in the middle: every path stays old or new, and it can go on or back.
@Suite struct CheckoutInterruptedTests {
  private func count() throws -> Int {
    var versions = try TwoVersions.sample(wrap: { try FaultyFileSystem(root: $0) })
    let faulty = try #require(versions.project.fileSystem as? FaultyFileSystem)
    faulty.clearFaults()
    try versions.apply(versions.toFirst)
    return faulty.changeCount
  }

  /// Stops at each change in turn, then goes on.
  @Test func goesOn() throws {
    for stop in 1...(try count()) {
      var versions = try TwoVersions.sample(wrap: { try FaultyFileSystem(root: $0) })
      let faulty = try #require(versions.project.fileSystem as? FaultyFileSystem)
      faulty.clearFaults()
      faulty.inject(Fault(at: stop, errno: EIO, effect: .stopping))
      _ = try? versions.apply(versions.toFirst)
      faulty.clearFaults()
      #expect(Self.isMixture(try versions.project.snapshot(), versions), "\(stop)")
      var again = versions.toFirst
      again.isResumed = true
      try versions.apply(again)
      let found = try versions.project.snapshot()
      #expect(found == versions.firstFiles, "\(stop)")
      #expect(try versions.project.status(versions.index, rehash: true).isEmpty, "\(stop)")
    }
  }

  /// The same, then back. Also with a local change that has nothing to do with it.
  @Test func goesBack() throws {
    for stop in 1...(try count()) {
      var versions = try TwoVersions.sample(wrap: { try FaultyFileSystem(root: $0) })
      try versions.project.write("d/same", "local")
      let faulty = try #require(versions.project.fileSystem as? FaultyFileSystem)
      faulty.clearFaults()
      faulty.inject(Fault(at: stop, errno: EIO, effect: .stopping))
      let index = versions.index
      _ = try? versions.apply(versions.toFirst)
      faulty.clearFaults()
      versions.index = index
      let back = CheckoutRequest(
        target: .index, limitedTo: .init(old: versions.second, new: versions.first),
        isResumed: true)
      #expect(try versions.conflicts(back).isEmpty, "\(stop)")
      try versions.apply(back)
      var expected = versions.secondFiles
      expected["d/same"] = "file:local"
      #expect(try versions.project.snapshot() == expected, "\(stop)")
      #expect(try versions.project.status(versions.index) == ["modified d/same"], "\(stop)")
    }
  }

  @Test func goingBackKeepsWhatWasMadeMeanwhile() throws {
    var versions = try TwoVersions.sample()
    let index = versions.index
    try versions.apply(versions.toFirst)
    versions.index = index
    try versions.project.write("d/gone", "made after the interruption")
    let back = CheckoutRequest(
      target: .index, limitedTo: .init(old: versions.second, new: versions.first),
      isResumed: true)
    try versions.apply(back)
    var expected = versions.secondFiles
    expected["d/gone"] = "file:made after the interruption"
    #expect(try versions.project.snapshot() == expected)
  }

  /// A new file that is left unfinished under its own name is no change: it is written again, and goes
  /// on the way back.
  @Test(arguments: [true, false]) func unfinishedFilesAreKnown(goesOn: Bool) throws {
    for stop in 1...(try count()) {
      var versions = try TwoVersions.sample(wrap: { try FaultyFileSystem(root: $0) })
      let faulty = try #require(versions.project.fileSystem as? FaultyFileSystem)
      let index = versions.index
      faulty.clearFaults()
      faulty.inject(Fault(at: stop, errno: EIO, effect: .stopping))
      _ = try? versions.apply(versions.toFirst, isPending: true)
      faulty.clearFaults()
      versions.index = index
      var request = versions.toFirst
      if !goesOn {
        request = CheckoutRequest(
          target: .index, limitedTo: .init(old: versions.second, new: versions.first))
      }
      request.isResumed = true
      #expect(try versions.conflicts(request).isEmpty, "\(stop)")
      try versions.apply(request, isPending: true)
      let expected = goesOn ? versions.firstFiles : versions.secondFiles
      #expect(try versions.project.snapshot() == expected, "\(stop)")
    }
  }

  /// An error that is not the end of the power leaves no temporary file.
  @Test func failuresCleanUp() throws {
    for stop in 1...(try count()) {
      var versions = try TwoVersions.sample(wrap: { try FaultyFileSystem(root: $0) })
      let faulty = try #require(versions.project.fileSystem as? FaultyFileSystem)
      faulty.clearFaults()
      faulty.inject(Fault(at: stop, errno: EIO, effect: .failing))
      _ = try? versions.apply(versions.toFirst)
      faulty.clearFaults()
      let names = try versions.project.snapshot().keys
      #expect(!names.contains { $0.contains(".mlx-checkout") }, "\(stop)")
    }
  }

  /// Each file is as in one of the two versions.
  private static func isMixture(_ found: [String: String], _ versions: TwoVersions) -> Bool {
    found.allSatisfy { path, text in
      text == "folder" || path.contains(".mlx-checkout") || versions.firstFiles[path] == text
        || versions.secondFiles[path] == text
        // The executable bit is set apart from the content.
        || path == "d/run"
    }
  }
}
