import FileFormats
import Objects

/// What a folder of files holds.
public struct FolderProfile: Sendable, Equatable {
  /// The schema of the record.
  public static let schema = "mlx.profile.folder/1"
  /// The most classes that are counted one by one.
  public static let classMax = 10_000

  /// Files and bytes of one kind.
  public struct Tally: Sendable, Equatable {
    /// Files.
    public var files: UInt64 = 0
    /// Their bytes.
    public var bytes: UInt64 = 0

    /// Nothing.
    public init(files: UInt64 = 0, bytes: UInt64 = 0) {
      self.files = files
      self.bytes = bytes
    }

    mutating func add(_ size: UInt64) {
      files &+= 1
      bytes &+= size
    }
  }

  /// All files.
  public var total = Tally()
  /// Files by format; `other` for those of no known format.
  public var types: [String: Tally] = [:]
  /// How large the files are.
  public var sizes = NumberProfile()
  /// Files by the sub-folder that says their class; empty when sub-folders are no classes.
  public var classes: [String: UInt64] = [:]
  /// Whether there are more classes than are counted.
  public var hasMoreClasses = false
  /// How wide pictures are, in pixels.
  public var widths = NumberProfile()
  /// How high pictures are, in pixels.
  public var heights = NumberProfile()
  /// The most frequent dimensions, such as `640x480`.
  public var dimensions = FrequentValues()
  /// Files whose bytes another file has too, the first of each not counted.
  public var duplicates = Tally()
  /// Whether every file was looked at for duplicates.
  public var duplicatesAreComplete = true

  /// A profile of nothing.
  public init() {}
}

/// Computes the profile of a folder, file by file.
public struct FolderProfiler: Sendable {
  /// The most different contents that are remembered to find duplicates.
  public static let contentMax = 1 << 20
  /// Sub-folders that split a dataset; classes are one level below.
  static let splits: Set<String> = [
    "train", "training", "test", "testing", "val", "valid", "validation", "dev", "eval", "holdout",
  ]

  private var profile = FolderProfile()
  private var contents: Set<UInt64> = []
  private var folders: [String: UInt64] = [:]
  private var types: [FileFormat?: FolderProfile.Tally] = [:]
  private var mediaFiles: UInt64 = 0
  /// The folder of the last file, its label, and the files that wait to be counted under it: most files
  /// lie where the one before lay.
  private var last = (folder: "", label: String?.none, files: UInt64(0))

  /// A profiler that has seen nothing.
  public init() {}

  /// Adds a file.
  ///
  /// Files must come in the order of their paths' bytes: quantiles depend on the order.
  ///
  /// - Parameters:
  ///   - path: from the folder, names with `/` between them.
  ///   - content: what is the same for files of equal bytes only, such as a blob's id.
  public mutating func add(
    path: String, size: UInt64, format: FileFormat?, content: Digest,
    dimensions: ImageDimensions? = nil
  ) {
    profile.total.add(size)
    types[format, default: .init()].add(size)
    profile.sizes.add(Double(size))
    if format?.isMedia == true { mediaFiles &+= 1 }
    if let dimensions {
      profile.widths.add(Double(dimensions.width))
      profile.heights.add(Double(dimensions.height))
      profile.dimensions.add(Array("\(dimensions.width)x\(dimensions.height)".utf8), count: 1)
    }
    countLabel(of: path)
    if contents.contains(content.leadingBits) {
      profile.duplicates.add(size)
    } else if contents.count < Self.contentMax {
      contents.insert(content.leadingBits)
    } else {
      profile.duplicatesAreComplete = false
    }
  }

  /// The profile of what was added. Sub-folders are classes when there are at least two, nearly all
  /// files lie in one (95 of 100), and most files are pictures, sounds or films.
  public mutating func finish() -> FolderProfile {
    countLast()
    var result = profile
    for (format, tally) in types { result.types[format?.rawValue ?? "other"] = tally }
    result.sizes.settle()
    result.widths.settle()
    result.heights.settle()
    let classified = folders.values.reduce(0, &+)
    let files = result.total.files
    if folders.count >= 2, classified >= files - files / 20, mediaFiles * 2 > files {
      result.classes = folders
    } else {
      result.hasMoreClasses = false
    }
    return result
  }

  private mutating func countLabel(of path: String) {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) ?? path.startIndex
    let folder = path[..<slash]
    if folder.utf8.elementsEqual(last.folder.utf8) {
      last.files &+= 1
    } else {
      countLast()
      last = (String(folder), Self.label(path), 1)
    }
  }

  private mutating func countLast() {
    defer { last.files = 0 }
    guard let label = last.label, last.files > 0 else { return }
    if folders[label] != nil || folders.count < FolderProfile.classMax {
      folders[label, default: 0] &+= last.files
    } else {
      profile.hasMoreClasses = true
    }
  }

  /// The sub-folder that would be a file's class: the first below a split, otherwise the first.
  private static func label(_ path: String) -> String? {
    let names = path.split(separator: "/").dropLast()
    guard let first = names.first else { return nil }
    guard splits.contains(first.lowercased()) else { return String(first) }
    return names.count > 1 ? names.prefix(2).joined(separator: "/") : nil
  }
}
