// What differs between two versions of a model, tensor by tensor.

/// How two versions of a model differ: its tensors, its metadata, and in one sentence what that is.
public struct ModelDiff: Sendable, Equatable {
  /// How many tensors there are of each sort. `before` and `after` are all tensors that were looked at.
  public struct Counts: Sendable, Equatable {
    public var before = 0
    public var after = 0
    /// The same name, type, shape and bytes.
    public var unchanged = 0
    public var added = 0
    public var removed = 0
    public var renamed = 0
    public var reshaped = 0
    public var retyped = 0
    public var changed = 0
    /// Of the same name, type and shape, with bytes that were not compared.
    public var uncompared = 0
    /// Tensors that have the same bytes in another file.
    public var moved = 0

    /// Nothing yet.
    public init() {}
  }

  /// A text beside the tensors that differs.
  public struct MetadataChange: Sendable, Equatable {
    /// The file, as `ModelSide.file` names it.
    public var file: String
    public var key: String
    /// nil where there is none; both are cut after `textMax` characters.
    public var before: String?
    public var after: String?
  }

  /// Layers, as names of tensors tell them: `layers.3`.
  public struct Layers: Sendable, Equatable {
    /// How many there are on either side.
    public var count: Int
    /// Those with a tensor that differs, in the order of the file.
    public var changed: [String]
  }

  /// More changes of metadata are not listed.
  public static let metadataMax = 256
  /// A longer text of metadata is cut.
  public static let textMax = 256

  /// The tensors that differ or were not compared: the largest change first.
  public var tensors: [TensorChange] = []
  public var counts = Counts()
  /// The formats of the files of both sides, each once.
  public var formats: (before: [String], after: [String]) = ([], [])
  /// At most `metadataMax`, by file and key.
  public var metadata: [MetadataChange] = []
  /// Whether tensors that both sides have stand in another order in a file.
  public var isReordered = false
  /// What stands before the names of one side alone; nil for nothing.
  public var namePrefix: NamePrefix?
  /// nil when no name has the number of a layer.
  public var layers: Layers?
  /// All tensors whose numbers were compared and that differ, as if they were one.
  public var total: TensorDifference?
  /// What this is, in one line.
  public var verdict = ModelVerdict(.unknown, "not compared")
  /// What was not compared, and why: sentences.
  public var notices: [String] = []

  /// A comparison that found nothing yet.
  public init() {}

  /// All fields are equal.
  public static func == (a: Self, b: Self) -> Bool {
    a.tensors == b.tensors && a.counts == b.counts && a.formats == b.formats
      && a.metadata == b.metadata && a.isReordered == b.isReordered
      && a.namePrefix == b.namePrefix && a.layers == b.layers && a.total == b.total
      && a.verdict == b.verdict && a.notices == b.notices
  }
}

/// What a difference of models is.
public struct ModelVerdict: Sendable, Equatable {
  /// The raw value is the word of `--json`.
  public enum Kind: String, Sendable, CaseIterable {
    /// The same tensors in the same order; texts beside them differ.
    case metadata
    /// The same tensors; only the bytes around them differ.
    case layout
    case reordered
    /// The same tensors in other files.
    case moved
    /// The same tensors in a file of another format.
    case reformatted
    /// The same tensors under other names.
    case renamed
    /// Other element types, and numbers that are the same after rounding.
    case converted
    /// Rows came or went; nothing else differs.
    case resized
    /// Some layers changed, the others did not.
    case layers
    /// Every tensor of floating-point numbers changed, but for norms, biases and their like perhaps.
    case everyWeight = "every-weight"
    /// Some tensors changed.
    case tensors
    /// Tensors were added or removed; those that both sides have are the same.
    case structure
    /// Several of these.
    case mixed
    /// The bytes of tensors could not be compared.
    case unknown
  }

  public var kind: Kind
  /// One line without an end: `2 of 11 layers changed: layers.9, layers.10`.
  public var sentence: String

  /// A verdict.
  public init(_ kind: Kind, _ sentence: String) {
    self.kind = kind
    self.sentence = sentence
  }
}
