// What a scan of packs decodes with.
import Objects

/// Decodes the payloads of packs that are scanned.
struct ScanRules {
  let decoder: PayloadDecoder
  let objectBytesMax: Int
  /// The bytes of bases, checked, back to back; nil when one cannot be had.
  var bases: ([Digest]) throws -> [UInt8]? = { _ in nil }
}

extension ObjectStore {
  /// Decodes with bases of this store.
  var scanRules: ScanRules {
    ScanRules(
      decoder: decoder, objectBytesMax: limits.objectBytesMax, bases: { try self.baseBytes($0) })
  }
}
