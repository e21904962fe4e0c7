// A stored model as chunks that have their place in a tensor.
import FileFormats
import ObjectStore
import Objects

/// Where a chunk lies in a tensor: the same place in two versions holds the same weights.
struct TensorPlace: Hashable {
  /// The tensor's name, by its number.
  var name: Int
  /// Bytes from the tensor's start.
  var offset: UInt64
}

/// Numbers for names, the same for all models of a plan.
struct TensorNames {
  private var numbers: [String: Int] = [:]

  mutating func number(_ name: String) -> Int {
    if let known = numbers[name] { return known }
    numbers[name] = numbers.count
    return numbers.count - 1
  }
}

/// The chunks of a model.
struct ModelVersion {
  /// A chunk of numbers.
  struct Chunk {
    var id: Digest
    var rawBytes: Int
    var type: TensorType
    var place: TensorPlace
    /// Bytes from where tensors begin in the file.
    var position: UInt64
  }

  /// In the order of the file. Chunks of other types are left out.
  private(set) var chunks: [Chunk] = []
  /// What it looks like: equal where names, types and shapes are.
  let signature: Int
  private var byPlace: [TensorPlace: Int] = [:]
  private var byPosition: [UInt64: Int] = [:]

  /// nil when the file is not cut along tensors, or its header cannot be read.
  init?(_ blob: BlobID, in store: ObjectStore, names: inout TensorNames) throws {
    guard !store.isPromised(blob), let recipe = try? store.recipe(of: blob),
      recipe.cutter == .safetensors1,
      let header = try? SafetensorsHeader(reading: StoredBlob(recipe, in: store))
    else { return nil }
    var shapes = Hasher()
    for tensor in header.tensors.sorted(by: { $0.name < $1.name }) {
      shapes.combine(tensor.name)
      shapes.combine(tensor.dtype)
      shapes.combine(tensor.shape)
    }
    signature = shapes.finalize()
    var start: UInt64 = 0
    var next = 0
    for span in recipe.chunks {
      defer { start += UInt64(span.length) }
      while next < header.tensors.count, header.tensors[next].range.upperBound <= start {
        next += 1
      }
      guard next < header.tensors.count, header.tensors[next].range.lowerBound <= start,
        let type = header.tensors[next].type, type.isFloat
      else { continue }
      let tensor = header.tensors[next]
      let place = TensorPlace(
        name: names.number(tensor.name), offset: start - tensor.range.lowerBound)
      byPlace[place] = chunks.count
      byPosition[start - header.headerEnd] = chunks.count
      chunks.append(
        Chunk(
          id: span.id.digest, rawBytes: Int(span.length), type: type, place: place,
          position: start - header.headerEnd))
    }
  }

  /// The chunk of this version that another's is best a difference to: that of the same place in the
  /// tensor of the same name, else that of the same place in the file.
  func match(_ chunk: Chunk) -> Chunk? {
    guard let index = byPlace[chunk.place] ?? byPosition[chunk.position],
      chunks[index].type == chunk.type
    else { return nil }
    return chunks[index]
  }
}

extension TensorType {
  /// Whether numbers of this type are stored as planes and differences.
  fileprivate var isFloat: Bool {
    switch self {
    case .bf16, .f16, .f32, .f64: true
    default: false
    }
  }
}
