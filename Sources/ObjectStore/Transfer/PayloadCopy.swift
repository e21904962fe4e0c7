// Some objects of a pack: their payloads, verified on two threads, appended in order.
import FileIO
import Objects

/// Copies payloads of one pack of the source into new packs of the destination.
struct PayloadCopy: Sendable {
  let source: ObjectStore
  let filler: Locked<PackFiller>
  /// Whether no bytes go along of objects that are not wanted, not even within a frame: some were purged.
  let separates: Bool
  private static let threads = 2

  /// Which stretch is appended next; nobody appends any more after a failure.
  private struct Turn {
    var next = 0
    var taken = 0
    var isOver = false
    var copied: [ObjectKey] = []
  }

  /// Copies the objects of rows, in body order, and returns those that were copied. What is damaged here is not
  /// among them: another copy may be sound.
  ///
  /// Of a payload that holds more than what is wanted no more bytes are copied than the wanted objects have.
  func run(_ rows: [ObjectRow], of table: PackTable, _ file: File) throws -> [ObjectKey] {
    let stretches = PayloadReader.stretches(of: rows)
    let turn = Locked(Turn())
    let sizes = separates ? Self.payloadSizes(table) : [:]
    try Threads.run(min(Self.threads, stretches.count)) { _ in
      let reader = PayloadReader(source.scanRules)
      while let index = take(turn, stretches.count) {
        do {
          try Interruption.check()
          let stretch = stretches[index]
          let read = try reader.read(rows[stretch], in: file, table.bases)
          let isOver = turn.wait { $0.isOver ? true : $0.next == index ? false : nil }
          if isOver { return }
          let copied = try put(rows[stretch], read, table, sizes)
          turn.update {
            $0.next += 1
            $0.copied += copied
          }
        } catch {
          turn.update { $0.isOver = true }
          throw error
        }
      }
    }
    return turn.withLock { $0.copied }
  }

  /// How many objects each compressed payload holds, by its place.
  private static func payloadSizes(_ table: PackTable) -> [UInt64: Int] {
    var sizes: [UInt64: Int] = [:]
    for row in table.rows { sizes[row.offset, default: 0] += 1 }
    return sizes
  }

  private func take(_ turn: Locked<Turn>, _ count: Int) -> Int? {
    turn.withLock { turn in
      guard !turn.isOver, turn.taken < count else { return nil }
      defer { turn.taken += 1 }
      return turn.taken
    }
  }

  private func put(
    _ rows: ArraySlice<ObjectRow>, _ read: PayloadReader.Stretch, _ table: PackTable,
    _ sizes: [UInt64: Int]
  ) throws -> [ObjectKey] {
    var copied: [ObjectKey] = []
    var next = rows.startIndex
    while next < rows.endIndex {
      let first = rows[next]
      let payload = rows[next...].prefix { $0.sharesPayload(with: first) }
      next = payload.endIndex
      let isSound = !payload.indices.contains(where: read.damaged.contains)
      let rawBytes = payload.reduce(0) { $0 + Int($1.raw) }
      let isAlone = !separates || sizes[first.offset] == payload.count
      let isRaw = first.encoding == Encoding.raw.rawValue
      if isSound, isRaw || (isAlone && Int(first.stored) <= rawBytes) {
        try filler.withLock { filler in
          try filler.put(
            read.payload(of: first), payload, of: table.entry.id, bases: table.bases.ids(of: first))
        }
        copied += payload.map(\.key)
        continue
      }
      for index in payload.indices where !read.damaged.contains(index) {
        let key = payload[index].key
        let bytes = try source.read(key.kind, key.digest)
        try filler.withLock { try $0.put(bytes, as: key) }
        copied.append(key)
      }
    }
    return copied
  }
}
