import Foundation
import Objects
import Testing

/// Golden bytes of blobs, recipes, trees and records. `Vectors/objects/make.py` made them from
/// Documentation/format.md without any code of mlx.
@Suite struct ObjectVectorTests {
  @Test(arguments: ObjectVector.all)
  func idsAreTheHashesOfTheObjects(_ vector: ObjectVector) throws {
    #expect(vector.objects.last?.id == vector.id)
    for object in vector.objects {
      #expect(SHA256Hasher.hash(object.bytes) == object.id)
    }
  }

  @Test func blobsAreTheirBytes() throws {
    let empty = try ObjectVector.named("blob-empty")
    #expect(empty.id.hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    let hello = try ObjectVector.named("blob-hello")
    #expect(hello.id == SHA256Hasher.hash("hello\n"))
  }

  @Test(arguments: ObjectVectorValues.recipes.keys.sorted())
  func recipes(_ name: String) throws {
    let vector = try ObjectVector.named(name)
    let recipe = try #require(ObjectVectorValues.recipes[name])
    var objects: [ObjectVector.Object] = []
    let id = RecipeCodec.encode(recipe) { objects.append(.init(id: $0.digest, bytes: $1)) }
    #expect(id.digest == vector.id)
    #expect(objects == vector.objects)
    let read = try RecipeCodec.decode(root: id, expecting: recipe.blob) {
      try vector.load($0.digest)
    }
    #expect(read == recipe)
  }

  @Test(arguments: ObjectVectorValues.trees.keys.sorted())
  func trees(_ name: String) throws {
    let vector = try ObjectVector.named(name)
    let entries = try #require(ObjectVectorValues.trees[name])
    var objects: [ObjectVector.Object] = []
    let id = try TreeCodec.encode(entries) { objects.append(.init(id: $0.digest, bytes: $1)) }
    #expect(id.digest == vector.id)
    #expect(objects == vector.objects)
    #expect(try TreeCodec.decode(id) { try vector.load($0.digest) } == entries)
  }

  @Test func records() throws {
    let commit = try ObjectVectorValues.commit()
    #expect(commit.encode() == (try ObjectVector.named("commit").root))
    #expect(try Commit.decode(ObjectVector.named("commit").root) == commit)
    let operation = ObjectVectorValues.operation
    #expect(operation.encode() == (try ObjectVector.named("operation").root))
    #expect(try Operation.decode(ObjectVector.named("operation").root) == operation)
    let staging = try ObjectVectorValues.staging()
    #expect(staging.encode() == (try ObjectVector.named("staging").root))
    #expect(try Staging.decode(ObjectVector.named("staging").root) == staging)
  }

  @Test func notes() throws {
    let note = ObjectVectorValues.note
    #expect(note.encode() == (try ObjectVector.named("note").root))
    #expect(try Note.decode(ObjectVector.named("note").root) == note)
  }

  @Test func evaluations() throws {
    let note = try ObjectVectorValues.evaluation()
    #expect(note.encode() == (try ObjectVector.named("note-evaluation").root))
    let read = try Note.decode(ObjectVector.named("note-evaluation").root)
    #expect(read == note && read.evaluationDetail?.slices.count == 2)
  }

  @Test func comparisons() throws {
    let note = try ObjectVectorValues.comparison()
    #expect(note.encode() == (try ObjectVector.named("note-comparison").root))
    let read = try Note.decode(ObjectVector.named("note-comparison").root)
    #expect(read == note && read.comparison == note.comparison && read.comparison != nil)
  }

  @Test func commitsBesideGit() throws {
    let commit = try LineageVectorValues.commit()
    #expect(commit.encode() == (try ObjectVector.named("commit-beside-git").root))
    #expect(try Commit.decode(ObjectVector.named("commit-beside-git").root) == commit)
  }

  @Test func environments() throws {
    let environment = try LineageVectorValues.environment()
    #expect(environment.encode() == (try ObjectVector.named("environment").root))
    #expect(try EnvironmentRecord.decode(ObjectVector.named("environment").root) == environment)
  }

  @Test func runs() throws {
    for (name, run) in [
      ("run", try RunVectorValues.run()), ("run-killed", try RunVectorValues.killed()),
    ] {
      #expect(run.encode() == (try ObjectVector.named(name).root))
      #expect(try RunRecord.decode(ObjectVector.named(name).root) == run)
    }
  }

  @Test func everyVectorIsTested() {
    let tested =
      Array(ObjectVectorValues.recipes.keys) + ObjectVectorValues.trees.keys
      + ["blob-empty", "blob-hello", "commit", "operation", "staging", "note", "note-evaluation"]
      + ["note-comparison"]
      + ["commit-beside-git", "environment", "run", "run-killed"]
    #expect(Set(tested) == Set(ObjectVector.all.map(\.name)))
  }
}

/// A file of objects, children first, the last one being what the id names.
struct ObjectVector: Sendable, CustomTestStringConvertible {
  struct Object: Equatable, Sendable {
    let id: Digest
    let bytes: [UInt8]
  }

  let name: String
  let kind: String
  let id: Digest
  let objects: [Object]

  var root: [UInt8] { objects.last?.bytes ?? [] }
  var testDescription: String { name }

  struct Unknown: Error {}

  func load(_ id: Digest) throws -> [UInt8] {
    guard let object = objects.first(where: { $0.id == id }) else { throw Unknown() }
    return object.bytes
  }

  static func named(_ name: String) throws -> ObjectVector {
    guard let vector = all.first(where: { $0.name == name }) else { throw Unknown() }
    return vector
  }

  /// All of them; none when the manifest does not say what the files hold, which a test notices.
  static let all: [ObjectVector] = (try? read()) ?? []

  private static func read() throws -> [ObjectVector] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Vectors/objects")
    let manifest = try JSONValue(
      parsing: Array(Data(contentsOf: folder.appending(path: "manifest.json"))))
    return try (manifest.array ?? []).map { row in
      guard let name = row["name"]?.string, let kind = row["kind"]?.string,
        let id = row["id"]?.string.flatMap({ Digest(hex: $0) }), let list = row["objects"]?.array
      else { throw Unknown() }
      var bytes = Array(try Data(contentsOf: folder.appending(path: "\(name).bin")))[...]
      let objects = try list.map { object in
        guard let id = object["id"]?.string.flatMap({ Digest(hex: $0) }),
          let count = object["bytes"]?.integer, count <= bytes.count
        else { throw Unknown() }
        defer { bytes = bytes.dropFirst(Int(count)) }
        return Object(id: id, bytes: Array(bytes.prefix(Int(count))))
      }
      guard bytes.isEmpty else { throw Unknown() }
      return ObjectVector(name: name, kind: kind, id: id, objects: objects)
    }
  }
}
