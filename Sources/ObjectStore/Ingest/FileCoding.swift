// How the chunks of a file are stored: the rule for one file.
import Chunking
import FileFormats

/// How float tensors are stored.
public enum TensorEncoding: String, Sendable {
  /// As planes. Where files can share extents with packs it would be raw, which costs no space at all
  /// while the file lies beside its pack; mlx does not share extents yet, so that is nowhere.
  case auto
  /// As they are.
  case raw
}

/// What becomes of the chunks of one file.
enum FileCoding: Equatable {
  case raw
  /// A text or a table that compresses.
  case frames
  /// A file of tensors: the types of floats as planes.
  case planes

  /// What is known from how the file is cut; whether any other is worth compressing a probe tells.
  init(_ plan: CutPlan, _ tensors: TensorEncoding, isCompressible: Bool) {
    switch plan {
    case .planned: self = tensors == .auto ? .planes : .raw
    case .whole, .gear, .bounded: self = isCompressible ? .frames : .raw
    }
  }

  /// How a chunk is stored that lies in a tensor of this type, or in none.
  func chunk(_ type: TensorType?) -> ChunkCoding {
    switch self {
    case .raw: .raw
    case .frames: .frame
    case .planes: FloatLayout(type).map(ChunkCoding.planes) ?? .raw
    }
  }
}
