// Runs that travel with the commits whose lineage names them.
import FileIO
import Objects
import References
import Remotes
import Repository
import SystemPackage
import TestSupport
import Testing

@Suite struct RunSharingTests {
  private func run(
    _ member: Member, _ script: String, reads inputs: [String] = [], makes outputs: [String] = []
  ) throws -> RunReport {
    let sink = try FileDescriptor.open("/dev/null", .writeOnly, options: [.closeOnExec])
    defer { try? sink.close() }
    var request = RunRequest(words: ["sh", "-c", script], folder: member.test.root)
    request.inputs = inputs
    request.outputs = outputs
    request.outputDescriptor = sink.rawValue
    request.errorDescriptor = sink.rawValue
    return try member.repository.run(request)
  }

  private func commit(_ member: Member) throws {
    var request = CommitRequest(message: "trained")
    request.models = [NamedPath(path: try RepositoryPath(validating: "m.bin"))]
    request.datasets = [NamedPath(path: try RepositoryPath(validating: "t.csv"))]
    _ = try member.repository.commit(request)
  }

  @Test func aRunGoesWithItsCommitAndOthersStay() throws {
    let folder = try RemoteFolder()
    let ana = try Member(folder.transport)
    try ana.test.write("t.csv", "1,2\n")
    try ana.test.write("train.py", "pass\n")
    let failed = try run(ana, "echo no; exit 1")
    let made = try run(ana, "echo hello; cat t.csv > m.bin", reads: ["t.csv"], makes: ["m.bin"])
    try ana.test.write("train.py", "changed\n")
    try commit(ana)
    #expect(try ana.push().isChange)
    try folder.expectSound()

    let ben = try Member(folder.transport, later: 1000)
    #expect(try ben.fetch().isChange)
    let repository = try ben.repository
    #expect(try repository.runs().map(\.id) == [made.id])
    #expect(try repository.run(made.id.hex).run == made.run)
    let output = try #require(made.run.output)
    #expect(try repository.store.readBlob(output.blob, maxBytes: 99) == Array("hello\n".utf8))
    // The code that ran came along, though no commit has it.
    let code = try #require(made.run.code)
    #expect(
      try TreeCodec.decode(code.tree) { try repository.store.read(.tree, $0.digest) }.count > 0)
    try ben.expectSound()
    #expect(try !ben.fetch().isChange && !ana.push().isChange)

    // What Ben adds joins what is there, and Ana keeps her own.
    let other = try run(ben, "true")
    _ = try ana.fetch()
    #expect(try Set(ana.repository.runs().map(\.id)) == [failed.id, made.id])
    #expect(try Set(ben.repository.runs().map(\.id)) == [made.id, other.id])
    try ana.expectSound()
  }

  @Test func purgedDataTakesItsRunsAlong() throws {
    let folder = try RemoteFolder()
    let ana = try Member(folder.transport)
    _ = try ana.repository.addRemote(
      .origin, at: RemoteLocation(parsing: folder.path.string), from: FilePath("/"))
    try ana.test.write("t.csv", "1,2\n")
    let made = try run(
      ana, "cat t.csv > m.bin; echo x >> m.bin", reads: ["t.csv"], makes: ["m.bin"])
    try commit(ana)
    _ = try ana.push()
    _ = try ana.repository.purge(PurgeRequest("t.csv", reason: "asked for"))
    let repository = try ana.repository
    #expect(try repository.runs().isEmpty)
    #expect(code { _ = try repository.run(made.id.hex) } == "unknown-run")
    let ben = try Member(folder.transport, later: 1000)
    _ = try ben.fetch()
    #expect(try ben.repository.runs().isEmpty)
    try ben.expectSound()
  }

  private func code(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch let error as any MLXError {
      return error.code
    } catch {
      return "\(error)"
    }
  }
}
