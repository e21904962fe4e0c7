import FileIO
import Objects
import SystemPackage
import WorkingTree

// After the command: what was read, with ids.
extension RunObserver {
  /// Larger files outside of the work tree are named without an id.
  private static let hashBytesMax: Int64 = 256 << 20

  /// Puts what was seen into the record. What changed after it was opened has no id.
  ///
  /// - Parameter fault: the errno with which watching failed; 0 when it did not.
  func finish(
    _ run: inout RunRecord, _ places: RunPlaces, fault: Int32, notices: inout [String]
  ) {
    let seen = state.withLock { $0 }
    var trace = seen.trace
    if fault != 0 {
      trace.unknownCalls &+= 1
      trace.blind.append("what it opened after watching it had failed (errno \(fault))")
    }
    trace.connections = RunReads(seen.connections.sorted())
    trace.connections.more &+= seen.moreConnections
    if !places.repository.environment.measuresRuns {
      // How many files a program of the system opens differs between machines.
      (trace.calls, trace.environmentFiles) = (0, 0)
    }
    run.trace = trace
    let paths = seen.undeclared.sorted { $0.key < $1.key }
    let isHurried = run.outcome.isInterrupted
    var inside = RunReads<RunFile>(
      paths.prefix(RunReads<RunFile>.listMax).map { path, reads in
        file(path, reads, places, isKnown: !isHurried && !seen.unsure.contains(path))
      })
    inside.more = UInt64(paths.count - inside.listed.count) &+ seen.moreUndeclared
    run.undeclared = inside
    let others = seen.outside.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    var outside = RunReads<OutsideFile>(
      others.prefix(RunReads<OutsideFile>.listMax).map { path, status in
        OutsideFile(
          path: path, blob: isHurried ? nil : blob(path, status),
          size: UInt64(clamping: status.size))
      })
    outside.more = UInt64(others.count - outside.listed.count) &+ seen.moreOutside
    run.outside = outside
    notices += Self.notices(run)
  }

  /// The file, or the asset that the files are in, if each is what it was when it was opened.
  private func file(
    _ path: RepositoryPath, _ reads: [String: FileStatus], _ places: RunPlaces, isKnown: Bool
  ) -> RunFile {
    if isKnown, reads.allSatisfy({ isSame($0.key, $0.value) }),
      let found = try? places.content(.path(path)), reads.allSatisfy({ isSame($0.key, $0.value) })
    {
      return found.file
    }
    let size = reads.values.reduce(UInt64(0)) { $0 &+ UInt64(clamping: $1.size) }
    return RunFile(
      .path(path), object: nil, size: size, asset: places.index.asset(containing: path)?.reference)
  }

  private func isSame(_ path: String, _ status: FileStatus) -> Bool {
    self.status(path, followingLinks: true) == status
  }

  private func blob(_ path: String, _ status: FileStatus) -> BlobID? {
    guard status.size <= Self.hashBytesMax, isSame(path, status) else { return nil }
    let found = try? ContentHash.file(FilePath(path), in: fileSystem)
    return found.flatMap { $0.status == status ? BlobID($0.digest) : nil }
  }

  private static func notices(_ run: RunRecord) -> [String] {
    var notices: [String] = []
    if let unknown = run.trace?.unknownCalls, unknown > 0 {
      notices.append(
        "\(unknown) \(unknown == 1 ? "call" : "calls") of the command could not be read: it may have read what "
          + "nobody knows of, and the run is 'recorded' only")
    }
    if !run.undeclared.isEmpty {
      let names = run.undeclared.listed.prefix(3).map { "'\($0.name)'" }
      let more = run.undeclared.count - UInt64(names.count)
      let first = ShellWord.quoted(run.undeclared.listed.first?.name ?? "")
      notices.append(
        "the command read \(names.joined(separator: ", "))\(more > 0 ? " and \(more) more" : ""), "
          + "which \(run.undeclared.count == 1 ? "is" : "are") not declared: add '-d \(first)'")
    }
    if !run.outside.isEmpty {
      let name = run.outside.listed.first?.path ?? ""
      let more = run.outside.count - 1
      notices.append(
        "the command read '\(name)'\(more > 0 ? " and \(more) more" : "") outside of the work tree")
    }
    return notices
  }
}
