import FileIO

/// What a watched command made itself, by absolute paths: no input of it.
///
/// Calls are seen before they are made, and may fail. So a file counts as made only if it was not there, or is not what it
/// was. What was opened for writing and kept what it held may be read still.
struct OwnFiles: Sendable {
  /// Whose the bytes of a file are.
  enum Origin {
    case own, foreign
    /// Those that it had before the command wrote to it may be in it.
    case before(FileStatus)
  }

  private enum Mark {
    /// It was not there.
    case made
    /// It loses what it held, if the call succeeds.
    case replaced(FileStatus)
    /// It was opened for writing, and keeps what it held.
    case touched(FileStatus)
  }

  /// By hashes of paths.
  private var marks: [Int: Mark] = [:]
  /// Folders that it made or moved, and what was there before.
  private var folders: [String: FileStatus?] = [:]
  /// Symbolic links that it made or moved.
  private var links: Set<String> = []

  /// A file is about to be opened for writing.
  ///
  /// - Parameters:
  ///   - now: what is there; nil when nothing is.
  ///   - status: tells what is at a path.
  mutating func open(
    _ path: String, _ use: FileCall.FileUse, now: FileStatus?, status: (String) -> FileStatus?
  ) {
    guard let now else {
      if use.creates { marks[path.hashValue] = .made }
      return
    }
    // It fails, as the file is there.
    if use.creates, use.isExclusive { return }
    if case .own = origin(path, now: now, status: status) { return }
    if use.truncates {
      marks[path.hashValue] = .replaced(now)
    } else if case .touched? = marks[path.hashValue] {
      return
    } else {
      marks[path.hashValue] = .touched(now)
    }
  }

  /// Something is about to get the name.
  mutating func name(_ path: String, now: FileStatus?) {
    let mark: Mark = if let now { .replaced(now) } else { .made }
    marks.updateValue(mark, forKey: path.hashValue)
  }

  /// A folder is about to be made, or to get the name.
  mutating func folder(_ path: String, now: FileStatus?) { folders[path] = .some(now) }

  mutating func link(_ path: String) { links.insert(path) }

  func isLink(_ path: String) -> Bool { links.contains(path) }

  /// Whose a file is that is there now.
  func origin(
    _ path: String, now: FileStatus?, status: (String) -> FileStatus?
  ) -> Origin {
    switch marks[path.hashValue] {
    case .made: return .own
    case .replaced(let before): return now == before ? .foreign : .own
    case .touched(let before): return .before(before)
    case nil: return isInFolder(path, status) ? .own : .foreign
    }
  }

  private func isInFolder(_ path: String, _ status: (String) -> FileStatus?) -> Bool {
    if folders.isEmpty { return false }
    var end = path.endIndex
    repeat {
      let folder = String(path[..<end])
      if let before = folders[folder] {
        guard let before else { return true }
        // A folder that could not be moved there is what it was.
        if status(folder)?.inode != before.inode { return true }
      }
      guard let slash = path[..<end].lastIndex(of: "/"), slash > path.startIndex else { break }
      end = slash
    } while true
    return false
  }
}
