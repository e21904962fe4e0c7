// Git's settings, from the files that git itself reads.
import CLibgit2
import SystemPackage

/// Looks settings up. Names are in lower case but for the part in the middle (`remote.Mine.url`).
struct GitConfiguration: ~Copyable {
  private let config: GitHandle
  private let place: String

  init(_ config: consuming GitHandle, place: String) {
    self.config = config
    self.place = place
  }

  /// The settings of a repository as they are now.
  init(of repository: GitRepository) throws(GitError) {
    let snapshot = try repository.make(git_config_free) {
      git_repository_config_snapshot(&$0, repository.pointer)
    }
    self.init(snapshot, place: repository.place)
  }

  /// The value that counts; nil where it is unset or not UTF-8.
  func text(_ name: String) -> String? {
    var buffer = git_buf()
    defer { git_buf_dispose(&buffer) }
    guard git_config_get_string_buf(&buffer, config.pointer, name) == 0 else { return nil }
    return Self.string(buffer)
  }

  /// As `text`, with `~` at its beginning replaced by the home folder.
  func path(_ name: String) -> String? {
    var buffer = git_buf()
    defer { git_buf_dispose(&buffer) }
    guard git_config_get_path(&buffer, config.pointer, name) == 0 else { return nil }
    return Self.string(buffer)
  }

  /// All values of a name, the ones that count more last.
  func values(_ name: String) -> [String] {
    entries { git_config_multivar_iterator_new(&$0, config.pointer, name, nil) }.map(\.value)
  }

  /// The parts in the middle of all names `section.….key`, without repetition.
  func subsections(_ section: String, with key: String) -> Set<String> {
    // git_remote_list would do for remotes, but libgit2 1.5 loses 20 KB in it.
    let names = entries { git_config_iterator_new(&$0, config.pointer) }.map(\.name)
    let (start, end) = (section + ".", "." + key)
    return Set(
      names.compactMap { name in
        guard name.hasPrefix(start), name.hasSuffix(end), name.count > start.count + end.count
        else { return nil }
        return String(name.dropFirst(start.count).dropLast(end.count))
      })
  }

  private func entries(
    _ make: (inout OpaquePointer?) -> Int32
  ) -> [(name: String, value: String)] {
    var iterator: OpaquePointer?
    guard make(&iterator) == 0, let iterator else { return [] }
    let owner = GitHandle(iterator, git_config_iterator_free)
    var found: [(name: String, value: String)] = []
    var entry: UnsafeMutablePointer<git_config_entry>?
    while git_config_next(&entry, owner.pointer) == 0, let entry {
      guard let name = entry.pointee.name else { continue }
      let value = entry.pointee.value.map { String(cString: $0) } ?? ""
      found.append((String(cString: name), value))
    }
    return found
  }

  /// A path with `~` at its beginning replaced; nil where that is another user's home.
  static func expandingHome(_ value: String) -> String? {
    var buffer = git_buf()
    defer { git_buf_dispose(&buffer) }
    guard git_config_parse_path(&buffer, value) == 0 else { return nil }
    return string(buffer)
  }

  private static func string(_ buffer: git_buf) -> String? {
    buffer.ptr.flatMap { String(validatingCString: $0) }
  }
}

// libgit2 1.5 honours neither GIT_CONFIG_GLOBAL and its kin nor `config.worktree`, so the files are
// put together here.
extension GitConfiguration {
  /// The files of the machine and the user, and those of a repository when there is one.
  static func layers(
    of repository: OpaquePointer?, _ environment: [String: String], in place: String
  ) throws(GitError) -> GitHandle {
    let config = try GitHandle(git_config_free, in: place) { git_config_new(&$0) }
    var files = userFiles(environment)
    if let repository, let common = git_repository_commondir(repository) {
      files.append((FilePath(platformString: common).appending("config"), GIT_CONFIG_LEVEL_LOCAL))
    }
    for (file, level) in files {
      try add(file, level, of: repository, to: config.pointer, in: place)
    }
    var hasOwn: Int32 = 0
    if let repository, let own = git_repository_path(repository),
      git_config_get_bool(&hasOwn, config.pointer, "extensions.worktreeconfig") == 0, hasOwn != 0
    {
      let file = FilePath(platformString: own).appending("config.worktree")
      try add(file, GIT_CONFIG_LEVEL_APP, of: repository, to: config.pointer, in: place)
    }
    return config
  }

  /// The files of the machine and the user.
  private static func userFiles(
    _ environment: [String: String]
  ) -> [(FilePath?, git_config_level_t)] {
    var files: [(FilePath?, git_config_level_t)] = []
    if !isTrue(environment["GIT_CONFIG_NOSYSTEM"]) {
      let system = environment["GIT_CONFIG_SYSTEM"].map { FilePath($0) }
      files.append((system ?? found(git_config_find_system), GIT_CONFIG_LEVEL_SYSTEM))
    }
    if let global = environment["GIT_CONFIG_GLOBAL"] {
      files.append((FilePath(global), GIT_CONFIG_LEVEL_GLOBAL))
    } else {
      files.append((found(git_config_find_xdg), GIT_CONFIG_LEVEL_XDG))
      files.append((found(git_config_find_global), GIT_CONFIG_LEVEL_GLOBAL))
    }
    return files
  }

  private static func add(
    _ file: FilePath?, _ level: git_config_level_t, of repository: OpaquePointer?,
    to config: OpaquePointer, in place: String
  ) throws(GitError) {
    guard let file, !file.isEmpty else { return }
    let code = file.withPlatformString {
      git_config_add_file_ondisk(config, $0, level, repository, 0)
    }
    if code != GIT_ENOTFOUND.rawValue { try GitError.check(code, in: place) }
  }

  private static func found(_ find: (UnsafeMutablePointer<git_buf>?) -> Int32) -> FilePath? {
    var buffer = git_buf()
    defer { git_buf_dispose(&buffer) }
    guard find(&buffer) == 0, let text = buffer.ptr else { return nil }
    return FilePath(platformString: text)
  }

  private static func isTrue(_ value: String?) -> Bool {
    guard let value = value?.lowercased() else { return false }
    return !["", "0", "false", "no", "off"].contains(value)
  }
}
