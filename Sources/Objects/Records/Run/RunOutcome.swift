/// How a run ended, and what it took.
public struct RunOutcome: Sendable, Hashable {
  /// What ended the process.
  public enum End: Sendable, Hashable {
    /// Its exit status, 0 to 255.
    case exited(UInt8)
    /// The number of a signal, 1 to 64.
    case signal(UInt8)
  }

  public var end: End
  /// Whether a signal such as that of Ctrl-C was passed on to it.
  public var isInterrupted: Bool
  /// From beginning to end, in seconds.
  public var seconds: Double
  /// What the processor worked for it and its children, in seconds.
  public var userSeconds: Double
  public var systemSeconds: Double
  /// The most memory that one of its processes had, in bytes.
  public var memoryBytes: UInt64

  /// The end of a process. Times are at least 0 and finite.
  public init(
    end: End, isInterrupted: Bool = false, seconds: Double = 0, userSeconds: Double = 0,
    systemSeconds: Double = 0, memoryBytes: UInt64 = 0
  ) {
    self.end = end
    self.isInterrupted = isInterrupted
    self.seconds = seconds
    self.userSeconds = userSeconds
    self.systemSeconds = systemSeconds
    self.memoryBytes = memoryBytes
  }

  public var isSuccess: Bool { end == .exited(0) && !isInterrupted }
}

/// What a run wrote to standard output or standard error.
public struct RunStream: Sendable, Hashable {
  /// What is kept of it: all, or its beginning and its end with a line between them that says so.
  public var blob: BlobID
  /// Bytes that were written.
  public var size: UInt64
  public var isTruncated: Bool

  /// Output that is stored.
  public init(blob: BlobID, size: UInt64, isTruncated: Bool) {
    self.blob = blob
    self.size = size
    self.isTruncated = isTruncated
  }
}

// As a record holds them.
extension RunOutcome {
  var members: [String: JSONValue] {
    var members: [String: JSONValue] = [
      "exit": .null, "signal": .null, "interrupted": .bool(isInterrupted),
      "seconds": .number(seconds),
      "usage": [
        "user": .number(userSeconds), "system": .number(systemSeconds),
        "memory_bytes": .integer(Int64(clamping: memoryBytes)),
      ],
    ]
    switch end {
    case .exited(let status): members["exit"] = .integer(Int64(status))
    case .signal(let number): members["signal"] = .integer(Int64(number))
    }
    return members
  }

  init(fields: RecordFields) throws(ObjectError) {
    let usage = try fields.fields("usage")
    self.init(
      end: try Self.end(fields), isInterrupted: try fields.bool("interrupted"),
      seconds: try Self.duration(fields, "seconds"),
      userSeconds: try Self.duration(usage, "user"),
      systemSeconds: try Self.duration(usage, "system"), memoryBytes: try usage.size("memory_bytes")
    )
  }

  private static func end(_ fields: RecordFields) throws(ObjectError) -> End {
    let status = try fields.nullable("exit")
    guard let signal = try fields.nullable("signal") else {
      guard let status = UInt8(exactly: try fields.size("exit")) else {
        throw fields.fault("exit", "is above 255")
      }
      return .exited(status)
    }
    if status != nil { throw fields.fault("exit", "is there beside a signal") }
    guard let number = signal.integer, (1...64).contains(number) else {
      throw fields.fault("signal", "is not the number of a signal")
    }
    return .signal(UInt8(number))
  }

  private static func duration(
    _ fields: RecordFields, _ key: String
  ) throws(ObjectError) -> Double {
    let number = try fields.number(key)
    guard number.isFinite, number >= 0 else { throw fields.fault(key, "is no duration") }
    return number
  }
}

extension RunStream {
  var record: JSONValue {
    [
      "object": .string("blob:" + blob.hex), "size": .integer(Int64(clamping: size)),
      "truncated": .bool(isTruncated),
    ]
  }

  init(fields: RecordFields) throws(ObjectError) {
    self.init(
      blob: try fields.blob("object"), size: try fields.size("size"),
      isTruncated: try fields.bool("truncated"))
  }
}
