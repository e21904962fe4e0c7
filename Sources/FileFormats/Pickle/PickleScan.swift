/// Looks for pickles in a file, and says what each would import. Nothing is loaded.
public struct PickleScan {
  let unpacker: any Unpacker
  private var reports: [PickleReport] = []
  /// What may still be expanded, in bytes, for all of the file.
  private var budget = Self.expandedSumMax

  private static let reportsMax = 1 << 12
  private static let streamsMax = 1 << 10
  private static let runsMax = 1 << 16
  private static let depthMax = 6
  /// Archives and compressed streams in each other.
  private static let containersMax = 4
  /// Bytes without the mark of a pickle are tried as one of protocol 0 or 1 up to this length.
  static let plainBytesMax = 1 << 16
  /// Of one member or stream.
  static let expandedBytesMax = 256 << 20
  private static let expandedSumMax = 1 << 30

  /// A report for each pickle: those of an archive's members, of arrays of objects, those that follow
  /// one another, and those in the bytes of others. Empty for a file without any.
  ///
  /// - Parameters:
  ///   - isGuess: the file may be anything. Bytes that are no pickle are not reported then, unless they
  ///     would import something all the same.
  ///   - unpacker: expands what is compressed; what it cannot expand is reported as not read.
  ///
  /// Throws only what the source and the unpacker throw: what is broken is in a report.
  public static func reports(
    of source: some RandomAccess, isGuess: Bool = false, unpacker: any Unpacker = NoUnpacker()
  ) throws -> [PickleReport] {
    var scan = PickleScan(unpacker: unpacker)
    try scan.file(source, place: "", isGuess: isGuess)
    return scan.reports
  }

  private init(unpacker: any Unpacker) { self.unpacker = unpacker }

  /// - Parameter level: how many archives and streams it lies in.
  mutating func file(
    _ source: any RandomAccess, place: String, isGuess: Bool, level: Int = 0
  ) throws {
    let head = try source.read(at: 0, count: Int(min(source.byteCount, 512)))
    let isTar = head.dropFirst(257).starts(with: Array("ustar".utf8))
    if Self.isArchive(head) || isTar {
      guard level < Self.containersMax else {
        return add(PickleReport(unread: place, "archives are nested too deep"))
      }
      if isTar {
        try tar(source, place: place, level: level)
      } else {
        try archive(source, place: place, level: level)
      }
    } else if head.starts(with: NumpyHeader.magic) {
      try array(source, place: place)
    } else if let packing = try PicklePacking.name(of: source) {
      try packed(source, packing, place: place, isGuess: isGuess, level: level)
    } else {
      let isTorch = FormatMagic.format(of: head) == .pytorch
      try streams(
        source, place: place, depth: 0, most: isTorch ? 5 : Self.streamsMax, isGuess: isGuess)
    }
  }

  static func isArchive(_ head: [UInt8]) -> Bool {
    head.starts(with: [0x50, 0x4B, 3, 4]) || head.starts(with: [0x50, 0x4B, 5, 6])
  }

  static func isMarked(_ head: [UInt8]) -> Bool {
    head.count >= 2 && head[0] == 0x80 && head[1] <= 5
  }

  mutating func add(_ report: PickleReport) {
    if reports.count < Self.reportsMax - 1 {
      reports.append(report)
    } else if reports.count == Self.reportsMax - 1 {
      reports.append(PickleReport(unread: "", "there are too many pickles in it"))
    }
  }

  /// Takes from what may be expanded. Errors: `PickleLimit` when that is used up.
  mutating func spend(_ bytes: UInt64) throws {
    guard bytes <= UInt64(budget) else {
      throw PickleLimit("more than \(Self.expandedSumMax) bytes would have to be expanded")
    }
    budget -= Int(bytes)
  }

  /// A compressed file: joblib writes such.
  private mutating func packed(
    _ source: any RandomAccess, _ packing: String, place: String, isGuess: Bool, level: Int
  ) throws {
    let inner = place.isEmpty ? packing : "\(place) > \(packing)"
    guard level < Self.containersMax else {
      return add(PickleReport(unread: place, "streams are nested too deep"))
    }
    guard let head = try unpacker.head(of: source, packing, count: 512) else {
      return add(PickleReport(unread: place, "it is packed by \(packing) and was not looked into"))
    }
    // Of a table of gigabytes the first bytes are enough.
    guard try !isGuess || Self.mayHoldPickles(head) else { return }
    do {
      let most = min(Self.expandedBytesMax, budget)
      let bytes = try unpacker.expand(source, packing, most: most)
      try spend(UInt64(bytes.count))
      try file(ByteArray(bytes), place: inner, isGuess: isGuess, level: level + 1)
    } catch UnpackFailure.damaged(let reason) {
      add(PickleReport(broken: inner, Unsound(reason)))
    } catch UnpackFailure.tooLong {
      add(PickleReport(unread: inner, "it is too long to be expanded"))
    } catch let limit as PickleLimit {
      add(PickleReport(unread: inner, limit.reason))
    }
  }

  /// Whether bytes that begin so may hold pickles; they are cut at 512.
  private static func mayHoldPickles(_ head: [UInt8]) throws -> Bool {
    if isMarked(head) || isArchive(head) || head.starts(with: NumpyHeader.magic) { return true }
    if FormatMagic.format(of: head) == .pytorch { return true }
    if try PicklePacking.name(of: ByteArray(head)) != nil { return true }
    // Protocols 0 and 1 show in nothing: what is none fails early, or imports nothing.
    var machine = PickleMachine(ByteReader(ByteArray(head)))
    let (_, problem) = try run(&machine)
    return problem?.isTruncated != false || !machine.imports.isEmpty
  }

  /// The pickle behind the header of an array of objects.
  private mutating func array(_ source: any RandomAccess, place: String) throws {
    do {
      let header = try NumpyHeader(source)
      guard header.type.isObject else { return }
      let rest = SourceSlice(source, header.dataStart..<source.byteCount)
      try streams(rest, place: place, depth: 0, most: Self.streamsMax)
    } catch let problem as Unsound {
      add(
        PickleReport(
          broken: place,
          Unsound("the array is damaged: \(problem.reason)", isTruncated: problem.isTruncated)))
    }
  }

  /// Pickles that follow one another, as `pickle.load` would be called again and again.
  ///
  /// - Parameter isGuess: the bytes may be none. Those that import nothing do no harm.
  mutating func streams(
    _ source: any RandomAccess, place: String, depth: Int, most: Int, isGuess: Bool = false
  ) throws {
    let isMarked = Self.isMarked(
      try source.read(at: 0, count: Int(min(source.byteCount, 2))))
    var reader = ByteReader(source)
    var count = 0
    while count < most, !reader.isAtEnd || count == 0 {
      let start = reader.position
      var machine = PickleMachine(reader)
      let (state, problem) = try Self.run(&machine)
      let report = PickleReport(
        place: place, offset: start, protocolVersion: machine.protocolVersion,
        imports: machine.imports.map { PickleReport.Import(global: $0, severity: $0.severity) },
        actions: machine.actions, state: state, problem: problem?.reason,
        isTruncated: problem?.isTruncated ?? false)
      // Bytes that follow and are no pickle are padding, or data; and any bytes may look like one.
      let hasImports = !report.imports.isEmpty
      let isPickle = problem == nil || hasImports
      let isMeant =
        isGuess && !isMarked
        ? hasImports && (problem == nil || report.imports.contains(where: Self.isAttack))
        : isPickle
      if isMeant || (count == 0 && !isGuess) { add(report) }
      if isGuess, !isMarked, problem != nil { return }
      try runs(of: machine, in: source, place: place, depth: depth)
      guard problem == nil else { return }
      reader = machine.reader
      count += 1
    }
    if count == Self.streamsMax, !reader.isAtEnd {
      add(PickleReport(unread: place, "more than \(count) pickles follow one another"))
    }
  }

  /// Whether an import shows that bytes which are no sound pickle are meant as one. A line of text may
  /// begin with an opcode; it is not two names by chance.
  private static func isAttack(_ found: PickleReport.Import) -> Bool {
    let isName = (found.global.module + found.global.name).utf8.allSatisfy {
      ($0 | 0x20).isLetter || (0x30...0x39).contains($0) || $0 == 0x5F || $0 == 0x2E
    }
    return isName && found.severity == .dangerous
  }

  private static func run(
    _ machine: inout PickleMachine
  ) throws -> (state: PickleReport.State, problem: Unsound?) {
    do {
      _ = try machine.run()
      return (.followed, nil)
    } catch let problem as Unsound {
      return (.broken, problem)
    } catch let limit as PickleLimit {
      return (.unread, Unsound(limit.reason))
    }
  }

  /// Pickles in the bytes of a pickle.
  private mutating func runs(
    of machine: PickleMachine, in source: any RandomAccess, place: String, depth: Int
  ) throws {
    let runs = machine.heap.runs + machine.innerRuns
    guard !runs.isEmpty else { return }
    guard depth < Self.depthMax else {
      return add(PickleReport(unread: place, "pickles are nested too deep"))
    }
    for run in runs.prefix(Self.runsMax) where run.count >= 2 {
      let content = SourceSlice(source, run)
      let isMarked = Self.isMarked(try content.read(at: 0, count: 2))
      guard isMarked || run.count <= Self.plainBytesMax else { continue }
      let inner = "bytes at \(run.lowerBound)"
      try streams(
        content, place: place.isEmpty ? inner : "\(place) > \(inner)", depth: depth + 1,
        most: Self.streamsMax, isGuess: true)
    }
    if runs.count > Self.runsMax {
      add(PickleReport(unread: place, "not all of its \(runs.count) byte strings were looked into"))
    }
  }
}

extension UInt8 {
  /// Of ASCII, lower case.
  fileprivate var isLetter: Bool { (0x61...0x7A).contains(self) }
}
