// One file: which of its bytes a loader would run, and what those would do.
import FileFormats
import ObjectStore

/// Looks into one file, of which it reads only what loaders would run.
enum FileScan {
  /// Files that are pickles by name: what is wrong with one of those is said.
  private static let endings = [".pkl", ".pickle", ".joblib", ".pt", ".pth", ".npy", ".npz"]
  private static let headBytes = 4096
  private static let expandedBytesMax = 256 << 20

  /// nil when nothing in the file is run by a loader.
  static func scan(_ source: some RandomAccess, path: String) throws -> ScannedFile? {
    let head = try source.read(at: 0, count: Int(min(source.byteCount, UInt64(headBytes))))
    let format = FileFormat.guess(name: path, head: head)
    var file = ScannedFile(
      path: path, size: source.byteCount,
      format: (format ?? FileFormat.guess(name: path, head: []))?.rawValue)
    if format == .gitLFSPointer {
      guard isNamed(path) else { return nil }
      file.remarks = [
        ScanRemark(
          code: .notHere, severity: .unknown, place: "",
          text: "it is a pointer of git LFS: the file itself is not here")
      ]
      return file
    }
    let reports = try PickleScan.reports(
      of: source, isGuess: !isPickle(path, format), unpacker: StreamUnpacker())
    file.pickles = reports.map(ScannedPickle.init)
    if head.starts(with: Array("PK".utf8)) {
      file.remarks = try ArchiveScan.remarks(of: source)
    } else if format == .tar {
      file.remarks = try ArchiveScan.remarks(ofTar: source)
    } else if let packing = StreamPacking(head: head) {
      file.remarks = try packedRemarks(source, packing)
    } else if format == .hdf5 || format == .keras {
      file.remarks = try KerasScan.remarks(ofHDF5: source)
    }
    return file.pickles.isEmpty && file.remarks.isEmpty ? nil : file
  }

  /// Of a tar archive in a compressed stream; of one that cannot be expanded the scan for pickles tells.
  private static func packedRemarks(
    _ source: some RandomAccess, _ packing: StreamPacking
  ) throws -> [ScanRemark] {
    do {
      let head = try Expansion.head(of: source, packing, count: 512)
      guard FileFormat.guess(name: "", head: head) == .tar else { return [] }
      let bytes = try Expansion.bytes(of: source, packing, most: expandedBytesMax)
      return try ArchiveScan.remarks(ofTar: ByteArray(bytes))
    } catch is UnreadableFormat {
      return []
    }
  }

  private static func isNamed(_ path: String) -> Bool {
    let name = path.lowercased()
    return endings.contains { name.hasSuffix($0) }
  }

  /// By content, or by name where the content does not say that it is something else.
  private static func isPickle(_ path: String, _ format: FileFormat?) -> Bool {
    switch format {
    case .pickle, .pytorch, .npy, .npz, .keras: true
    // Text of the name `.pth` is a list of paths, of Python itself; a pickle of it would be binary.
    case .text: isNamed(path) && !path.lowercased().hasSuffix(".pth")
    case nil, .gzip, .zstd, .xz, .bzip2, .zip: isNamed(path)
    default: false
    }
  }
}

extension ScannedPickle {
  init(_ report: PickleReport) {
    let (state, own): (State, ScanSeverity) =
      switch report.state {
      case .followed: (.followed, .safe)
      case .broken: (.broken, .broken)
      case .unread: (.unread, .unknown)
      }
    let imports = report.imports.map {
      Import(name: $0.global.description, severity: ScanSeverity($0.severity))
    }
    self.init(
      place: report.place, offset: report.offset, protocolVersion: report.protocolVersion,
      imports: imports, opcodes: report.actions.names, state: state, problem: report.problem,
      severity: max(own, imports.map(\.severity).max() ?? .safe))
    // Names of a registry that only the loading program has.
    if report.actions.contains(.ext) { severity = max(severity, .suspicious) }
  }
}

extension ScanSeverity {
  init(_ severity: PickleSeverity) {
    switch severity {
    case .safe: self = .safe
    case .suspicious: self = .suspicious
    case .dangerous: self = .dangerous
    }
  }
}
