import Foundation
import Testing

/// A project on disk that the real binary works in.
final class KillScene {
  let folder: URL
  /// Of the commands, beside those that all have.
  var variables: [String: String] = [:]
  private let binary: URL
  private let modelBytes: Int

  /// - Parameter modelBytes: half of it stays the same from version to version.
  init(modelBytes: Int = 12 << 20) throws {
    self.modelBytes = modelBytes
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("mlx-kill-\(UUID())")
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("data"), withIntermediateDirectories: true)
    binary = Self.binary
  }

  func remove() {
    for url in [folder, saved] { try? FileManager.default.removeItem(at: url) }
  }

  /// Where `save` puts all of it.
  private var saved: URL { URL(fileURLWithPath: folder.path + "-saved") }

  /// Keeps a copy of all that is there now.
  func save() throws { try FileManager.default.copyItem(at: folder, to: saved) }

  /// Brings back what was saved, at the same place.
  func restore() throws {
    try FileManager.default.removeItem(at: folder)
    try FileManager.default.copyItem(at: saved, to: folder)
  }

  /// `mlx` beside the test bundle; `MLX_BINARY` names another one.
  private static var binary: URL {
    if let named = ProcessInfo.processInfo.environment["MLX_BINARY"] {
      return URL(fileURLWithPath: named)
    }
    let paths = CommandLine.arguments + [Bundle.main.executablePath ?? ""]
    let bundle = paths.first { $0.contains(".xctest") } ?? ""
    var url = URL(fileURLWithPath: bundle)
    while url.path.contains(".xctest") { url.deleteLastPathComponent() }
    return url.appendingPathComponent("mlx")
  }

  /// A model that differs from its last version in half of its bytes, and 40 small files.
  func writeModel(seed: UInt8) throws {
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("data"), withIntermediateDirectories: true)
    for (name, bytes) in digests(seed: seed) {
      try bytes.write(to: folder.appendingPathComponent(name))
    }
  }

  /// What `writeModel` writes, by path.
  func digests(seed: UInt8) -> [String: Data] {
    var generator = NoiseGenerator(state: UInt64(seed) &+ 1)
    var stable = NoiseGenerator(state: 7)
    var model = Data(capacity: modelBytes)
    model.append(stable.data(count: modelBytes / 2))
    model.append(generator.data(count: modelBytes / 2))
    var files = ["model.bin": model]
    for number in 0..<40 { files["data/\(number).bin"] = generator.data(count: 5_000) }
    return files
  }

  @discardableResult
  func mlx(_ arguments: [String]) throws -> Int32 {
    let process = try start(arguments)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "mlx \(arguments)")
    return process.terminationStatus
  }

  /// How a command ends, whatever it says.
  func status(_ arguments: [String]) throws -> Int32 {
    let process = try start(arguments)
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// What a command prints.
  func output(_ arguments: [String]) throws -> String {
    let output = Pipe()
    let process = try start(arguments, output: output)
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  /// How long a command takes, from a fresh state.
  func secondsOf(_ arguments: [String], _ prepare: () throws -> Void) throws -> Double {
    try prepare()
    let start = Date()
    try mlx(arguments)
    return Date().timeIntervalSince(start)
  }

  /// Starts a command, kills it after so many seconds, and says how far it had come.
  func kill(_ arguments: [String], after seconds: Double) throws -> KillPlace {
    let heads = try newestHead()
    let bytes = try writtenBytes()
    let process = try start(arguments)
    usleep(UInt32(seconds * 1_000_000))
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    if try newestHead() != heads { return .afterHead }
    return try writtenBytes() == bytes ? .beforeFirstByte : .inTheMiddle
  }

  /// Runs a command that dies at a named point; false when it never gets there.
  func stop(_ arguments: [String], at failpoint: String) throws -> Bool {
    let process = try start(arguments, failpoint: failpoint)
    process.waitUntilExit()
    return process.terminationReason == .uncaughtSignal
  }

  /// Sends a signal to a command after so many seconds; its exit status, and how far it had come.
  func interrupt(
    _ arguments: [String], with signal: Int32, after seconds: Double
  ) throws -> (status: Int32, place: KillPlace) {
    let heads = try newestHead()
    let process = try start(arguments)
    usleep(UInt32(seconds * 1_000_000))
    Foundation.kill(process.processIdentifier, signal)
    process.waitUntilExit()
    let isLanded = try newestHead() != heads
    let isOwnExit = process.terminationReason == .exit
    return (isOwnExit ? process.terminationStatus : -1, isLanded ? .afterHead : .inTheMiddle)
  }

  /// What commands left in `tmp/`.
  func temporaryNames() throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      atPath: folder.appendingPathComponent(".mlops/tmp").path)
  }

  /// What `mlx rev-parse HEAD` prints.
  func head() throws -> String { try output(["rev-parse", "HEAD"]) }

  func expectSound(base: String, mayMove: Bool) throws {
    #expect(try mlx(["fsck"]) == 0)
    if !mayMove { #expect(try head() == base) }
    try mlx(["cat-file", "-t", base.trimmingCharacters(in: .newlines)])
  }

  var isCheckoutPending: Bool {
    FileManager.default.fileExists(
      atPath: folder.appendingPathComponent(".mlops/checkout.pending").path)
  }

  /// Every file of the work tree, by path.
  func digests() throws -> [String: Data] {
    var found: [String: Data] = [:]
    for name in ["model.bin"] + (0..<40).map({ "data/\($0).bin" }) {
      found[name] = try Data(contentsOf: folder.appendingPathComponent(name))
    }
    return found
  }

  private func newestHead() throws -> Int {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: folder.appendingPathComponent(".mlops/heads").path)
    return names.compactMap(Int.init).max() ?? 0
  }

  /// Bytes below `.mlops`, and of temporary files in the work tree: changes with the first byte written.
  private func writtenBytes() throws -> [String: Int] {
    var sizes: [String: Int] = [:]
    guard let walk = FileManager.default.enumerator(atPath: folder.path) else { return [:] }
    for case let name as String in walk {
      let attributes = try? FileManager.default.attributesOfItem(
        atPath: folder.appendingPathComponent(name).path)
      guard attributes?[.type] as? FileAttributeType == .typeRegular else { continue }
      let inode = attributes?[.systemFileNumber] as? Int ?? 0
      sizes["\(name) \(inode)"] = attributes?[.size] as? Int ?? 0
    }
    return sizes
  }

  /// What `MLX_TEST_CLOCK` is set to.
  var clock: String?

  func start(
    _ arguments: [String], output: Pipe? = nil, failpoint: String? = nil, clock: String? = nil
  ) throws -> Process {
    let process = Process()
    process.executableURL = binary
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = [
      "HOME": folder.path, "MLX_USER_NAME": "Ana", "MLX_USER_EMAIL": "ana@example.com",
    ]
    process.environment?.merge(variables) { $1 }
    process.environment?["MLX_FAILPOINT"] = failpoint
    process.environment?["MLX_TEST_CLOCK"] = clock ?? self.clock
    process.standardOutput = output ?? FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }
}

/// SplitMix64, fast enough in debug builds because it fills whole words.
struct NoiseGenerator {
  var state: UInt64

  mutating func data(count: Int) -> Data {
    var words = [UInt64](repeating: 0, count: (count + 7) / 8)
    for index in words.indices {
      state &+= 0x9E37_79B9_7F4A_7C15
      var word = state
      word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
      word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
      words[index] = word ^ (word >> 31)
    }
    return words.withUnsafeBytes { Data($0.prefix(count)) }
  }
}
