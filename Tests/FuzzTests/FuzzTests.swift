import Foundation
import Testing

/// Every decoder and parser of bytes that others wrote (Documentation/testing.md, "Fuzz").
@Suite struct FuzzTests {
  @Test func seedsAreRead() {
    for target in FuzzTargets.all {
      #expect(!target.seeds.isEmpty, "\(target.name)")
      for (place, seed) in target.seeds.prefix(target.runsCommands ? 1 : .max).enumerated() {
        #expect(throws: Never.self, "\(target.name), seed \(place)") { try target.read(seed) }
      }
    }
    #expect(Set(FuzzTargets.all.map(\.name)).count == FuzzTargets.all.count)
  }

  /// A smoke: the same inputs in every run.
  @Test(.enabled(if: FuzzRun.Wish.environment.inputs == nil), arguments: FuzzTargets.all)
  func smoke(_ target: FuzzTarget) {
    var run = FuzzRun(target)
    run.run(first: 1, count: UInt64(target.smokeInputs))
    for fault in run.faults { Issue.record("\(target.name): \(fault)") }
  }

  /// By hand: `MLX_FUZZ_INPUTS=10000000 MLX_FUZZ_TARGET=commit`.
  @Test(.enabled(if: FuzzRun.Wish.environment.inputs != nil))
  func campaign() throws {
    let wish = FuzzRun.Wish.environment
    let wanted = FuzzTargets.all.filter { wish.target == nil || $0.name == wish.target }
    try #require(!wanted.isEmpty, "no such target; there are \(FuzzTargets.all.map(\.name))")
    let mark = try FuzzMark()
    for target in wanted {
      var run = FuzzRun(target)
      mark.begin(target.name)
      run.run(first: wish.first, count: wish.inputs ?? 0, seconds: wish.seconds) { mark.number($0) }
      print(Self.line(target, run))
      for fault in run.faults { Issue.record("\(target.name): \(fault)") }
      #expect(run.growth < FuzzRun.growthMax, "\(target.name)")
    }
  }

  private static func line(_ target: FuzzTarget, _ run: FuzzRun) -> String {
    let seconds = String(format: "%.1f", run.seconds)
    let slowest = String(format: "%.4f", run.slowest)
    return "fuzz \(target.name): inputs \(run.inputs) accepted \(run.accepted) rejected "
      + "\(run.inputs - run.accepted) seconds \(seconds) slowest \(slowest) peak-growth-MB "
      + "\(run.growth >> 20) faults \(run.faults.count)"
  }
}

/// Where a campaign is, in a file that outlives a trap: the name of the target, and the number of the input.
private final class FuzzMark {
  private let words: UnsafeMutableRawPointer
  private static let byteCount = 4096

  struct NoFile: Error {}

  /// `MLX_FUZZ_MARK`, or a file in the temporary folder.
  init() throws {
    let path =
      ProcessInfo.processInfo.environment["MLX_FUZZ_MARK"] ?? NSTemporaryDirectory()
      + "mlx-fuzz-mark"
    let file = open(path, O_RDWR | O_CREAT, 0o644)
    defer { close(file) }
    guard file >= 0, ftruncate(file, off_t(Self.byteCount)) == 0,
      let words = mmap(nil, Self.byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0),
      words != MAP_FAILED
    else { throw NoFile() }
    self.words = words
  }

  deinit { munmap(words, Self.byteCount) }

  func begin(_ name: String) {
    let text = Array((name + " ").utf8.prefix(200)) + repeatElement(0x20, count: 200)
    for place in 0..<200 {
      words.storeBytes(of: text[place], toByteOffset: 64 + place, as: UInt8.self)
    }
  }

  func number(_ number: UInt64) { words.storeBytes(of: number, as: UInt64.self) }
}
