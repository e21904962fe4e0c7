import Objects

/// What is in a file, in lines that can be compared: what did not change has the same line.
public struct FileSummary: Sendable, Equatable {
  /// By content and name; nil when it is not known.
  public var format: String?
  /// Bytes of the file.
  public var size: UInt64
  public var content: Content

  /// What was understood of it.
  public enum Content: Sendable, Equatable {
    case model(Model)
    case table(Table)
    /// A small text that stands for a file which git LFS keeps elsewhere, in lines.
    case pointer([String])
    /// Only the bytes are known.
    case bytes(sha256: Digest, reason: String?)
  }

  /// Tensors, and what is beside them.
  public struct Model: Sendable, Equatable {
    /// Numbers in all tensors; nil when that is more than 2^64.
    public var parameters: UInt64?
    /// Tensors by element type, sorted by name.
    public var types: [(name: String, count: Int)]
    /// Texts beside the tensors, sorted by name; long ones are cut.
    public var metadata: [(name: String, value: String)]
    /// What loading would import, sorted.
    public var imports: [String]
    /// In natural order of their names.
    public var tensors: [Tensor]
    /// What is not in `tensors`, in sentences.
    public var remarks: [String]
    /// Of the whole file, where the bytes of some tensor could not be told apart.
    public var sha256: Digest?

    /// Compares all of it; pairs are not equatable by themselves.
    public static func == (a: Model, b: Model) -> Bool {
      a.parameters == b.parameters && a.types.elementsEqual(b.types, by: ==)
        && a.metadata.elementsEqual(b.metadata, by: ==) && a.imports == b.imports
        && a.tensors == b.tensors && a.remarks == b.remarks && a.sha256 == b.sha256
    }
  }

  /// One tensor.
  public struct Tensor: Sendable, Equatable {
    public var name: String
    /// The element type as the format writes it.
    public var type: String
    public var shape: [UInt64]
    /// As in profiles; nil when its bytes are not in the file as they are.
    public var digest: Digest?
    /// What its numbers are like; nil for types without statistics.
    public var numbers: Numbers?
  }

  /// Of finite numbers: nil where there is none.
  public struct Numbers: Sendable, Equatable {
    public var mean: Double?
    public var deviation: Double?
    public var minimum: Double?
    public var maximum: Double?
    public var nans: UInt64 = 0
    public var infinities: UInt64 = 0
  }

  /// Rows and columns.
  public struct Table: Sendable, Equatable {
    public var rows: UInt64
    public var columns: [Column]
    /// Of the content, expanded where it was compressed; nil for Parquet, whose columns have theirs.
    public var sha256: Digest?
  }

  /// One column.
  public struct Column: Sendable, Equatable {
    public var name: String
    public var type: String
    /// Values that are missing; nil where the file does not say.
    public var missing: UInt64?
    /// Different values, an estimate; nil where the file does not say.
    public var distinct: UInt64?
    public var minimum: Double?
    public var maximum: Double?
    public var mean: Double?
    /// The SHA-256 of its bytes in the file; nil for text.
    public var digest: Digest?
  }
}
