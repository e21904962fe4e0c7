// How many bytes of files were stored: what a person is told, without recipes, trees and records.
import FileIO

/// Bytes of chunks, before encoding and as they are in packs.
public struct DataSize: Sendable, Equatable {
  public var raw: UInt64
  public var stored: UInt64

  public init(raw: UInt64 = 0, stored: UInt64 = 0) {
    self.raw = raw
    self.stored = stored
  }

  /// The bytes of both together.
  public static func + (a: DataSize, b: DataSize) -> DataSize {
    DataSize(raw: a.raw + b.raw, stored: a.stored + b.stored)
  }
}

extension WriteStatistics {
  /// The chunks among what a writer stored.
  public var data: DataSize {
    DataSize(
      raw: UInt64(clamping: newRawBytes - metadataRawBytes),
      stored: UInt64(clamping: newStoredBytes - metadataStoredBytes))
  }
}

extension ObjectStore {
  /// The chunks in packs that `add` sealed. A pack that cannot be read counts as empty.
  public func dataSize(of packs: [PendingPack]) -> DataSize {
    packs.reduce(DataSize()) { sum, pack in
      guard let file = try? File(layout.pack(pack.id), .read, in: fileSystem),
        let table = try? PackTable(reading: file, objectBytesMax: limits.objectBytesMax)
      else { return sum }
      return sum + table.dataSize
    }
  }
}

extension PackTable {
  /// A frame's bytes count once, however many chunks are in it.
  fileprivate var dataSize: DataSize {
    var size = DataSize()
    var last: ObjectRow?
    for row in rows where row.kind == .chunk {
      size.raw += UInt64(row.raw)
      if last?.sharesPayload(with: row) != true { size.stored += UInt64(row.stored) }
      last = row
    }
    return size
  }
}
