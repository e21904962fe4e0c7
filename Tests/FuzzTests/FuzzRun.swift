import Foundation
import TestSupport

/// Gives a target its inputs, one after the other, and looks at what becomes of each.
struct FuzzRun {
  /// A reader that takes longer over a few hundred bytes hangs.
  static let secondsMax = 1.0
  /// Of all the inputs of a run, beside what the process had before.
  static let growthMax = 64 << 20

  /// What the environment asks for: `MLX_FUZZ_INPUTS`, `MLX_FUZZ_TARGET`, `MLX_FUZZ_FIRST`, `MLX_FUZZ_SECONDS`.
  struct Wish: Sendable {
    static let environment = Wish()

    let inputs: UInt64?
    let target: String?
    /// The number of the first input, so that a crash is found again at once.
    let first: UInt64
    let seconds: Double

    init() {
      let all = ProcessInfo.processInfo.environment
      inputs = all["MLX_FUZZ_INPUTS"].flatMap(UInt64.init)
      target = all["MLX_FUZZ_TARGET"]
      first = all["MLX_FUZZ_FIRST"].flatMap(UInt64.init) ?? 1
      seconds = all["MLX_FUZZ_SECONDS"].flatMap(Double.init) ?? .infinity
    }
  }

  /// An input that must not be.
  struct Fault: CustomStringConvertible {
    let number: UInt64
    let input: [UInt8]
    let reason: String

    private var hex: String {
      input.prefix(600).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    var description: String {
      "input \(number), \(input.count) bytes \(hex): \(reason)"
    }
  }

  private(set) var inputs: UInt64 = 0
  private(set) var accepted: UInt64 = 0
  private(set) var seconds = 0.0
  private(set) var slowest = 0.0
  private(set) var growth = 0
  private(set) var faults: [Fault] = []

  private let target: FuzzTarget
  private let mutator: FuzzMutator

  init(_ target: FuzzTarget) {
    self.target = target
    mutator = FuzzMutator(target)
  }

  /// Reads `count` inputs, or as many as the seconds allow. Stops at the third fault.
  ///
  /// - Parameter mark: is told each number before its input is read; a trap ends the process.
  mutating func run(
    first: UInt64, count: UInt64, seconds most: Double = .infinity,
    mark: (UInt64) -> Void = { _ in }
  ) {
    let clock = ContinuousClock()
    let start = clock.now
    let before = Self.peakBytes
    var last = start
    for number in first..<first + count {
      let input = mutator.input(number)
      mark(number)
      take(number, input)
      let now = clock.now
      let spent = last.duration(to: now).seconds
      last = now
      inputs += 1
      if spent > slowest { slowest = spent }
      if spent > Self.secondsMax, let again = secondsAgain(input), again > Self.secondsMax {
        faults.append(Fault(number: number, input: input, reason: "it takes \(again) s"))
      }
      if faults.count > 2 || start.duration(to: now).seconds > most { break }
    }
    seconds = start.duration(to: clock.now).seconds
    growth = Self.peakBytes - before
  }

  /// Once more, by the time that this thread had the processor: others have it meanwhile.
  private func secondsAgain(_ input: [UInt8]) -> Double? {
    let start = Self.threadSeconds
    try? target.read(input)
    return Self.threadSeconds - start
  }

  private static var threadSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  private mutating func take(_ number: UInt64, _ input: [UInt8]) {
    do {
      try target.read(input)
      accepted += 1
    } catch let broken as FuzzTarget.Broken {
      faults.append(Fault(number: number, input: input, reason: broken.description))
    } catch {
      guard !target.allows(error) else { return }
      faults.append(
        Fault(number: number, input: input, reason: "threw \(type(of: error)): \(error)"))
    }
  }

  /// `RUSAGE_SELF`, which glibc has as an enum.
  private static let thisProcess = __rusage_who_t(0)

  /// The most memory that the process has had at a time, in bytes.
  static var peakBytes: Int {
    var usage = rusage()
    getrusage(Self.thisProcess, &usage)
    return usage.ru_maxrss << 10
  }
}

extension Duration {
  fileprivate var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
