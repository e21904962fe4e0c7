import ObjectStore
import Objects

// Records by their typed ids. Errors name the record.
extension ObjectStore {
  /// A commit. Where the history that was fetched ends, it has no parents.
  ///
  /// Errors: `object-missing`, `object-corrupt`, `unsupported-format`.
  public func commit(_ id: CommitID) throws -> Commit {
    var commit = try wholeCommit(id)
    commit.parents = fetchedParents(of: commit)
    return commit
  }

  /// The parents of a commit that do not lie behind the end of what was fetched.
  public func fetchedParents(of commit: Commit) -> [CommitID] {
    guard !commit.parents.isEmpty, hasAbsent else { return commit.parents }
    return commit.parents.filter {
      absence(of: ObjectKey(kind: .record, digest: $0.digest))?.state != .boundary
    }
  }

  /// A commit with all its parents, whether they are here or not.
  ///
  /// Errors: `object-missing`, `object-corrupt`, `unsupported-format`.
  public func wholeCommit(_ id: CommitID) throws -> Commit {
    try decoded(id.digest) { bytes throws(ObjectError) in try Commit.decode(bytes) }
  }

  /// Errors: `object-missing`, `object-corrupt`, `unsupported-format`.
  public func operation(_ id: OperationID) throws -> Operation {
    try decoded(id.digest) { bytes throws(ObjectError) in try Operation.decode(bytes) }
  }

  /// Errors: `object-missing`, `object-corrupt`, `unsupported-format`.
  public func environment(_ id: EnvironmentID) throws -> EnvironmentRecord {
    try decoded(id.digest) { bytes throws(ObjectError) in try EnvironmentRecord.decode(bytes) }
  }

  /// Errors: `object-missing`, `object-corrupt`, `unsupported-format`.
  public func staging(_ id: StagingID) throws -> Staging {
    try decoded(id.digest) { bytes throws(ObjectError) in try Staging.decode(bytes) }
  }

  /// Errors: `object-missing`, `object-corrupt`, `unsupported-format`.
  public func note(_ id: NoteID) throws -> Note {
    try decoded(id.digest) { bytes throws(ObjectError) in try Note.decode(bytes) }
  }

  /// Errors: `object-missing`, `object-corrupt`, `unsupported-format`.
  public func run(_ id: RunID) throws -> RunRecord {
    try decoded(id.digest) { bytes throws(ObjectError) in try RunRecord.decode(bytes) }
  }

  /// A run that is stored; nil where its record is damaged or makes no sense.
  public func readableRun(_ id: RunID) throws -> RunRecord? {
    do {
      return try run(id)
    } catch is ObjectError {
      return nil
    } catch let error as StoreError where error.isLoss {
      return nil
    }
  }

  private func decoded<Value>(
    _ digest: Digest, _ decode: ([UInt8]) throws(ObjectError) -> Value
  ) throws -> Value {
    let bytes = try read(.record, digest)
    do throws(ObjectError) {
      return try decode(bytes)
    } catch {
      guard case .malformed(let kind, nil, let reason) = error else { throw error }
      throw ObjectError.malformed(kind: kind, id: digest.hex, reason: reason)
    }
  }
}

extension Commit {
  /// The first line of the message.
  public var subject: String {
    message.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? ""
  }
}
