// The pickle machine without its dangerous half: it follows every opcode of protocols 0 to 5 as the
// reference implementation does (CPython, Lib/pickle.py and Lib/pickletools.py), but imports nothing and
// calls nothing. A call leaves a value that says what would have been called with what.

/// Follows one pickle, from an offset up to its STOP.
struct PickleMachine {
  var reader: ByteReader
  var heap = PickleHeap()
  var stack: [PickleValue] = []
  /// Where on the stack each MARK is.
  var marks: [Int] = []
  private var memo: [PickleValue?] = []
  private var sparseMemo: [UInt64: PickleValue] = [:]
  /// In order of appearance, each once.
  private(set) var imports: [PickleGlobal] = []
  private var seen: Set<PickleGlobal> = []
  var actions: PickleActions = []
  /// The highest that PROTO said; 0 or 1 without one.
  private(set) var protocolVersion = 0
  /// Bytes that pickles in this one hold.
  private(set) var innerRuns: [Range<UInt64>] = []
  /// How many pickles this one lies in.
  let depth: Int
  private var operations = 0
  /// Where the frame ends that began last.
  private var frameEnd: UInt64 = 0
  /// What is wrong with frames: known at once, told at the end, after all imports.
  private var crossing: String?

  /// A pickle with more opcodes is not followed to its end.
  static let operationsMax = 1 << 22
  static let importsMax = 1 << 14
  static let depthMax = 8
  /// A longer text is kept as a place in the file.
  static let textBytesMax = 1 << 16

  init(_ reader: ByteReader, depth: Int = 0) {
    self.reader = reader
    self.depth = depth
  }

  /// Follows the pickle, and returns its value.
  ///
  /// Errors: `Unsound` where loading would fail, `PickleLimit`, and what the source throws. What was
  /// imported up to there stands.
  mutating func run() throws -> PickleValue {
    while true {
      operations += 1
      guard operations <= Self.operationsMax else { throw PickleLimit("it has too many opcodes") }
      let start = reader.position
      let opcode = try reader.byte()
      if opcode == UInt8(ascii: ".") {
        let value = try pop()
        if let crossing { throw Unsound(crossing) }
        return value
      }
      let isKnown =
        try number(opcode) || text(opcode) || container(opcode) || place(opcode)
        || object(opcode)
      guard isKnown else { throw Unsound("there is no opcode \(opcode)") }
      if start < frameEnd, frameEnd < reader.position, opcode != 0x95 {
        crossing = crossing ?? "an opcode crosses the end of its frame"
      }
    }
  }

  // MARK: - Stack and memo

  mutating func push(_ value: PickleValue) { stack.append(value) }

  /// Not below the last mark: there is nothing for an opcode.
  mutating func pop() throws -> PickleValue {
    guard stack.count > marks.last ?? 0, let value = stack.popLast() else {
      throw Unsound("an opcode finds nothing on the stack")
    }
    return value
  }

  func top() throws -> PickleValue {
    guard stack.count > marks.last ?? 0, let value = stack.last else {
      throw Unsound("an opcode finds nothing on the stack")
    }
    return value
  }

  mutating func popToMark() throws -> [PickleValue] {
    guard let mark = marks.popLast() else { throw Unsound("an opcode finds no mark") }
    let values = [PickleValue](stack[mark...])
    stack.removeSubrange(mark...)
    return values
  }

  private mutating func memoize(_ key: UInt64) throws {
    let value = try top()
    if key < UInt64(memo.count) {
      memo[Int(key)] = value
    } else if key == UInt64(memo.count) {
      memo.append(value)
      sparseMemo[key] = nil  // MEMOIZE counts what there is
    } else {
      sparseMemo[key] = value
    }
  }

  private func recall(_ key: UInt64) throws -> PickleValue {
    let value = key < UInt64(memo.count) ? memo[Int(key)] : sparseMemo[key]
    guard let value else { throw Unsound("memo \(key) is empty") }
    return value
  }

  mutating func add(_ global: PickleGlobal) throws -> PickleValue {
    if seen.insert(global).inserted {
      guard imports.count < Self.importsMax else { throw PickleLimit("it has too many imports") }
      imports.append(global)
    }
    return heap.global(global)
  }

  /// Follows a pickle that lies in this one, and goes on behind it.
  mutating func followInner() throws {
    guard depth < Self.depthMax else { throw PickleLimit("pickles are nested too deep") }
    var inner = PickleMachine(reader, depth: depth + 1)
    inner.operations = operations
    defer {
      for global in inner.imports where seen.insert(global).inserted { imports.append(global) }
      actions.formUnion(inner.actions)
      operations = inner.operations
      innerRuns += inner.heap.runs + inner.innerRuns
    }
    _ = try inner.run()
    reader = inner.reader
  }

  /// Opcodes that move values: marks, the memo, protocol and frames.
  private mutating func place(_ opcode: UInt8) throws -> Bool {
    switch opcode {
    case UInt8(ascii: "("): marks.append(stack.count)
    case UInt8(ascii: "0"):
      if marks.last == stack.count { marks.removeLast() } else { _ = try pop() }
    case UInt8(ascii: "1"): _ = try popToMark()
    case UInt8(ascii: "2"): push(try top())
    case UInt8(ascii: "p"): try memoize(try decimal())
    case UInt8(ascii: "q"): try memoize(UInt64(try reader.byte()))
    case UInt8(ascii: "r"): try memoize(UInt64(try reader.integer(UInt32.self)))
    case 0x94: try memoize(UInt64(memo.count + sparseMemo.count))
    case UInt8(ascii: "g"): push(try recall(try decimal()))
    case UInt8(ascii: "h"): push(try recall(UInt64(try reader.byte())))
    case UInt8(ascii: "j"): push(try recall(UInt64(try reader.integer(UInt32.self))))
    case 0x80:
      let version = Int(try reader.byte())
      guard version <= 5 else { throw Unsound("there is no protocol \(version)") }
      protocolVersion = max(protocolVersion, version)
    case 0x95: try frame()
    default: return false
    }
    return true
  }

  /// The number of a memo: decimal digits, with what else the loader takes: space around them, a sign,
  /// single underscores between them, anything after a NUL.
  private mutating func decimal() throws -> UInt64 {
    let line = try reader.line(most: 1 << 12).prefix { $0 != 0 }
    let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
    var digits = line.drop(while: isSpace)
    while let last = digits.last, isSpace(last) { digits.removeLast() }
    if digits.first == UInt8(ascii: "+") { digits.removeFirst() }
    digits.removeAll { $0 == UInt8(ascii: "_") }
    guard let key = UInt64(String(decoding: digits, as: UTF8.self)) else {
      throw Unsound("a memo has no number")
    }
    return key
  }

  /// A frame promises that no opcode crosses its end. Where one does, a loader that reads a file drops
  /// what was left of the frame and goes on with other opcodes than those that lie here; one that has all
  /// bytes at hand does not care. So the pickle is followed, and called broken.
  private mutating func frame() throws {
    let count = try reader.integer(UInt64.self)
    guard count <= reader.remaining else {
      throw Unsound("a frame reaches beyond the end", isTruncated: true)
    }
    let end = reader.position + count
    if reader.position < frameEnd, frameEnd < end {
      crossing = crossing ?? "a frame crosses the end of another"
    }
    frameEnd = max(end, frameEnd)
  }

  /// Goes on behind bytes that are no part of the pickle.
  mutating func leaveFrame() throws {
    guard reader.position >= frameEnd else { throw Unsound("an array lies in a frame") }
    frameEnd = 0
  }
}
