// How much goes over a transport.
import FileIO
import Remotes
import SystemPackage

/// Counts what is sent and read; fails, if it is told to, after some of it.
final class CountingTransport: Transport {
  struct Counts {
    /// Bytes of new packs.
    var sentBytes: UInt64 = 0
    /// Bytes of packs that were read.
    var readBytes: UInt64 = 0
    var calls = 0
  }

  private let inner: any Transport
  private let state = Locked(Counts())
  private let sentMax: UInt64
  private let readMax: UInt64

  /// After so many bytes of packs all calls fail.
  init(_ inner: any Transport, sending sentMax: UInt64 = .max, reading readMax: UInt64 = .max) {
    self.inner = inner
    self.sentMax = sentMax
    self.readMax = readMax
  }

  var counts: Counts { state.withLock { $0 } }
  var location: String { inner.location }

  private func check() throws(TransportError) {
    let isOver = state.withLock { counts in
      counts.calls += 1
      return counts.sentBytes > sentMax || counts.readBytes > readMax
    }
    if isOver { throw .refused(location, reason: "stopped") }
  }

  func size(of name: String) throws(TransportError) -> UInt64? {
    try check()
    return try inner.size(of: name)
  }

  func read(_ name: String, at offset: UInt64, count: Int) throws(TransportError) -> [UInt8] {
    try check()
    if name.hasSuffix(".pack") { state.withLock { $0.readBytes += UInt64(count) } }
    return try inner.read(name, at: offset, count: count)
  }

  func list(_ folder: String) throws(TransportError) -> [String] {
    try check()
    return try inner.list(folder)
  }

  func create(_ name: String, from source: TransportSource) throws(TransportError) {
    try check()
    try inner.create(name, from: source)
    guard name.hasSuffix(".pack"), let size = try inner.size(of: name) else { return }
    state.withLock { $0.sentBytes += size }
  }

  func delete(_ name: String) throws(TransportError) {
    try check()
    try inner.delete(name)
  }
}
