// `mlx drop`: frees bytes here that a remote has.
import FileIO
import ObjectStore
import Objects
import References
import Repository

/// What `mlx drop` is asked for.
public struct DropRequest: Sendable {
  /// Assets, at a version or at HEAD, paths, revisions.
  public var words: [String] = []
  /// Files of all versions that neither HEAD nor the index has, as far as the remote has them.
  public var allButHead = false
  /// Changes nothing, and says what would go.
  public var isDryRun = false

  public init() {}
}

/// What `mlx drop` did.
public struct DropReport: Sendable, Equatable {
  public var remote: RemoteName
  /// Where it is.
  public var location: String
  public var isDryRun = false
  /// Files whose bytes went, each content once, and their sizes.
  public var files = 0
  public var fileBytes: UInt64 = 0
  /// A few of their paths.
  public var examples: [String] = []
  /// Objects that went, and what they took here. What other files need of them stays.
  public var objects = 0
  public var freedBytes: UInt64 = 0
  /// Objects that were found on the remote, in packs of the right size.
  public var provenObjects = 0
  /// Files that were not here anyway.
  public var absentFiles = 0
  /// Files that stay since they are not proven to be on the remote. Only where no file was named.
  public var unprovenFiles = 0
  /// Packs that stay, since something else in them is damaged.
  public var damagedPacks = 0

  init(_ remote: RemoteName, at location: String) {
    self.remote = remote
    self.location = location
  }
}

extension Sharing {
  private static let examplesMax = 3

  /// Frees the bytes of files that are proven to be on the remote: a ref there leads to them, and every object
  /// that they are made of is in the index there, in a pack with the right size. They are then known as promised
  /// by the remote. Files of the work tree stay, and so do chunks that other files need.
  ///
  /// Errors: `not-on-remote` when a file that was named is not proven to be there, and then nothing is dropped;
  /// `not-a-remote`, those of finding files, of the transport, and of `Repository.forget`.
  public func drop(_ request: DropRequest) throws -> DropReport {
    guard let remote = try open() else { throw RemoteError.notARemote(transport.location) }
    let all =
      request.allButHead
      ? try repository.filesButHead() : try repository.files(named: request.words)
    let files = try all.filter { try repository.store.isStored($0.blob) }
    var report = DropReport(name, at: transport.location)
    report.isDryRun = request.isDryRun
    report.absentFiles = all.count - files.count
    let proof = try RemoteProof(remote, for: repository)
    var proven: [SelectedFile] = []
    var unproven: [String] = []
    for file in files {
      try Interruption.check()
      if let fault = try proof.fault(of: file.blob) {
        report.unprovenFiles += 1
        if unproven.count < Self.examplesMax { unproven.append("'\(file.path)': \(fault)") }
      } else {
        proven.append(file)
      }
    }
    if report.unprovenFiles > 0, !request.allButHead {
      throw RemoteError.notProven(
        transport.location, files: report.unprovenFiles, examples: unproven)
    }
    report.provenObjects = proof.count
    report.files = proven.count
    report.fileBytes = proven.reduce(0) { $0 + $1.size }
    report.examples = proven.prefix(Self.examplesMax).map(\.path.string)
    if proven.isEmpty { return report }
    try forget(proven, &report)
    return report
  }

  private func forget(_ files: [SelectedFile], _ report: inout DropReport) throws {
    let promised = Absence(.promised, detail: name.string)
    var request = ForgetRequest(
      Forgotten(blobs: Set(files.map(\.blob))),
      description: "drop: \(files.count) \(files.count == 1 ? "file" : "files") that \(name) has",
      absence: { _ in promised })
    request.isDryRun = report.isDryRun
    let result = try repository.forget(request)
    report.objects = result.objects
    report.freedBytes = result.bytes
    report.damagedPacks = result.damagedPacks
  }
}

/// Whether a remote has files, so that they could be brought back from there at any time.
final class RemoteProof {
  private let remote: RemoteRepository
  private let local: ObjectStore
  /// What the remote's refs lead to, as far as it is here: no collection there takes it.
  private let led: LiveMarks
  /// Objects that were found.
  private(set) var count = 0

  init(_ remote: RemoteRepository, for repository: Repository) throws {
    self.remote = remote
    local = repository.store
    led = try LiveMarks(local)
    try repository.mark(remote.state().view.commits, in: led)
  }

  /// Why a file is not proven to be there; nil when it is.
  func fault(of blob: BlobID) throws -> String? {
    var parts: [ObjectKey] = []
    try local.forEachPart(of: blob) { parts.append($0) }
    guard try parts.allSatisfy({ try led.isMarked($0) }) else { return "no ref there leads to it" }
    return try remote.reaching {
      if let lost = try missing(parts) {
        // The remote may have cut the file otherwise.
        guard let other = try own(blob), try missing(other) == nil else {
          return "\(lost.text) is not there"
        }
        parts = other
      }
      count += parts.count
      return nil
    }
  }

  private func missing(_ parts: [ObjectKey]) throws -> ObjectKey? {
    try parts.first { try !remote.store.isReliable($0) }
  }

  /// The parts of the file as the remote has it; nil where it does not.
  private func own(_ blob: BlobID) throws -> [ObjectKey]? {
    var parts: [ObjectKey] = []
    do {
      try remote.store.forEachPart(of: blob) { parts.append($0) }
      return parts
    } catch let error as StoreError where error.isLoss {
      return nil
    }
  }
}

extension ObjectKey {
  fileprivate var text: String { "\(kind.word) \(digest.hex.prefix(8))" }
}
