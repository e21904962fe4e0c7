// Runs of commands that do what nobody expects.
import FileIO
import Objects
import References
import SystemPackage
import TestSupport
import Testing

@testable import Repository

@Suite struct RunFaultTests {
  @Test func whatNoRecordCanHoldIsRefusedOrLeftOut() throws {
    let bench = try RunBench()
    #expect(code { try bench.run("true", makes: ["/tmp/none/x\ny"]) } == "invalid-path")
    var run = try bench.run("true", makes: []).run
    run.outputs = [
      RunFile(.location("/tmp/x\ny"), object: nil, size: 0),
      RunFile(.path(RepositoryPath(unchecked: ".GIT/x")), object: nil, size: 0),
    ]
    #expect(throws: ObjectError.self) { try RunRecord.decode(run.encode()) }
    #expect(run.dropUnnameable().count == 2)
    #expect(try RunRecord.decode(run.encode()) == run)
  }

  @Test func aRecordThatCannotBeReadHidesNoOther() throws {
    let bench = try RunBench()
    let good = try bench.run("echo m > m.bin", makes: ["m.bin"])
    let repository = try bench.project.repository
    var bad = good.run
    bad.outputs = [RunFile(.location("/tmp/x\ny"), object: nil, size: 0)]
    try repository.transaction("run") { transaction in
      let id = RunID(try transaction.writer.putBytes(.record, bad.encode()))
      transaction.view.addRun(bad)
      transaction.description = "\(Repository.runMark)\(id.short): true"
    }
    #expect(try repository.runs().map(\.id) == [good.id])
    #expect(try repository.runTable().notices.count == 1)
    #expect(try bench.project.status().runs.map(\.id) == [good.id])
    try bench.project.commit { $0.models = [NamedPath(path: bench.project.path("m.bin"))] }
    #expect(try bench.edge(of: "m")?.run == good.id)
  }

  @Test func whatWasThereAndWasNotWrittenIsNotMade() throws {
    let bench = try RunBench()
    try bench.project.write("m.bin", "w\n")
    try bench.project.write("o/a.bin", "1\n")
    try bench.project.write("p/a.bin", "1\n")
    let report = try bench.run(
      "echo 2 > p/b.bin", makes: ["m.bin", "o", "p"])
    #expect(report.missing == ["m.bin", "o"] && !report.run.isSuccess)
    #expect(report.reasons["m.bin"] == "was there before and was not written")
    try bench.project.commit { $0.models = [NamedPath(path: bench.project.path("m.bin"))] }
    #expect(try bench.edge(of: "m")?.run == nil)
    // The same bytes, written again, are made.
    let again = try bench.run("echo w > m.bin; echo 1 > o/a.bin", makes: ["m.bin", "o"])
    #expect(again.missing.isEmpty && again.run.isSuccess)
  }

  @Test func whatCannotBeReadAfterItLosesOnlyItself() throws {
    let bench = try RunBench()
    try bench.project.write("t.csv", "1\n")
    let report = try bench.run(
      "mkfifo pipe; echo m > m.bin; rm t.csv; mkfifo t.csv", reads: ["t.csv"],
      makes: ["pipe", "m.bin"])
    #expect(report.missing == ["pipe"] && report.run.changed == ["t.csv"])
    #expect(report.reasons["pipe"]?.hasPrefix("cannot be recorded: ") == true)
    #expect(report.run.outputs.map { $0.object == nil } == [true, false])
    #expect(try bench.project.repository.runs().map(\.id) == [report.id])
  }

  @Test func secretsInSettingsAndHeadersAreLeftOut() throws {
    let bench = try RunBench()
    try bench.project.write("p.json", #"{"hub": {"auth_token": "SEKRIT", "max_tokens": 5}}"#)
    let report = try bench.run("true") {
      $0.params = [
        "p.json", "api_key=SEKRIT", "db.password=12345", "url=https://u:SEKRIT@h/x",
        "tokenizer=bpe", "pad_token=<pad>",
      ]
      $0.words += [
        "x", "-H", "Authorization: Basic SEKRIT", "curl -H 'authorization: Bearer SEKRIT' u",
        "Bearer", "SEKRIT", "db.password=SEKRIT", "tokenizer=bpe",
      ]
    }
    #expect(
      report.run.params?.values == [
        "hub": ["auth_token": "***", "max_tokens": .integer(5)], "api_key": "***",
        "db": ["password": "***"], "url": "https://***@h/x", "tokenizer": "bpe",
        "pad_token": "<pad>",
      ])
    #expect(
      report.run.command.suffix(6) == [
        "Authorization: ***", "curl -H 'authorization: ***' u", "Bearer", "***",
        "db.password=***", "tokenizer=bpe",
      ])
    #expect(!String(decoding: report.run.encode(), as: UTF8.self).contains("SEKRIT"))
  }

  @Test func namesOfFoldersThatHoldData() {
    #expect(!RunFileNames.isSystem("/dev/shm/x.csv") && !RunFileNames.isSystem("/run/media/u/x"))
    #expect(!RunFileNames.isByTheWay("/mnt/models/best.pth"))
    #expect(RunFileNames.isSystem("/opt/x/site-packages/distutils.pth"))
    #expect(RunFileNames.isSystem("/dev/null") && RunFileNames.isSystem("/run/lock/x"))
  }
}

@Suite struct RunTakenUpTests {
  @Test func aCopyIsMadeAndItsSourceIsNot() throws {
    let bench = try RunBench()
    try bench.project.write("t.csv", "1,2\n")
    let report = try bench.run("cp t.csv m.bin", reads: ["t.csv"], makes: ["m.bin"])
    try bench.project.commit {
      $0.models = [NamedPath(path: bench.project.path("m.bin"))]
      $0.datasets = [NamedPath(path: bench.project.path("t.csv"))]
    }
    #expect(try bench.edge(of: "m")?.run == report.id && bench.edge(of: "t")?.run == nil)
    #expect(try bench.inputs(of: "m") == ["t \(shortBlob("1,2\n")) train"])
  }

  @Test func equalBytesElsewhereAreTakenUpOnlyWhereTheOutputMoved() throws {
    let bench = try RunBench()
    try bench.project.write("t.csv", "1,2\n")
    let report = try bench.run("sed s/,/m/ t.csv > m.bin", reads: ["t.csv"], makes: ["m.bin"])
    try bench.project.write("other.bin", "1m2\n")
    try bench.project.commit { $0.models = [NamedPath(path: bench.project.path("other.bin"))] }
    #expect(try bench.edge(of: "other")?.run == nil)
    let second = try bench.run("sed s/,/k/ t.csv > k.bin", reads: ["t.csv"], makes: ["k.bin"])
    try bench.project.write("moved.bin", "1k2\n")
    try bench.project.delete("k.bin")
    try bench.project.commit { $0.models = [NamedPath(path: bench.project.path("moved.bin"))] }
    #expect(try bench.edge(of: "moved")?.run == second.id && second.id != report.id)
  }

  @Test func anInputInTheFolderThatItMadeIsNamedAsAFile() throws {
    let bench = try RunBench()
    try bench.project.write("data/a.csv", "1\n")
    let report = try bench.run(
      "sed s/1/2/ data/a.csv > data/b.csv", reads: ["data/a.csv"], makes: ["data"])
    try bench.project.commit { $0.datasets = [NamedPath(path: bench.project.path("data"))] }
    #expect(try bench.edge(of: "data")?.run == report.id)
    #expect(
      try bench.inputs(of: "data") == ["file:data/a.csv sha256:\(shortBlob("1\n")) input"])
  }

  @Test func runsThatCopyInACircleRefuseNoCommit() throws {
    let bench = try RunBench()
    try bench.project.write("a.bin", "1\n")
    try bench.run("sed s/1/2/ a.bin > b.bin", reads: ["a.bin"], makes: ["b.bin"])
    try bench.run("sed s/2/1/ b.bin > a.bin", reads: ["b.bin"], makes: ["a.bin"])
    let result = try bench.project.commit {
      $0.models = ["a.bin", "b.bin"].map { NamedPath(path: bench.project.path($0)) }
    }
    #expect(result.lineage.count == 2)
    #expect(result.notices.contains { $0.contains("would be made from each other, as the run") })
  }
}
