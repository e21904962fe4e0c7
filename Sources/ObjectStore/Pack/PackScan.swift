// Going through a whole pack in body order: every payload decoded, every object hashed.
import FileIO
import Objects

/// One payload of a pack, with what was found out about its objects.
struct ScannedPayload {
  /// The objects that share it.
  let rows: ArraySlice<ObjectRow>
  /// As in the pack.
  let stored: [UInt8]
  /// The objects whose bytes are not what their row says.
  let damage: [(row: ObjectRow, reason: String)]
}

/// Reads packs as a check does: nothing is believed.
struct PackScan {
  let table: PackTable
  let file: File
  private let rules: ScanRules

  init(_ file: File, _ rules: ScanRules) throws {
    self.file = file
    self.rules = rules
    table = try PackTable(reading: file, objectBytesMax: rules.objectBytesMax)
  }

  /// Calls `visit` with each payload in body order.
  func forEachPayload(_ visit: (ScannedPayload) throws -> Void) throws {
    try Self.forEachPayload(of: table.rows, in: file, table.bases, rules, visit)
  }

  /// Calls `visit` with each payload of some rows in body order.
  static func forEachPayload(
    of rows: [ObjectRow], in file: File, _ bases: BaseList, _ rules: ScanRules,
    _ visit: (ScannedPayload) throws -> Void
  ) throws {
    var start = 0
    while start < rows.count {
      try Interruption.check()
      let payload = rows[start...].prefix { $0.sharesPayload(with: rows[start]) }
      try visit(scan(payload, in: file, bases, rules))
      start = payload.endIndex
    }
  }

  /// The first damaged object, if there is one.
  func firstDamage() throws -> (row: ObjectRow, reason: String)? {
    var found: (row: ObjectRow, reason: String)?
    try forEachPayload { if found == nil { found = $0.damage.first } }
    return found
  }

  /// Decodes the payload that rows share and hashes their objects.
  static func scan(
    _ rows: ArraySlice<ObjectRow>, in file: File, _ bases: BaseList, _ rules: ScanRules
  ) throws -> ScannedPayload {
    guard let first = rows.first else { return ScannedPayload(rows: [], stored: [], damage: []) }
    let stored: [UInt8]
    do throws(FileError) {
      stored = try file.readBytes(at: Int64(first.offset), count: Int(first.stored))
    } catch {
      guard case .io = error else { throw error }
      return ScannedPayload(
        rows: rows, stored: [], damage: rows.map { ($0, error.description) })
    }
    return ScannedPayload(
      rows: rows, stored: stored, damage: try examine(rows, stored, bases, rules))
  }

  /// The objects of a payload, given as it is in the pack, whose bytes are not what their row says.
  static func examine(
    _ rows: ArraySlice<ObjectRow>, _ stored: [UInt8], _ bases: BaseList, _ rules: ScanRules
  ) throws -> [(row: ObjectRow, reason: String)] {
    guard let first = rows.first else { return [] }
    var base: [UInt8]?
    if first.isDelta, Encoding(rawValue: first.encoding) != nil {
      base = try rules.bases(bases.ids(of: first))
      guard base != nil else { return rows.map { ($0, PayloadError.baseMissing.reason) } }
    }
    let needed = rows.reduce(0) { max($0, $1.innerEnd) }
    return stored.withUnsafeBytes { bytes -> [(row: ObjectRow, reason: String)] in
      if first.encoding == Encoding.raw.rawValue {
        return rows.compactMap { row in Self.damage(row, in: bytes).map { (row, $0) } }
      }
      do throws(PayloadError) {
        let decoded = try Self.decoded(bytes, first.encoding, base, needed, rules)
        return decoded.withUnsafeBytes { decoded in
          rows.compactMap { row in Self.damage(row, in: decoded).map { (row, $0) } }
        }
      } catch {
        return rows.map { ($0, error.reason) }
      }
    }
  }

  private static func decoded(
    _ stored: UnsafeRawBufferPointer, _ encoding: UInt8, _ base: [UInt8]?, _ needed: Int,
    _ rules: ScanRules
  ) throws(PayloadError) -> [UInt8] {
    guard let base else {
      return try rules.decoder.decode(
        stored, encoding: encoding, atLeast: needed, atMost: rules.objectBytesMax)
    }
    let decoded = base.withUnsafeBytes { base in
      Result { () throws(PayloadError) in
        try rules.decoder.decode(
          stored, encoding: encoding, base: base, atLeast: needed, atMost: rules.objectBytesMax)
      }
    }
    return try decoded.get()
  }

  /// Why the object is not in `decoded`, or nil when it is.
  private static func damage(_ row: ObjectRow, in decoded: UnsafeRawBufferPointer) -> String? {
    guard row.innerEnd <= decoded.count else { return "it lies outside its payload" }
    let bytes = UnsafeRawBufferPointer(rebasing: decoded[Int(row.inner)..<row.innerEnd])
    return SHA256Hasher.hash(bytes) == row.id ? nil : "its bytes do not match its id"
  }
}

extension PayloadError {
  /// The finding in words.
  var reason: String {
    switch self {
    case .unknownEncoding(let code): "its encoding \(code) is unknown"
    case .damaged(let reason): reason
    case .baseMissing: "a chunk that it is a difference to is missing, damaged or a difference too"
    case .outOfMemory: "there is no memory to decode it"
    }
  }
}
