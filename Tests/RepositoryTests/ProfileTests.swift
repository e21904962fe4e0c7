import FileFormats
import ObjectStore
import Objects
import Profiles
import References
import Testing

@testable import Repository

@Suite struct ProfileTests {
  @Test func aCommitNamesWhatIsInItsAssets() throws {
    let project = try Project()
    try project.write("rows.csv", table(rows: 200, seed: 1))
    try project.write("m.safetensors", bytes: Self.model(["a": [1, 2, 3], "b": [-1]]))
    try project.write("notes.bin", "nothing to be known")
    try project.add("notes.bin", kind: .artifact)
    let commit = try project.commit(datasets: "rows.csv", models: "m.safetensors")
    let rows = try project.profile("rows", in: commit)
    guard case .table(let table) = rows else {
      Issue.record("\(String(describing: rows))")
      return
    }
    #expect(table.rows == 200 && table.columns.map(\.name) == ["id", "amount", "label"])
    guard case .model(let model) = try project.profile("m", in: commit) else {
      Issue.record("no model")
      return
    }
    #expect(model.tensors.map(\.name) == ["a", "b"])
    #expect(model.tensors[0].statistics?.mean == 2)
    #expect(try project.profile("notes", in: commit) == nil)
  }

  /// With tiny limits every file goes through the pipeline, in many buffers.
  @Test func whatIsSeenWhileStoringIsWhatTheFileHolds() throws {
    var limits = StoreLimits()
    limits.smallFileBytes = 1 << 10
    limits.bufferBytes = 8 << 10
    limits.chunk.wholeMax = 1 << 10
    limits.chunk.spanMax = 4 << 10
    limits.chunk.spanMeanMin = 64
    limits.chunk.spanMin = 16
    (limits.chunk.gearMin, limits.chunk.gearTarget, limits.chunk.gearMax) = (512, 1024, 4096)
    let project = try Project(limits: limits)
    let text = table(rows: 5_000, seed: 2)
    let model = Self.model(["a": (0..<9_000).map { Float($0) }, "b": [1, 2], "c": [.nan, 3]])
    try project.write("rows.csv", text)
    try project.write("m.safetensors", bytes: model)
    let commit = try project.commit(datasets: "rows.csv", models: "m.safetensors")
    let direct = try #require(
      try FileProfiler(format: .csv, source: ByteArray(Array(text.utf8))))
    Array(text.utf8).withUnsafeBytes { direct.update($0) }
    #expect(try project.profile("rows", in: commit)?.encode() == direct.finish()?.encode())
    let tensors = try #require(try FileProfiler(format: .safetensors, source: ByteArray(model)))
    model.withUnsafeBytes { tensors.update($0) }
    #expect(try project.profile("m", in: commit) == tensors.finish())
    // Both were made while the files were stored.
    #expect(try project.cached().count == 2)
  }

  @Test func addComputesAndCommitTakesUp() throws {
    var limits = StoreLimits()
    limits.smallFileBytes = 1 << 10
    let text = table(rows: 3_000, seed: 4)
    let byAdd = try Project(limits: limits)
    try byAdd.write("rows.csv", text)
    try byAdd.add("rows.csv")
    #expect(try byAdd.cached().count == 1)
    let first = try byAdd.profileID("rows", in: byAdd.commit().id)
    // Without what add computed the file is read again, and nothing else is found.
    let without = try Project(limits: limits)
    try without.write("rows.csv", text)
    try without.add("rows.csv")
    for name in try without.cached() { try without.delete(".mlops/cache/profiles/\(name)") }
    #expect(try without.profileID("rows", in: without.commit().id) == first)
    #expect(first != nil)
    // A damaged one is as good as none.
    let damaged = try Project(limits: limits)
    try damaged.write("rows.csv", text)
    try damaged.add("rows.csv")
    for name in try damaged.cached() {
      try damaged.write(".mlops/cache/profiles/\(name)", "{}")
    }
    #expect(try damaged.profileID("rows", in: damaged.commit().id) == first)
  }

  @Test func collectionEmptiesTheCacheOfWhatIsNotStaged() throws {
    var limits = StoreLimits()
    limits.smallFileBytes = 1 << 10
    let project = try Project(limits: limits)
    for rows in [3_000, 4_000] {
      try project.write("rows.csv", table(rows: rows, seed: 4))
      try project.commit(datasets: "rows.csv")
    }
    #expect(try project.cached().count == 2)
    _ = try project.repository.collect()
    let blob = try #require(try project.repository.loadIndex().entry(at: project.path("rows.csv")))
    #expect(try project.cached().map { String($0.prefix(64)) } == [blob.blob.hex])
  }

  @Test func profilesCanComeLater() throws {
    let project = try Project()
    try project.write("rows.csv", "a\n1\n2\n")
    try project.write("metrics.json", #"{"x": 1}"#)
    let first = try project.commit {
      $0.datasets = [NamedPath(path: project.path("rows.csv"))]
      $0.profiles = false
    }
    #expect(try project.profileID("rows", in: first.id) == nil)
    #expect(code { _ = try project.repository.drift(from: "rows", to: "rows") } == "no-profile")
    let report = try project.repository.addProfiles("HEAD")
    #expect(report.assets.map(\.state) == [.made])
    #expect(try project.repository.addProfiles("rows@HEAD").assets.map(\.state) == [.known])
    let forced = try project.repository.addProfiles("rows", isForced: true)
    #expect(forced.assets.first?.id == report.assets.first?.id)
    guard case .file(let shown) = try project.repository.show("rows") else {
      Issue.record("no file")
      return
    }
    #expect(shown.profile == report.assets.first?.profile && shown.profile != nil)
    // What is as it was keeps what it had, and nothing is read for it.
    try project.write("more.csv", "b\n1\n")
    let second = try project.commit(datasets: "more.csv")
    #expect(try project.profileID("rows", in: second) == nil)
    #expect(try project.profileID("more", in: second) != nil)
    #expect(code { _ = try project.repository.addProfiles("HEAD:nothing") } == "not-in-revision")
  }

  @Test func excludedColumnsLeaveNoTrace() throws {
    let project = try Project()
    let text = "email,n\n" + (0..<50).map { "secret\($0)@example.org,\($0)\n" }.joined()
    try project.write("people.csv", text)
    let open = try project.commit(datasets: "people.csv")
    #expect(try project.record("people", in: open).contains("secret7@example.org"))
    try project.write("mlx.yaml", "no-profile: [email]\n")
    try project.write("other.csv", "n\n1\n")
    // The asset did not change, what may be known of it did.
    let closed = try project.commit(datasets: "other.csv")
    let record = try project.record("people", in: closed)
    #expect(!record.contains("secret") && record.contains("email"))
    #expect(try project.profileID("people", in: closed) != project.profileID("people", in: open))
    try project.write("mlx.yaml", "no-profile: email\n")
    #expect(code { try project.commit(datasets: "people.csv") } == "project-file-invalid")
  }

  @Test func shardsAreOneModel() throws {
    let project = try Project()
    try project.write("llm/config.json", #"{"model_type": "llama", "hidden_size": 64, "x": {}}"#)
    try project.write("llm/model-1.safetensors", bytes: Self.model(["layer.0": [1, 2]]))
    try project.write("llm/model-2.safetensors", bytes: Self.model(["layer.1": [3]]))
    let commit = try project.commit(models: "llm")
    guard case .model(let model) = try project.profile("llm", in: commit) else {
      Issue.record("no model")
      return
    }
    #expect(model.tensors.map(\.name) == ["layer.0", "layer.1"] && model.parameterCount == 3)
    #expect(model.hints == ["model_type": "llama", "hidden_size": "64"])
    // Two models in a folder are told apart.
    try project.write("llm/model-2.safetensors", bytes: Self.model(["layer.0": [3]]))
    let both = try project.commit("Two", all: true).id
    guard case .model(let two) = try project.profile("llm", in: both) else {
      Issue.record("no model")
      return
    }
    #expect(
      two.tensors.map(\.name) == ["model-1.safetensors:layer.0", "model-2.safetensors:layer.0"])
  }

  @Test func aConfigBesideAModelIsAHint() throws {
    let project = try Project()
    try project.write("m.safetensors", bytes: Self.model(["a": [1]]))
    try project.write("config.json", #"{"architectures": ["BertModel"]}"#)
    let commit = try project.commit(models: "m.safetensors")
    guard case .model(let model) = try project.profile("m", in: commit) else {
      Issue.record("no model")
      return
    }
    #expect(model.hints == ["architectures": "BertModel"])
    // A note that is made later says the same.
    let later = try project.repository.addProfiles("m", isForced: true)
    #expect(later.assets.first?.id == (try project.profileID("m", in: commit)))
  }

  @Test func partsOfATableAreOneTable() throws {
    let project = try Project()
    try project.write("data/1.csv", "a,b\n1,x\n" + (0..<50).map { "2,y\($0)\n" }.joined())
    try project.write("data/2.csv", "a,b\n3,z\n")
    try project.write("data/README.md", "About it.\n")
    let commit = try project.commit(datasets: "data")
    guard case .table(let table) = try project.profile("data", in: commit) else {
      Issue.record("no table")
      return
    }
    #expect(table.rows == 52 && table.columns.map(\.name) == ["a", "b"])
    #expect(table.columns[0].numbers.maximum == 3)
  }

  @Test func compressedTablesAreTables() throws {
    let project = try Project()
    // "a,b\n1,x\n2,y\n", by gzip.
    let packed: [UInt8] = [
      31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 75, 212, 73, 226, 50, 212, 169, 224, 50, 210, 169, 228, 2, 0,
      194, 150, 126, 157, 12, 0, 0, 0,
    ]
    try project.write("rows.csv.gz", bytes: packed)
    let commit = try project.commit(datasets: "rows.csv.gz")
    guard case .table(let table) = try project.profile("rows", in: commit) else {
      Issue.record("no table")
      return
    }
    #expect(table.rows == 2 && table.columns.map(\.name) == ["a", "b"] && table.format == "csv")
    try project.write("rows.csv.gz", bytes: Array(packed.dropLast(9)))
    let damaged = try project.commit("Damaged", all: true)
    #expect(damaged.notices.contains { $0.contains("it ends too early") })
  }

  @Test func picturesAreAFolderOfClasses() throws {
    let project = try Project()
    for index in 0..<6 {
      try project.write("pets/cat/\(index).png", bytes: Self.png(width: 64, height: 32, index))
      try project.write("pets/dog/\(index).png", bytes: Self.png(width: 32, height: 32, index))
    }
    let commit = try project.commit(datasets: "pets")
    guard case .folder(let folder) = try project.profile("pets", in: commit) else {
      Issue.record("no folder")
      return
    }
    #expect(folder.classes == ["cat": 6, "dog": 6] && folder.total.files == 12)
    #expect(folder.widths.count == 12 && folder.widths.mean == 48)
    let later = try project.repository.addProfiles("pets", isForced: true)
    #expect(later.assets.first?.id == (try project.profileID("pets", in: commit)))
  }

  @Test func aDamagedModelIsCommittedAllTheSame() throws {
    let project = try Project()
    try project.write("m.safetensors", bytes: Array(Self.model(["a": [1, 2]]).dropLast(3)))
    let result = try project.commit {
      $0.models = [NamedPath(path: project.path("m.safetensors"))]
    }
    #expect(result.notices.contains { $0.contains("'m.safetensors' has no profile") })
    #expect(try project.profileID("m", in: result.id) == nil)
  }

  @Test func collectionAndChecksKnowProfiles() throws {
    let project = try Project()
    try project.write("rows.csv", table(rows: 20, seed: 9))
    let commit = try project.commit(datasets: "rows.csv")
    try project.write("other.csv", "a\n1\n")
    try project.commit {
      $0.datasets = [NamedPath(path: project.path("other.csv"))]
      $0.profiles = false
    }
    _ = try project.repository.addProfiles("other")
    #expect(try project.text(".mlops/format")?.contains("collect: profiles") == true)
    var now = CollectOptions()
    now.isImmediate = true
    _ = try project.repository.collect(now)
    #expect(try project.profile("rows", in: commit) != nil)
    #expect(try project.repository.addProfiles("other").assets.map(\.state) == [.known])
    #expect(try project.repository.fsck().isSound)
  }

  @Test func revertingBringsTheProfileBack() throws {
    let project = try Project()
    try project.write("rows.csv", "a\n1\n")
    let first = try project.commit(datasets: "rows.csv")
    try project.write("rows.csv", "a\n1\n2\n")
    try project.commit("More", all: true)
    _ = try project.repository.revert(Revision(parsing: "HEAD"))
    let head = try #require(try project.repository.headCommitID())
    #expect(try project.profileID("rows", in: head) == project.profileID("rows", in: first))
  }

  // MARK: - Drift

  @Test func driftComesFromProfilesAlone() throws {
    let project = try Project()
    func rows(_ shift: Int) -> String {
      "n,town\n" + (0..<400).map { "\($0 + shift),\($0 % 4 == 0 ? "Ulm" : "Bonn")\n" }.joined()
    }
    try project.write("rows.csv", rows(0))
    try project.commit("First") { $0.datasets = [NamedPath(path: project.path("rows.csv"))] }
    try project.write("rows.csv", rows(300))
    try project.commit("Moved", all: true)
    let same = try project.repository.drift(from: "rows", to: nil)
    #expect(!same.isPast && same.after.commit == nil)
    let moved = try project.repository.drift(from: "rows@HEAD~1", to: "rows")
    #expect(moved.isPast)
    let numbers = try #require(moved.drift.columns.first)
    // 300 of the 400 numbers lie above all that were there.
    #expect(numbers.name == "n" && abs((numbers.kolmogorovSmirnov ?? 0) - 0.75) < 0.02)
    #expect(moved.drift.columns[1].psi == 0)
    let town = try project.repository.drift(from: "rows@HEAD~1", to: "rows", columns: ["town"])
    #expect(!town.isPast && town.drift.columns.map(\.name) == ["town"])
    #expect(
      code { _ = try project.repository.drift(from: "rows", to: "rows", columns: ["twn"]) }
        == "unknown-column")
    try project.write("mlx.yaml", "drift: {psi: 1000, ks: 0.9, js: 2}\n")
    #expect(try !project.repository.drift(from: "rows@HEAD~1", to: "rows").isPast)
    try project.write("mlx.yaml", "drift: {pis: 1}\n")
    #expect(
      code { _ = try project.repository.drift(from: "rows", to: "rows") } == "project-file-invalid")
    // Against what is on disk, and was never committed.
    try project.write("mlx.yaml", "drift: {}\n")
    try project.write("rows.csv", rows(-390))
    #expect(try project.repository.drift(from: "rows", to: nil).isPast)
  }

  @Test func modelsDoNotDrift() throws {
    let project = try Project()
    try project.write("m.safetensors", bytes: Self.model(["a": [1]]))
    try project.write("rows.csv", "a\n1\n")
    try project.commit(datasets: "rows.csv", models: "m.safetensors")
    #expect(code { _ = try project.repository.drift(from: "m", to: "rows") } == "not-comparable")
    #expect(code { _ = try project.repository.drift(from: "HEAD", to: "rows") } == "not-an-asset")
  }

  // MARK: -

  private static func model(_ tensors: [String: [Float]]) -> [UInt8] {
    var offset = 0
    var entries: [String] = []
    var data: [UInt8] = []
    for (name, numbers) in tensors.sorted(by: { $0.key < $1.key }) {
      let end = offset + numbers.count * 4
      entries.append(
        #""\#(name)":{"dtype":"F32","shape":[\#(numbers.count)],"data_offsets":[\#(offset),\#(end)]}"#
      )
      for number in numbers {
        withUnsafeBytes(of: number.bitPattern.littleEndian) { data += $0 }
      }
      offset = end
    }
    let header = Array("{\(entries.joined(separator: ","))}".utf8)
    return withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) } + header + data
  }

  /// A header, and something that makes files differ.
  private static func png(width: UInt8, height: UInt8, _ number: Int) -> [UInt8] {
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
      + [0, 0, 0, width, 0, 0, 0, height, 8, 2, 0, 0, 0, UInt8(number), 0, 0, 0]
  }
}

extension Project {
  @discardableResult
  fileprivate func commit(datasets: String? = nil, models: String? = nil) throws -> CommitID {
    try commit {
      $0.datasets = [datasets].compactMap { $0 }.map { NamedPath(path: path($0)) }
      $0.models = [models].compactMap { $0 }.map { NamedPath(path: path($0)) }
    }.id
  }

  fileprivate func profileID(_ name: String, in commit: CommitID) throws -> ProfileID? {
    try repository.commit(commit).assets.first { $0.name == name }?.profile
  }

  fileprivate func profile(_ name: String, in commit: CommitID) throws -> AssetProfile? {
    try profileID(name, in: commit).map { try repository.store.profile($0) }
  }

  fileprivate func record(_ name: String, in commit: CommitID) throws -> String {
    let id = try #require(try profileID(name, in: commit))
    return String(decoding: try repository.store.read(.record, id.digest), as: UTF8.self)
  }

  fileprivate func cached() throws -> [String] {
    let folder = try ProfileCache(repository).folder
    return try repository.environment.fileSystem.entries(of: folder).map(\.name)
  }
}
