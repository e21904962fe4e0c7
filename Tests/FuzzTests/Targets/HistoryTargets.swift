import Environments
import FileIO
import HostileSupport
import ObjectStore
import Objects
import ProjectFiles
import References
import Remotes
import Repository
import SystemPackage
import TestSupport

/// A history of which one object is not as it was, and everything that leads to it is: ids are right, so that only
/// what reads the objects together can tell.
enum HistoryTargets {
  static let all: [FuzzTarget] = [history]

  /// So small that a few files have trees and recipes of several parts.
  private static let limits: StoreLimits = {
    var limits = StoreLimits.standard
    limits.chunk.wholeMax = 1 << 10
    limits.chunk.gearMin = 512
    limits.chunk.gearTarget = 1 << 10
    limits.chunk.gearMax = 4 << 10
    limits.tree.tree = SplitLimits(inlineMax: 4, partMin: 2, partMax: 8, modulus: 4)
    limits.tree.recipe = SplitLimits(inlineMax: 4, partMin: 2, partMax: 8, modulus: 4)
    return limits
  }()

  /// An object, as it is stored.
  private struct Part: Sendable {
    let kind: StoredKind
    var bytes: [UInt8]

    /// By which others name it: what puts a blob together is named by the blob.
    var id: Digest {
      let isRoot = kind == .recipe && bytes.starts(with: "MLXRCPT\n".utf8)
      return (isRoot ? Digest(bytes: bytes.dropFirst(16).prefix(32)) : nil)
        ?? SHA256Hasher.hash(bytes)
    }

    func names(_ other: Part) -> Bool {
      kind != .chunk && (place(of: other.id.bytes) ?? place(of: Array(other.id.hex.utf8))) != nil
    }

    /// The same, naming other objects in the place of those.
    func naming(_ renamed: [(old: Digest, new: Digest)]) -> Part {
      guard kind != .chunk else { return self }
      var part = self
      for (old, new) in renamed {
        part.replace(old.bytes, new.bytes)
        part.replace(Array(old.hex.utf8), Array(new.hex.utf8))
      }
      return part
    }

    private mutating func replace(_ old: [UInt8], _ new: [UInt8]) {
      var start = 0
      while let place = place(of: old, from: start) {
        bytes.replaceSubrange(place..<place + old.count, with: new)
        start = place + new.count
      }
    }

    /// The standard library's search takes a hundred times as long.
    private func place(of wanted: [UInt8], from start: Int = 0) -> Int? {
      guard bytes.count >= start + wanted.count else { return nil }
      return (start...bytes.count - wanted.count).first { place in
        bytes[place] == wanted[0] && bytes[place..<place + wanted.count].elementsEqual(wanted)
      }
    }
  }

  /// What a small history is made of, each object after those that it names; the last one is its newest commit.
  private static let parts: [Part] = {
    do { return try inOrder(made()) } catch { return [] }
  }()

  private static func made() throws -> (head: CommitID, parts: [Part]) {
    let test = try TestRepository(limits: limits)
    for number in 0..<12 { try test.write("data/deep/\(number).csv", "a,b\n1,\(number)\n") }
    try test.write("data/run.sh", "true\n", executable: true)
    try KernelFileSystem().symlink(target: "deep/1.csv", at: test.path("data/link"))
    try test.write("model.safetensors", SmallModel.base().bytes)
    try test.write("train.py", "print(1)\n")
    try test.write("params.yaml", "rate: 0.1\n")
    try test.write("metrics.json", "{\"accuracy\": 0.5}")
    var request = CommitRequest(message: "first")
    request.models = [NamedPath(path: try RepositoryPath(validating: "model.safetensors"))]
    request.datasets = [NamedPath(path: try RepositoryPath(validating: "data"))]
    request.metrics = [MetricsRequest(path: try RepositoryPath(validating: "metrics.json"))]
    request.params = try RepositoryPath(validating: "params.yaml")
    request.environmentFile = try captureFile(in: test)
    _ = try test.reopened().commit(request)
    try test.write("model.safetensors", SmallModel.tuned().bytes)
    let head = try test.commit("second", ["deep/3.csv": "a,b\n1,\"\"\n", "deep/4.csv": nil])
    let store = try test.reopened().store
    var parts: [Part] = []
    for kind in StoredKind.allCases {
      try store.forEachObject(kind) { id, _ in
        let bytes = try store.read(kind, id)
        parts.append(Part(kind: kind, bytes: bytes))
      }
    }
    return (head, parts)
  }

  /// An environment with a lock file.
  private static func captureFile(in test: TestRepository) throws -> FilePath {
    let lock = Array("six".utf8)
    var record = try EnvironmentRecord.decode(Golden.object("environment"))
    record.lockFiles = [
      DependencyLock(name: "requirements.txt", size: 3, blob: BlobID(SHA256Hasher.hash(lock)))
    ]
    let capture = EnvironmentCapture(record: record, lockFiles: ["requirements.txt": lock])
    let path = test.directory.path.appending("capture.json")
    try File(path, .create, in: KernelFileSystem()).write(CaptureFile.encode(capture), at: 0)
    return path
  }

  /// What the head leads to, depth first.
  private static func inOrder(_ history: (head: CommitID, parts: [Part])) -> [Part] {
    var done: [Part] = []
    func visit(_ part: Part) {
      guard !done.contains(where: { $0.id == part.id && $0.kind == part.kind }) else { return }
      for other in history.parts where other.id != part.id && part.names(other) { visit(other) }
      done.append(part)
    }
    history.parts.filter { $0.id == history.head.digest }.forEach(visit)
    return done
  }

  /// The first byte is the number of the object whose bytes follow. Other bytes in a chunk are another sound file.
  private static let seeds = parts.prefix(256).enumerated().filter { $0.element.kind != .chunk }
    .map { [UInt8($0.offset)] + $0.element.bytes }

  /// Each command ends, with a result or an error of the domain; nothing beside the work tree changes; the sound
  /// version is there as it was; and a clone is refused, or is whole.
  private static let history = FuzzTarget(
    "history", seeds, tokens: FuzzWords.paths + FuzzWords.json, smoke: 4, runsCommands: true,
    allows: isRefusal
  ) { bytes in
    let scene = try HostileScene()
    try publish(changed(bytes), in: scene)
    let refused = try scene.doEverything()
    try scene.settle()
    guard try scene.test.text("data/a.csv") == "a\n" else {
      throw FuzzTarget.Broken("the sound version is not back")
    }
    try clone(scene)
    guard try scene.isUntouched() else { throw FuzzTarget.Broken("something beside it changed") }
    if let code = refused["checkout"] { throw Refused(code: code) }
  }

  /// The version was not checked out.
  private struct Refused: Error { let code: String }

  private static let isRefusal: @Sendable (any Error) -> Bool = {
    $0 is Refused || $0 is any MLXError
  }

  /// The parts, of which one is as the input says, and the others name it.
  private static func changed(_ input: [UInt8]) -> [Part] {
    let number = Int(input.first ?? 0) % max(parts.count, 1)
    var renamed: [(old: Digest, new: Digest)] = []
    return parts.enumerated().map { place, old in
      let part =
        place == number
        ? Part(kind: old.kind, bytes: Array(input.dropFirst())) : old.naming(renamed)
      if part.id != old.id { renamed.append((old.id, part.id)) }
      return part
    }
  }

  private static func publish(_ parts: [Part], in scene: HostileScene) throws {
    try scene.store { writer in
      for part in parts { try writer.putBytes(part.kind, part.bytes) }
    }
    if let head = parts.last { try scene.lead(to: CommitID(head.id)) }
  }

  private static func clone(_ scene: HostileScene) throws {
    let place = scene.test.root.appending("clone")
    do {
      _ = try Sharing.clone(
        RemoteLocation(parsing: scene.test.root.appending(".mlops").string), from: scene.test.root,
        to: place, TestRepository.environment())
    } catch is any MLXError {
      return
    }
    try RemoteTargets.check(Repository.open(at: place, TestRepository.environment()))
  }
}
