// Starts a shell with a cleared environment, and reads what it wrote.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

struct ShellError: Error {
  var operation: String
  var number: Int32
}

enum Shell {
  private static let secondsMax = 120

  /// Where the build put `mlx`, beside the tests; `MLX_BINARY` names another one.
  static let binaryFolder: String = {
    if let named = getenv("MLX_BINARY") { return folder(of: String(cString: named)) }
    #if os(Linux)
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = buffer.withUnsafeMutableBytes {
        readlink("/proc/self/exe", $0.baseAddress!, $0.count)
      }
      let own = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
      if own.hasSuffix(".xctest") { return folder(of: own) }
    #endif
    let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? CommandLine.arguments[0]
    return folder(of: String(bundle[..<(bundle.range(ofXCTest: bundle) ?? bundle.endIndex)]))
  }()

  /// Runs `script` with `sh` and returns its exit status, 128 and the number for a signal.
  static func run(
    _ script: String, in directory: String, environment: [String], output: String
  ) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(
      &actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o644)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    let text = ["sh", "-c", "cd '\(directory)' || exit 97\n" + script]
    let words: [UnsafeMutablePointer<CChar>?] = text.map { strdup($0) } + [nil]
    let variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
    defer { for word in words + variables { free(word) } }
    var child = pid_t()
    let number = posix_spawn(&child, "/bin/sh", &actions, nil, words, variables)
    guard number == 0 else { throw ShellError(operation: "posix_spawn", number: number) }
    return try wait(for: child)
  }

  private static func wait(for child: pid_t) throws -> Int32 {
    var status: Int32 = 0
    for _ in 0..<secondsMax * 500 {
      let done = waitpid(child, &status, WNOHANG)
      if done == child { return exitStatus(of: status) }
      if done < 0 { throw ShellError(operation: "waitpid", number: errno) }
      usleep(2000)
    }
    kill(child, SIGKILL)
    waitpid(child, &status, 0)
    throw ShellError(operation: "wait: the command hangs", number: 0)
  }

  private static func exitStatus(of status: Int32) -> Int32 {
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }

  static func contents(of path: String) throws -> String {
    guard let file = fopen(path, "r") else { throw ShellError(operation: "open", number: errno) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { break }
      bytes += buffer.prefix(count)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func write(_ text: String, to path: String) throws {
    try write(Array(text.utf8), to: path)
  }

  static func write(_ bytes: [UInt8], to path: String) throws {
    guard let file = fopen(path, "w") else { throw ShellError(operation: "open", number: errno) }
    defer { fclose(file) }
    if fwrite(bytes, 1, bytes.count, file) != bytes.count {
      throw ShellError(operation: "write", number: errno)
    }
  }

  /// The names of the files in a folder that end so.
  static func files(in folder: String, ending: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(ending) { names.append(name) }
    }
    return names.sorted()
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return String(path[..<slash])
  }
}

extension String {
  /// Where the name of a test bundle ends in a path inside it.
  fileprivate func range(ofXCTest bundle: String) -> String.Index? {
    var index = startIndex
    while index < endIndex {
      if self[index...].hasPrefix(".xctest") { return index }
      index = self.index(after: index)
    }
    return nil
  }
}
