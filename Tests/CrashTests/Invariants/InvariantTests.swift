import FileIO
import ObjectStore
import Objects
import Remotes
import Repository
import SystemPackage
import TestSupport
import Testing

/// A test for each invariant of `Documentation/format.md` that fails when it is broken. Which change of the program
/// each of them has caught is in `Documentation/testing.md`.
@Suite struct InvariantTests {
  private static let variants: [CrashVariant] = [
    .init(names: .kept, contents: .kept), .init(names: .kept, contents: .dropped),
    .init(names: .firstHalf, contents: .dropped), .init(names: .lastHalf, contents: .kept),
    .init(names: .scattered, contents: .scattered),
  ]

  /// What a few lines that share nothing with the program find wrong on the disks of power cuts in a command.
  private func expectNone(_ invariant: String, in name: String) throws {
    let check = try CommandCheck(Command.named(name))
    let count = try forEachCrash(check.log, variants: Self.variants) { root, state in
      let world = check.world.moved(to: root)
      for member in CommandCheck.memberNames where try world.isThere(member) {
        let faults = try RawRepository(world.folder(member).appending(".mlops")).faults()
        #expect(!faults.contains { $0.hasPrefix(invariant) }, "\(name), \(state): \(faults)")
      }
    }
    #expect(count > 5)
  }

  /// I1
  @Test(arguments: ["commit", "push"])
  func theNewestHeadNamesAnOperation(_ name: String) throws { try expectNone("I1", in: name) }

  /// I2
  @Test func objectsReferToWhatIsStored() throws {
    let check = try CommandCheck(Command.named("commit"))
    try forEachCrash(check.log, variants: Self.variants) { root, state in
      let store = try check.world.moved(to: root).open().store
      var missing: [Digest] = []
      func expect(_ kind: StoredKind, _ id: Digest) {
        let isThere =
          kind == .chunk
          ? store.containsBlob(BlobID(id)) : store.contains(ObjectKey(kind: kind, digest: id))
        let absent = store.absence(of: ObjectKey(kind: kind, digest: id))
        if !isThere, absent == nil { missing.append(id) }
      }
      for id in try store.objectIDs(.tree, prefix: "") {
        let entries = try TreeCodec.decode(TreeID(id)) { try store.read(.tree, $0.digest) }
        for entry in entries where entry.mode != .symbolic {
          expect(entry.mode == .tree ? .tree : entry.mode.isFile ? .chunk : .record, entry.id)
        }
      }
      for id in try store.objectIDs(.record, prefix: "") {
        let bytes = try store.read(.record, id)
        if let commit = try? Commit.decode(bytes) {
          expect(.tree, commit.tree.digest)
          for parent in commit.parents { expect(.record, parent.digest) }
        } else if let operation = try? Operation.decode(bytes) {
          expect(.tree, operation.view.digest)
          for parent in operation.parents { expect(.record, parent.digest) }
        }
      }
      #expect(missing.isEmpty, "\(state): \(missing.map(\.hex))")
    }
  }

  /// I3
  @Test(arguments: ["commit that gathers packs", "repack --prune=now", "push"])
  func segmentsNameSealedPacks(_ name: String) throws { try expectNone("I3", in: name) }

  /// I4 and I6, of all that a command does: no crash is needed to see it. The whole table is put to this by
  /// `CommandPowerCutTests`.
  @Test(arguments: [
    "commit that gathers packs", "gc that deletes", "repack --prune=now", "push", "fetch",
  ])
  func sealedFilesStayAndFilesAreWholeUnderTheirNames(_ name: String) throws {
    let check = try CommandCheck(Command.named(name))
    #expect(check.breaches.isEmpty)
    try expectNone("I6", in: name)
  }

  /// I5
  @Test(arguments: ["commit that gathers packs", "gc that deletes", "repack --prune=now", "drop"])
  func packsGoWhenNoSegmentNamesThem(_ name: String) throws { try expectNone("I5", in: name) }

  /// I7: however the bytes are stored, a blob's id is what `sha256sum` prints, and so is a chunk's.
  @Test func idsAreOverRawBytes() throws {
    let scene = try CrashScene()
    var table = "name,number\n"
    for row in 0..<20_000 { table += "row \(row % 7),\(row)\n" }
    let files: [String: [UInt8]] = [
      "table.csv": Array(table.utf8), "noise.txt": Array(noise(1).utf8),
      "m.safetensors": tensorFile(step: 0), "empty": [],
      "model.bin": Array(noise(2, count: 300_000).utf8),
    ]
    for (name, bytes) in files { try scene.project.write("data/\(name)", bytes) }
    try scene.commit("all", ["more.txt": "more"])
    try scene.project.write("data/m.safetensors", tensorFile(step: 1))
    try scene.commit("next", ["more.txt": "more and more"])
    _ = try scene.project.reopened().repack(RepackOptions(isImmediate: true))

    let store = try scene.project.reopened().store
    for (name, bytes) in files {
      let blob = BlobID(SHA256Hasher.hash(bytes))
      #expect(try store.readBlob(blob, maxBytes: 1 << 24) == bytes, "\(name)")
    }
    var kinds: Set<StoredKind> = []
    for kind in StoredKind.allCases {
      for id in try store.objectIDs(kind, prefix: "") {
        #expect(try SHA256Hasher.hash(store.read(kind, id)) == id)
        kinds.insert(kind)
      }
    }
    #expect(kinds == Set(StoredKind.allCases))
  }
}

extension TreeMode {
  fileprivate var isFile: Bool { self == .file || self == .executable || self == .symlink }
}
