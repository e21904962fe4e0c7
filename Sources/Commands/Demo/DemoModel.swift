import Objects

/// The sample model: a real safetensors file of 8 MB, in bf16, with the tensors of a small
/// transformer. Its second version differs in the last layer, as after a short training.
struct DemoModel {
  private struct Tensor {
    let name: String
    let shape: [Int]
    let isTrainedAgain: Bool
    var byteCount: Int { shape.reduce(2, *) }
  }

  private static let layers = 4
  private static let width = 256

  let version: Int

  /// The whole file.
  var bytes: [UInt8] {
    let tensors = Self.tensors
    let header = Self.header(of: tensors)
    var file: [UInt8] = []
    file.reserveCapacity(8 + header.count + tensors.reduce(0) { $0 + $1.byteCount })
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { file += $0 }
    file += header
    for (index, tensor) in tensors.enumerated() {
      let isNew = tensor.isTrainedAgain && version > 1
      append(tensor, seed: UInt64(index + (isNew ? 1000 : 1)), to: &file)
    }
    return file
  }

  private static var tensors: [Tensor] {
    var tensors = [
      Tensor(name: "embeddings.weight", shape: [4096, width], isTrainedAgain: false)
    ]
    for layer in 0..<layers {
      let isLast = layer == layers - 1
      let shapes: [(String, [Int])] = [
        ("attention.key.weight", [width, width]), ("attention.output.weight", [width, width]),
        ("attention.query.weight", [width, width]), ("attention.value.weight", [width, width]),
        ("mlp.down.weight", [width, 4 * width]), ("mlp.up.weight", [4 * width, width]),
        ("norm.bias", [width]), ("norm.weight", [width]),
      ]
      tensors += shapes.map { name, shape in
        Tensor(
          name: "encoder.\(layer).\(name)", shape: shape,
          isTrainedAgain: isLast && !name.hasPrefix("norm"))
      }
    }
    tensors.append(Tensor(name: "head.bias", shape: [2], isTrainedAgain: true))
    tensors.append(Tensor(name: "head.weight", shape: [2, width], isTrainedAgain: true))
    return tensors
  }

  /// The JSON of the header, padded with spaces to a multiple of 8.
  private static func header(of tensors: [Tensor]) -> [UInt8] {
    var entries: [String: JSONValue] = ["__metadata__": .object(["format": .string("pt")])]
    var offset = 0
    for tensor in tensors {
      let end = offset + tensor.byteCount
      entries[tensor.name] = .object([
        "dtype": .string("BF16"),
        "shape": .array(tensor.shape.map { .integer(Int64($0)) }),
        "data_offsets": .array([.integer(Int64(offset)), .integer(Int64(end))]),
      ])
      offset = end
    }
    var bytes = JSONValue.object(entries).canonicalBytes()
    while bytes.count % 8 != 0 { bytes.append(0x20) }
    return bytes
  }

  private func append(_ tensor: Tensor, seed: UInt64, to file: inout [UInt8]) {
    var random = DemoRandom(seed: seed)
    for _ in 0..<tensor.byteCount / 2 {
      let bits = (random.normal() * 0.02).bitPattern >> 16
      file.append(UInt8(truncatingIfNeeded: bits))
      file.append(UInt8(truncatingIfNeeded: bits >> 8))
    }
  }
}
