import Evaluation
import FileIO
import Objects
import SystemPackage
import Yams

/// `mlx.yaml`: what people write by hand about a project's assets, and what travels with git. The
/// keys are in Documentation/format.md; `schema` is the same for editors.
public struct ProjectFile: Sendable, Equatable {
  /// The name of the file, at the root of the work tree.
  public static let name = "mlx.yaml"
  /// The version that is read.
  public static let version = 1
  /// A longer file is refused.
  public static let bytesMax = YAMLText.bytesMax

  /// In the order of the file.
  public var assets: [ProjectAsset] = []
  /// Columns of tables whose values are personal, or nobody's business: they leave no trace in
  /// profiles, and no difference shows them.
  public var unprofiledColumns: Set<String> = []
  /// What measures of data drift may reach; those that are not here have their standard.
  public var drift: [DriftMeasure: Double] = [:]
  /// Where the team's remotes are, by their names.
  public var remotes: [String: String] = [:]
  /// What models must reach, in the order of the file.
  public var gates: [ModelGates] = []
  /// The list of those whose signatures count; nil for `allowed_signers`.
  public var allowedSigners: RepositoryPath?
  /// How severe rules of an audit are; those that are not here have their standard.
  public var audit: [AuditRule: AuditLevel] = [:]
  /// Keys that a later version reads, such as `stages`, with what they hold.
  public var reserved: [String: JSONValue] = [:]

  /// A file that says nothing.
  public init() {}

  /// Reads the text of a file.
  ///
  /// YAML is read by the rules of version 1.2. Aliases and merge keys (`<<`) are resolved. A key
  /// without a value is as if it were not there.
  ///
  /// - Parameter name: the file's name, for messages.
  ///
  /// Errors: `invalid` with every mistake, `tooNew`, `tooLarge`.
  public init(parsing bytes: [UInt8], name: String = ProjectFile.name) throws(ProjectFileError) {
    guard bytes.count <= Self.bytesMax else {
      throw .tooLarge(file: name, limitBytes: Self.bytesMax)
    }
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = bytes.starts(with: byteOrderMark) ? Array(bytes.dropFirst(3)) : bytes
    guard let (document, root) = try Self.compose(text, name: name) else { return }
    var reader = ProjectReader(document: document)
    if let version = reader.newerVersion(root) { throw .tooNew(file: name, version: version) }
    self = reader.file(root)
    guard reader.faults.isEmpty else { throw .invalid(file: name, faults: reader.sortedFaults) }
  }

  /// What a file says, whatever its keys mean: to compare two of them. An empty file has no members.
  ///
  /// Errors: `invalid`, `tooLarge`.
  public static func values(
    parsing bytes: [UInt8], name: String = ProjectFile.name
  ) throws(ProjectFileError) -> JSONValue {
    guard bytes.count <= bytesMax else { throw .tooLarge(file: name, limitBytes: bytesMax) }
    guard let (document, root) = try compose(bytes, name: name) else { return [:] }
    do throws(YAMLFault) {
      return try document.value(of: root)
    } catch {
      throw .invalid(file: name, faults: [ProjectFault(error.reason, at: error.place)])
    }
  }

  /// The document and its root; nil when it is empty.
  private static func compose(
    _ text: [UInt8], name: String
  ) throws(ProjectFileError) -> (YAMLDocument, Node)? {
    do throws(YAMLFault) {
      let document = try YAMLText.document(of: text)
      // Nobody walks over nodes before their values were within bounds.
      guard let root = document.root, try !document.value(of: root).isNull else { return nil }
      return (document, root)
    } catch {
      throw .invalid(file: name, faults: [ProjectFault(error.reason, at: error.place)])
    }
  }

  /// The file at a path; nil when there is none.
  ///
  /// Errors: a `ProjectFileError`, or a `FileError` when the file cannot be read.
  public static func load(
    from path: FilePath, in fileSystem: any FileSystem
  ) throws -> ProjectFile? {
    let name = path.lastComponent?.string ?? name
    do {
      let bytes = try fileSystem.readFile(path, maxBytes: bytesMax)
      return try ProjectFile(parsing: bytes, name: name)
    } catch FileError.notFound {
      return nil
    } catch FileError.tooLarge {
      throw ProjectFileError.tooLarge(file: name, limitBytes: bytesMax)
    }
  }

  /// What the file says about an asset: under its kind and name, else under its name alone.
  public func asset(_ reference: AssetReference) -> ProjectAsset? {
    assets.first { $0.kind == reference.kind && $0.name == reference.name }
      ?? assets.first { $0.kind == nil && $0.name == reference.name }
  }

  /// What a changed version of an asset was made from, where nobody said otherwise; nil when the
  /// file does not tell.
  public func lineage(of reference: AssetReference) -> [LineageWish]? {
    asset(reference)?.lineage
  }
}
