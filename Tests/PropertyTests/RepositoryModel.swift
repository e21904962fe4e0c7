import Objects
import References

/// What a repository should hold, as dictionaries.
struct RepositoryModel {
  /// The refs at one time.
  struct Refs: Equatable {
    var branches: [String: CommitID] = [:]
    var head: Head
  }

  /// The branches of the remote, and what is known of them here.
  var remote: [String: CommitID] = [:]
  var tracked: [String: CommitID] = [:]
  /// What commits hold that somebody else made, also those that were not fetched yet.
  var theirs: [CommitID: [String: [UInt8]]] = [:]

  /// What each commit holds, and in what order they were made.
  var files: [CommitID: [String: [UInt8]]] = [:]
  var commits: [CommitID] = []
  var refs: Refs
  /// Before the last operation; nil when there is none that may be undone.
  var before: Refs?

  init(head: Head) { refs = Refs(head: head) }

  /// The commit that a script's number stands for.
  func commit(_ number: Int) -> CommitID? {
    commits.isEmpty ? nil : commits[number % commits.count]
  }

  /// Bytes that a commit stored before it was stopped: nothing leads to them, but until a collection
  /// takes them away they are there, and bytes that are there are no lost change (format.md).
  var mayBeStored: Set<[UInt8]> = []

  /// Whether these bytes are in some commit, or were left by one.
  func isStored(_ bytes: [UInt8]) -> Bool {
    mayBeStored.contains(bytes) || files.values.contains { $0.values.contains(bytes) }
  }

  /// A fetch was stopped: anything of what somebody else made may be here.
  mutating func mayHoldTheirs() {
    for files in theirs.values { mayBeStored.formUnion(files.values) }
  }

  /// A collection took the commit. Its files may still be stored, until their packs go.
  mutating func remove(_ id: CommitID) {
    mayBeStored.formUnion(files[id].map { Array($0.values) } ?? [])
    files[id] = nil
    commits.removeAll { $0 == id }
  }

  mutating func add(_ id: CommitID, _ content: [String: [UInt8]]) {
    if files[id] == nil { commits.append(id) }
    files[id] = content
  }
}
