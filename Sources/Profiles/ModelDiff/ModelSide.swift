import FileFormats
import Objects

/// One file of one version of a model.
public struct ModelSide: Sendable {
  /// What the file is called; files of both versions with the same name are compared first.
  public var file: String
  /// What is in it.
  public var model: ModelFile
  /// What is known of the bytes of each tensor before they are read, in the order of `model.tensors`;
  /// empty when nothing is.
  public var contents: [TensorContent]
  /// Whether each tensor is one number, repeated, in the order of `model.tensors`; empty when only its
  /// bytes tell.
  public var constants: [Bool]

  /// A file, and what is known of its tensors.
  public init(
    file: String, model: ModelFile, contents: [TensorContent] = [], constants: [Bool] = []
  ) {
    self.file = file
    self.model = model
    self.contents = contents
    self.constants = constants
  }
}

/// What is known of a tensor's bytes: a name for them. Of two tensors with names that were made the
/// same way (equal `scheme`), the bytes are equal when the names are, and not otherwise. Names that
/// were made in other ways say nothing about each other.
public struct TensorContent: Sendable, Hashable {
  /// How it was made: 0 nothing is known, 1 the SHA-256 of the bytes, others as the caller likes.
  public var scheme: UInt64
  public var digest: Digest

  /// A name for the bytes of a tensor.
  public init(scheme: UInt64, digest: Digest) {
    self.scheme = scheme
    self.digest = digest
  }

  /// Nothing is known.
  public static let unknown = TensorContent(scheme: 0, digest: .zero)

  /// The SHA-256 of the bytes, such as profiles hold.
  public static func sha256(_ digest: Digest) -> TensorContent {
    TensorContent(scheme: 1, digest: digest)
  }

  /// Whether the bytes are the same; nil when these names do not tell.
  func isSame(as other: TensorContent) -> Bool? {
    scheme == other.scheme && scheme != 0 ? digest == other.digest : nil
  }
}

/// A tensor by its place: which file of a side, and which tensor of it.
public struct TensorIndex: Sendable, Hashable {
  public var file: Int
  public var tensor: Int
}

extension [ModelSide] {
  subscript(index: TensorIndex) -> TensorInfo { self[index.file].model.tensors[index.tensor] }

  func content(_ index: TensorIndex) -> TensorContent {
    let contents = self[index.file].contents
    return index.tensor < contents.count ? contents[index.tensor] : .unknown
  }

  /// All tensors, in the order of the files.
  var indexes: [TensorIndex] {
    indices.flatMap { file in
      self[file].model.tensors.indices.map { TensorIndex(file: file, tensor: $0) }
    }
  }
}

extension TensorInfo {
  /// The element type for people.
  var typeText: String { type?.rawValue ?? dtype }

  /// Whether the bytes are one run of this file that has the length that the shape and type say.
  var isWhole: Bool {
    guard let range, let elementBytes else { return false }
    return range.upperBound - range.lowerBound == elementBytes
  }
}
