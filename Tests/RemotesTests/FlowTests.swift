// Calls that hang are given up, and bytes keep to a limit.
import FileIO
import ProjectFiles
import Remotes
import SystemPackage
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#endif

@Suite struct FlowTests {
  /// Answers when it is let go, as a mount whose server is away.
  private final class HangingTransport: Transport {
    let location = "/mnt/gone"
    private let isOpen = Locked(false)
    /// Called while a call waits.
    private let meanwhile: @Sendable () -> Void

    init(_ meanwhile: @escaping @Sendable () -> Void = {}) { self.meanwhile = meanwhile }

    func letGo() { isOpen.update { $0 = true } }

    private func hang() {
      while isOpen.wait(forSeconds: 0.02, until: { $0 ? true : nil }) == nil { meanwhile() }
    }

    func size(of name: String) throws(TransportError) -> UInt64? {
      hang()
      return 7
    }
    func read(_ name: String, at offset: UInt64, count: Int) throws(TransportError) -> [UInt8] {
      hang()
      return []
    }
    func list(_ folder: String) throws(TransportError) -> [String] {
      hang()
      return []
    }
    func create(_ name: String, from source: TransportSource) throws(TransportError) { hang() }
    func delete(_ name: String) throws(TransportError) { hang() }
  }

  @Test func givesUpWhatHangs() throws {
    let hanging = HangingTransport()
    defer { hanging.letGo() }
    let transport = StallingTransport(hanging, flow: TransportFlow(), seconds: 0.2)
    let calls: [() throws -> Void] = [
      { _ = try transport.size(of: "format") },
      { _ = try transport.read("format", at: 0, count: 1) },
      { _ = try transport.list("heads") },
      { try transport.create("heads/1", from: .bytes([1])) },
      { try transport.delete("heads/1") },
    ]
    for call in calls {
      let start = MonotonicClock.seconds()
      let said = failure(call)
      #expect(said?.hasPrefix("remote-unreachable: '/mnt/gone/") == true, "\(said ?? "nil")")
      #expect(said?.hasSuffix("nothing moved for 0 seconds") == true, "\(said ?? "nil")")
      #expect((0.2..<5).contains(MonotonicClock.seconds() - start))
    }
    // It is an error that is tried again.
    let retrying = RetryingTransport(transport, attempts: 3, firstPauseSeconds: 0)
    let opener = Threads.detach {
      usleep(300_000)
      hanging.letGo()
    }
    #expect(opener)
    #expect(try retrying.size(of: "format") == 7)
  }

  @Test func aSlowCallIsNoStall() throws {
    let flow = TransportFlow()
    let hanging = HangingTransport { flow.move() }
    let transport = StallingTransport(hanging, flow: flow, seconds: 0.2)
    #expect(
      Threads.detach {
        usleep(700_000)
        hanging.letGo()
      })
    #expect(try transport.size(of: "format") == 7)
  }

  @Test func keepsToALimit() throws {
    let folder = try TemporaryDirectory()
    let limit = try #require(ByteRate("2MB"))
    let flow = TransportFlow(limit: limit)
    let transport = FolderTransport(folder.path, flow: flow)
    let watched = StallingTransport(transport, flow: flow, seconds: 0.3)
    let bytes = [UInt8](repeating: 7, count: 1_000_000)
    let file = folder.path.appending("given")
    try File(file, .create, in: KernelFileSystem()).write(bytes, at: 0)
    let start = MonotonicClock.seconds()
    try watched.create("a", from: .copy(file))
    #expect(try watched.read("a", at: 0, count: 1_000_000) == bytes)
    let seconds = MonotonicClock.seconds() - start
    // Two million bytes, of which half a million may go at once.
    #expect((0.7..<3).contains(seconds), "\(seconds)")
  }

  @Test(arguments: [
    ("500000", 500_000), ("800kB", 800_000), ("1.5 MB/s", 1_500_000), ("2MiB", 2 << 20),
    ("1gb", 1_000_000_000), ("1", 1),
  ])
  func rates(_ text: String, _ bytes: UInt64) {
    #expect(ByteRate(text)?.bytesPerSecond == bytes)
  }

  @Test(arguments: ["", "MB", "0", "-1", "1 apple", "1e9", "nan", "99999999999GB", "0.1"])
  func noRates(_ text: String) { #expect(ByteRate(text) == nil) }
}
