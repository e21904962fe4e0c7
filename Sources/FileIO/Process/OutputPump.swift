import CLinux

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Passes on what comes through a pipe as soon as it comes, and keeps it.
final class OutputPump: Sendable {
  private static let bufferBytes = 64 << 10
  /// How long the pipe of a program that has ended may be silent while another one holds it.
  private static let silenceMilliseconds: Int32 = 200

  private let source: Int32
  private let target: Int32
  private let kept = Locked(CapturedOutput())
  private let isOver = Locked(false)
  private let isHeld = Locked(false)
  private let fault = Locked<Int32>(0)

  init(from source: Int32, to target: Int32) {
    self.source = source
    self.target = target
  }

  var captured: CapturedOutput { kept.withLock { $0 } }
  /// Whether another program still had the pipe when this one stopped to listen.
  var wasHeld: Bool { isHeld.withLock { $0 } }

  /// The errno with which passing on ended, while the program went on; else 0.
  var passingFault: Int32 { fault.withLock { $0 } }

  /// The program has ended: what is in the pipe is read, and no more is waited for.
  func finish() { isOver.withLock { $0 = true } }

  /// Runs until the pipe is closed. Closes it.
  func run() {
    defer { close(source) }
    var buffer = [UInt8](repeating: 0, count: Self.bufferBytes)
    while true {
      let wasOver = isOver.withLock { $0 }
      let ready = clinux_wait_readable(source, Self.silenceMilliseconds)
      if ready < 0 { return }
      if ready == 0 {
        guard wasOver else { continue }
        isHeld.withLock { $0 = true }
        return
      }
      let count = read(source, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      kept.withLock { $0.append(buffer[..<count]) }
      if passingFault != 0 { continue }
      let error = pass(buffer[..<count])
      // Who reads our output has gone: so the program's has. A full disk is no reason to stop it.
      if error == EPIPE { return }
      if error != 0 { fault.withLock { $0 = error } }
    }
  }

  /// 0, or an errno.
  private func pass(_ bytes: ArraySlice<UInt8>) -> Int32 {
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let count = write(target, buffer.baseAddress?.advanced(by: done), buffer.count - done)
        if count < 0, errno == EINTR { continue }
        if count < 0, errno == EAGAIN {
          usleep(1_000)
          continue
        }
        if count < 0 { return errno }
        if count == 0 { return EIO }
        done += count
      }
      return 0
    }
  }
}
