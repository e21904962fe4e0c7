import FileIO
import Repository
import SystemPackage
import TestSupport

@testable import ObjectStore
@testable import Objects
@testable import References
@testable import Remotes

/// What a remote answers: a whole one in memory, of which one file is not as it was.
enum RemoteTargets {
  static let all: [FuzzTarget] = [remote, fetch]

  /// A folder for what a check writes down on this machine.
  private static let folder = try? TemporaryDirectory(in: TemporaryDirectory.inMemory)

  /// Chunks so small that a little file has a recipe.
  private static let limits: StoreLimits = {
    var limits = StoreLimits.standard
    limits.chunk.wholeMax = 256
    limits.chunk.gearMin = 64
    limits.chunk.gearTarget = 128
    limits.chunk.gearMax = 512
    return limits
  }()

  private static let large = (0..<200).map { "\($0 * $0)" }.joined(separator: " ")

  /// A small history as it was pushed, its files by name.
  private static let files: [(name: String, bytes: [UInt8])] = {
    do {
      let test = try TestRepository(limits: limits)
      try test.commit("first", ["a.csv": "a,b\n1,2\n", "deep/b.txt": "b", "large.bin": large])
      try test.commit("second", ["a.csv": "a,b\n1,3\n", "deep/b.txt": nil])
      let transport = MemoryTransport()
      var request = PushRequest()
      request.all = true
      _ = try Sharing(test.reopened(), remote: .origin, over: transport).push(request)
      return try all("", of: transport).sorted { $0.0 < $1.0 }
    } catch {
      return []
    }
  }()

  private static func all(
    _ folder: String, of transport: MemoryTransport
  ) throws -> [(name: String, bytes: [UInt8])] {
    try transport.list(folder).flatMap { part in
      let name = folder.isEmpty ? part : folder + "/" + part
      guard let size = try transport.size(of: name) else { return try all(name, of: transport) }
      return [(name, try transport.read(name, at: 0, count: Int(size)))]
    }
  }

  /// The first byte is the number of the file whose bytes follow; beyond them it is the name of one more.
  private static let seeds =
    files.enumerated().map { [UInt8($0.offset)] + $0.element.bytes }
    + [[0xFF] + Array("objects/packs/x.pack".utf8)]

  private static let seal: @Sendable (inout [UInt8]) -> Void = { bytes in
    guard let number = bytes.first.map(Int.init), number < files.count else { return }
    var body = Array(bytes.dropFirst())
    if files[number].name.hasSuffix(".pack") { StoreTargets.seal(&body) }
    if files[number].name.hasSuffix(".seg") { StoreTargets.sealSegment(&body) }
    bytes = [UInt8(number)] + body
  }

  private static let tokens = [
    "objects/", "heads/99999999999999999999", ".pack", ".seg", "tmp/",
  ]

  private static let remote = FuzzTarget("remote", seeds, tokens: tokens, repair: seal) { bytes in
    let transport = try transport(bytes)
    guard let scratch = folder?.path else { return }
    let environment = TestRepository.environment(limits: limits)
    // A check of everything takes ten times as long as what a fetch begins with, and reads objects that
    // have targets of their own.
    if bytes.reduce(0, &+).isMultiple(of: 8) {
      _ = try RemoteCheck(transport: transport, environment: environment, full: true).run()
    }
    let places = RemoteRepository.Places(scratch: scratch)
    guard let remote = try RemoteRepository.open(transport, places, environment) else { return }
    let (_, view) = try remote.state()
    for (_, value) in view.refs { _ = value.commit }
  }

  /// What was fetched is whole, and what could not be fetched left nothing that is not.
  private static let fetch = FuzzTarget(
    "fetch", seeds, tokens: tokens, smoke: 40, runsCommands: true, repair: seal
  ) { bytes in
    let transport = try transport(bytes)
    let test = try TestRepository(limits: limits)
    let fetched = Result {
      try Sharing(test.reopened(), remote: .origin, over: transport).fetch()
    }
    try check(test.reopened())
    _ = try fetched.get()
  }

  /// That what was fetched is whole. A profile comes if it is there, of whatever version: 'mlx profile' makes it anew.
  static func check(_ repository: Repository) throws {
    let problems = try repository.fsck().problems.filter { problem in
      !problem.affected.contains { $0.hasPrefix("the profile of ") }
        || problem.code == "object-corrupt"
    }
    guard problems.isEmpty else { throw FuzzTarget.Broken("fsck finds \(problems)") }
  }

  /// The remote, one file of it as the input says.
  private static func transport(_ input: [UInt8]) throws -> MemoryTransport {
    let transport = MemoryTransport()
    let number = Int(input.first ?? 0xFF)
    let body = Array(input.dropFirst())
    for (place, file) in files.enumerated() {
      let isChanged = place == number
      let name = isChanged ? renamed(file.name, body) : file.name
      try transport.create(name, from: .bytes(isChanged ? body : file.bytes))
    }
    if number >= files.count {
      try? transport.create(String(decoding: body, as: UTF8.self), from: .bytes([1]))
    }
    return transport
  }

  /// Packs and segments are called by their checksums, which a hostile remote gets right.
  private static func renamed(_ name: String, _ bytes: [UInt8]) -> String {
    let folder = name.split(separator: "/").dropLast().joined(separator: "/") + "/"
    if name.hasSuffix(".pack"), let footer = PackFormatV1.footer(in: Array(bytes.suffix(64))) {
      return folder + footer.checksum.hex + ".pack"
    }
    if name.hasSuffix(".seg"), bytes.count >= 40 {
      return folder + SHA256Hasher.hash(Array(bytes.dropLast(40))).hex + ".seg"
    }
    return name
  }
}
