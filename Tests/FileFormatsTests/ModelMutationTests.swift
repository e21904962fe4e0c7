import Testing

@testable import FileFormats

/// Each golden file, cut everywhere and with every bit turned: no trap, no hang, nothing out of bounds.
@Suite struct ModelMutationTests {
  static let names: [String] = {
    (try? ExpectedModels.read().files.keys.sorted()) ?? []
  }()

  /// Reads bytes as what they were before they were damaged.
  private func read(_ bytes: [UInt8], as format: FileFormat) throws {
    let source = ByteArray(bytes)
    do {
      let model = try ModelFile(reading: source, as: format, inflate: Inflation.inflate)
      let end = UInt64(bytes.count)
      #expect(model.tensors.allSatisfy { ($0.range?.upperBound ?? 0) <= end })
      #expect(model.tensors.count <= bytes.count)
    } catch let error as UnreadableFormat {
      #expect(!error.reason.isEmpty)
    }
  }

  @Test(arguments: names) func truncations(name: String) throws {
    let bytes = try ExpectedModels.bytes(name)
    let format = try ExpectedModels.format(name, bytes)
    for count in 0..<bytes.count { try read([UInt8](bytes[..<count]), as: format) }
  }

  /// Every bit of files of up to 300 bytes; of longer ones one bit of each byte.
  @Test(arguments: names) func flips(name: String) throws {
    let bytes = try ExpectedModels.bytes(name)
    let format = try ExpectedModels.format(name, bytes)
    let isShort = bytes.count <= 300
    var damaged = bytes
    for index in bytes.indices {
      for bit in isShort ? 0..<8 : index % 8..<index % 8 + 1 {
        damaged[index] ^= 1 << UInt8(bit)
        try read(damaged, as: format)
        damaged[index] = bytes[index]
      }
    }
  }
}
