// A network that is bad in every way, by a seed.
import FileIO
import Remotes
import SystemPackage
import TestSupport

#if canImport(Glibc)
  import Glibc
#endif

/// Fails calls before or after they are done, ends reads early, delays, and lists in any order.
final class FaultyTransport: Transport {
  /// What happens to a call.
  private enum Fate { case well, dropped, answerLost, late }

  private struct State {
    var generator: SeededGenerator
    var faults = 0
    var isOff = false
  }

  private let inner: any Transport
  private let state: Locked<State>
  /// So many of 100 calls go wrong.
  private let percent: UInt64

  init(_ inner: any Transport, seed: UInt64, percent: UInt64 = 30) {
    self.inner = inner
    self.percent = percent
    state = Locked(State(generator: SeededGenerator(seed: seed)))
  }

  var location: String { inner.location }
  /// Calls that went wrong.
  var faults: Int { state.withLock { $0.faults } }

  private func fate() -> Fate {
    state.withLock { state in
      guard state.generator.next() % 100 < percent else { return .well }
      state.faults += 1
      return [Fate.dropped, .answerLost, .late][Int(state.generator.next() % 3)]
    }
  }

  private func call<Result>(
    _ body: () throws(TransportError) -> Result
  ) throws(TransportError) -> Result {
    switch fate() {
    case .well: return try body()
    case .dropped: throw .unreachable(location, reason: "dropped")
    case .late:
      usleep(200)
      return try body()
    case .answerLost:
      _ = try? body()
      throw .unreachable(location, reason: "the answer was lost")
    }
  }

  func size(of name: String) throws(TransportError) -> UInt64? {
    try call { () throws(TransportError) in try inner.size(of: name) }
  }

  func read(_ name: String, at offset: UInt64, count: Int) throws(TransportError) -> [UInt8] {
    try call { () throws(TransportError) in
      try inner.read(name, at: offset, count: count)
    }
  }

  func list(_ folder: String) throws(TransportError) -> [String] {
    let names = try call { () throws(TransportError) in try inner.list(folder) }
    return state.withLock { names.sorted().shuffled(using: &$0.generator) }
  }

  func create(_ name: String, from source: TransportSource) throws(TransportError) {
    try call { () throws(TransportError) in try inner.create(name, from: source) }
  }

  func delete(_ name: String) throws(TransportError) {
    try call { () throws(TransportError) in try inner.delete(name) }
  }
}
