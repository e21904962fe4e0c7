/// Looks for pickles in a file, and says what each would import. Nothing is loaded.
public struct PickleScan {
  private let inflate: Inflate?
  private var reports: [PickleReport] = []

  private static let reportsMax = 1 << 12
  private static let streamsMax = 1 << 10
  private static let runsMax = 1 << 16
  private static let depthMax = 6
  /// Bytes without the mark of a pickle are tried as one of protocol 0 or 1 up to this length.
  private static let plainBytesMax = 1 << 16
  private static let expandedBytesMax = 256 << 20

  /// A report for each pickle: those of an archive's members, of arrays of objects, those that follow
  /// one another, and those in the bytes of others. Empty for a file without any.
  ///
  /// - Parameter inflate: expands members of archives; without it they are reported as not read.
  ///
  /// Throws only what the source throws: what is broken is in a report.
  public static func reports(
    of source: some RandomAccess, inflate: Inflate? = nil
  ) throws -> [PickleReport] {
    var scan = PickleScan(inflate: inflate)
    try scan.file(source, place: "")
    return scan.reports
  }

  private init(inflate: Inflate?) { self.inflate = inflate }

  private mutating func file(_ source: any RandomAccess, place: String) throws {
    let head = try source.read(at: 0, count: Int(min(source.byteCount, 14)))
    if head.starts(with: [0x50, 0x4B, 3, 4]) || head.starts(with: [0x50, 0x4B, 5, 6]) {
      try archive(source, place: place)
    } else if head.starts(with: [0x93] + Array("NUMPY".utf8)) {
      try array(source, place: place)
    } else if let packing = try PicklePacking.name(of: source) {
      add(PickleReport(unread: place, "it is packed by \(packing) and was not looked into"))
    } else {
      let isTorch = FormatMagic.format(of: head) == .pytorch
      try streams(source, place: place, depth: 0, most: isTorch ? 5 : Self.streamsMax)
    }
  }

  private mutating func add(_ report: PickleReport) {
    if reports.count < Self.reportsMax - 1 {
      reports.append(report)
    } else if reports.count == Self.reportsMax - 1 {
      reports.append(PickleReport(unread: "", "there are too many pickles in it"))
    }
  }

  /// Members that are pickles by name or by their first bytes, and arrays of objects.
  private mutating func archive(_ source: any RandomAccess, place: String) throws {
    let directory: ZipDirectory
    do {
      directory = try ZipDirectory(source)
    } catch let problem as Unsound {
      return add(PickleReport(unread: place, "the archive is damaged: \(problem.reason)"))
    }
    for member in directory.members {
      let name = member.name.lowercased()
      let isNamed = [".pkl", ".pickle", ".joblib", ".npy"].contains { name.hasSuffix($0) }
      do {
        guard try isNamed || startsAsPickle(member, in: source) else { continue }
        let content = try member.content(
          in: source, most: Self.expandedBytesMax, inflate: inflate)
        try file(flat(content), place: member.name)
      } catch let problem as Unsound {
        add(PickleReport(unread: member.name, problem.reason))
      }
    }
  }

  /// Archives in archives are not opened.
  private func flat(_ content: any RandomAccess) throws -> any RandomAccess {
    let head = try content.read(at: 0, count: Int(min(content.byteCount, 4)))
    if head.starts(with: [0x50, 0x4B]) { throw Unsound("an archive in an archive was not opened") }
    return content
  }

  /// Of a compressed member that is not named so nothing is known without expanding it: it is, up to
  /// a mebibyte.
  private func startsAsPickle(_ member: ZipMember, in source: any RandomAccess) throws -> Bool {
    guard member.byteCount >= 2, !member.isEncrypted else { return false }
    let content: any RandomAccess
    if member.isStored {
      content = SourceSlice(source, member.range)
    } else {
      guard member.method == 8, member.byteCount <= 1 << 20, inflate != nil else { return false }
      content = try member.content(in: source, most: 1 << 20, inflate: inflate)
    }
    return Self.isMarked(try content.read(at: 0, count: 2))
  }

  private static func isMarked(_ head: [UInt8]) -> Bool {
    head.count >= 2 && head[0] == 0x80 && head[1] <= 5
  }

  /// The pickle behind the header of an array of objects.
  private mutating func array(_ source: any RandomAccess, place: String) throws {
    do {
      let header = try NumpyHeader(source)
      guard header.type.isObject else { return }
      let rest = SourceSlice(source, header.dataStart..<source.byteCount)
      try streams(rest, place: place, depth: 0, most: Self.streamsMax)
    } catch let problem as Unsound {
      add(PickleReport(unread: place, "the array is damaged: \(problem.reason)"))
    }
  }

  /// Pickles that follow one another, as `pickle.load` would be called again and again.
  ///
  /// - Parameter isGuess: the bytes may be none. Those that import nothing do no harm.
  private mutating func streams(
    _ source: any RandomAccess, place: String, depth: Int, most: Int, isGuess: Bool = false
  ) throws {
    let isMarked = Self.isMarked(
      try source.read(at: 0, count: Int(min(source.byteCount, 2))))
    var reader = ByteReader(source)
    var count = 0
    while count < most, !reader.isAtEnd || count == 0 {
      let start = reader.position
      var machine = PickleMachine(reader)
      let (problem, isTruncated) = try Self.run(&machine)
      let report = PickleReport(
        place: place, offset: start, protocolVersion: machine.protocolVersion,
        imports: machine.imports.map { PickleReport.Import(global: $0, severity: $0.severity) },
        actions: machine.actions, problem: problem, isTruncated: isTruncated)
      // Bytes that follow and are no pickle are padding, or data; and any bytes may look like one.
      let hasImports = !report.imports.isEmpty
      let isPickle = problem == nil || hasImports
      let isMeant = isGuess && !isMarked ? problem == nil && hasImports : isPickle
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

  private static func run(
    _ machine: inout PickleMachine
  ) throws -> (problem: String?, isTruncated: Bool) {
    do {
      _ = try machine.run()
      return (nil, false)
    } catch let problem as Unsound {
      return (problem.reason, problem.isTruncated)
    } catch let limit as PickleLimit {
      return (limit.reason, false)
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
