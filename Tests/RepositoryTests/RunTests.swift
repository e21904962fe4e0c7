// Runs of real commands, and the commits that take them up.
import FileIO
import Objects
import References
import SystemPackage
import TestSupport
import Testing

@testable import Repository

@Suite struct RunTests {
  @Test func whatItReadAndMadeIsRecorded() throws {
    let bench = try RunBench()
    try bench.project.write("data/t.csv", "1,2\n")
    try bench.project.write("train.sh", "exit 0\n")
    let report = try bench.run(
      "cat data/t.csv > out.bin; echo '{\"acc\": 0.5}' > metrics.json; echo hello",
      reads: ["data/t.csv"], makes: ["out.bin", "metrics.json"]
    ) { $0.params = ["lr=0.5", "opt.name=adam", "n=3"] }
    let run = report.run
    #expect(report.exitStatus == 0 && report.missing.isEmpty && run.isSuccess)
    #expect(run.inputs.map(\.object) == [.blob(BlobID(SHA256Hasher.hash("1,2\n")))])
    #expect(
      run.outputs.map(\.object) == [
        .blob(BlobID(SHA256Hasher.hash("1,2\n"))),
        .blob(BlobID(SHA256Hasher.hash("{\"acc\": 0.5}\n"))),
      ])
    #expect(run.metrics.map(\.values) == [["acc": .number(0.5)]])
    #expect(
      run.params?.values == ["lr": .number(0.5), "opt": ["name": "adam"], "n": .integer(3)])
    #expect(run.evidence == .recorded && run.code?.fileCount == 1 && run.trace == nil)
    let repository = try bench.project.repository
    let output = try #require(run.output)
    #expect(try repository.store.readBlob(output.blob, maxBytes: 100) == Array("hello\n".utf8))
    // What it read and made is not stored.
    #expect(!repository.store.containsBlob(BlobID(SHA256Hasher.hash("1,2\n"))))
    let found = try repository.run(String(report.id.hex.prefix(6)))
    #expect(found == ListedRun(id: report.id, run: run))
    #expect(try repository.run("latest").id == report.id && repository.fsck().isSound)
  }

  @Test func aFailureIsRecordedAndTakenUpByNoCommit() throws {
    let bench = try RunBench()
    try bench.project.write("t.csv", "1,2\n")
    let report = try bench.run("echo x > m.bin; exit 3", reads: ["t.csv"], makes: ["m.bin"])
    #expect(report.exitStatus == 3 && report.run.outputs.map(\.object) == [nil])
    let killed = try bench.run("kill -9 $$")
    #expect(killed.exitStatus == 137)
    let short = try bench.run("true", makes: ["nothing"])
    #expect(short.missing == ["nothing"] && !short.run.isSuccess)
    try bench.project.commit { $0.models = [NamedPath(path: bench.project.path("m.bin"))] }
    #expect(try bench.edge(of: "m")?.run == nil)
    #expect(try bench.project.repository.runs().map(\.id) == [short.id, killed.id, report.id])
    #expect(try bench.project.status().runs.isEmpty)
  }

  @Test func nothingRunsWhereAnInputIsMissing() throws {
    let bench = try RunBench()
    try bench.project.write("t.csv", "1,2\n")
    func refusal(_ input: String, params: [String] = []) -> String? {
      code {
        try bench.run("echo x > ran", reads: [input]) { $0.params = params }
      }
    }
    #expect(refusal("nothing.csv") == "input-missing")
    #expect(refusal(".") == "invalid-path" && refusal(".mlops/format") == "path-reserved")
    #expect(refusal("t.csv", params: ["lr"]) == "invalid-parameter")
    #expect(refusal("t.csv", params: ["a..b=1"]) == "invalid-parameter")
    #expect(refusal("t.csv", params: ["t.csv"]) == "invalid-params")
    #expect(code { try bench.run("true") { $0.name = "a\nb" } } == "invalid-name")
    #expect(
      code { try bench.run("true") { $0.words = ["no-such-program"] } } == "command-not-found")
    #expect(try !bench.project.exists("ran") && bench.project.repository.runs().isEmpty)
  }

  @Test func anInputThatChangedMakesItDeclared() throws {
    let bench = try RunBench()
    try bench.project.write("data/a.csv", "1\n")
    try bench.project.write("b.csv", "1\n")
    let report = try bench.run(
      "cat data/a.csv > m.bin; echo 2 > data/new.csv; touch b.csv", reads: ["data", "b.csv"],
      makes: ["m.bin"])
    #expect(report.run.changed == ["data"] && report.run.evidence == .declared)
    #expect(report.notices.contains { $0.contains("'data' changed while") })
  }

  @Test func secretsAreLeftOut() throws {
    let bench = try RunBench()
    let report = try bench.run("true") {
      $0.words += ["x", "--token", "abc", "--api-key=def", "https://ana:pw@host/x"]
    }
    #expect(
      report.run.command.suffix(4) == ["--token", "***", "--api-key=***", "https://***@host/x"])
  }

  @Test func runsAtOneTimeAreAllKept() throws {
    let bench = try RunBench()
    try Threads.run(4) { number in
      try bench.run("echo \(number) > out\(number)", makes: ["out\(number)"])
    }
    let runs = try bench.project.repository.runs()
    #expect(Set(runs.flatMap { $0.run.outputs.map(\.name) }) == ["out0", "out1", "out2", "out3"])
    #expect(try bench.project.repository.fsck().isSound)
  }

  @Test func theyOutliveACollectionAndDamageIsSeen() throws {
    let bench = try RunBench()
    try bench.project.write("data/a.csv", "1\n")
    let report = try bench.run(
      "echo hello; mkdir o; echo 1 > o/m.bin", reads: ["data"], makes: ["o"])
    _ = try bench.project.repository.collect(CollectOptions(isImmediate: true))
    let repository = try bench.project.repository
    #expect(try repository.runs().map(\.id) == [report.id])
    let output = try #require(report.run.output)
    #expect(try repository.store.readBlob(output.blob, maxBytes: 99) == Array("hello\n".utf8))
    // The trees of its folders are there for the commit.
    try bench.project.commit { $0.models = [NamedPath(path: bench.project.path("o/m.bin"))] }
    #expect(try bench.edge(of: "m")?.run == report.id)
    #expect(try bench.project.repository.fsck().isSound)
  }
}

@Suite struct RunCommitTests {
  @Test func itsInputsAreThoseOfTheEdge() throws {
    let bench = try RunBench()
    try bench.project.write("t.csv", "1,2\n")
    try bench.project.write("h.csv", "3,4\n")
    let report = try bench.run(
      "sed s/,/m/ t.csv > m.bin", reads: ["t.csv", "h.csv"], makes: ["m.bin"])
    #expect(try bench.project.status().runs.map(\.id) == [report.id])
    try bench.project.write(
      "mlx.yaml",
      "assets:\n  m:\n    lineage: [t, h: {role: holdout}]\n".replacing(
        "[t, h: {role: holdout}]", with: "\n      - t\n      - h: {role: holdout}"))
    let result = try bench.project.commit {
      $0.models = [NamedPath(path: bench.project.path("m.bin"))]
      $0.datasets = ["t.csv", "h.csv"].map { NamedPath(path: bench.project.path($0)) }
    }
    let edge = try #require(try bench.edge(of: "m"))
    #expect(edge.run == report.id && edge.evidence == .recorded)
    #expect(
      try bench.inputs(of: "m")
        == ["t \(shortBlob("1,2\n")) train", "h \(shortBlob("3,4\n")) holdout"])
    #expect(result.lineage.map(\.isNew) == [true])
    #expect(try bench.project.status().runs.isEmpty)
  }

  @Test func newerDataIsNotWhatTheModelWasMadeFrom() throws {
    let bench = try RunBench()
    try bench.project.write("t.csv", "1,2\n")
    let report = try bench.run("sed s/,/m/ t.csv > m.bin", reads: ["t.csv"], makes: ["m.bin"])
    try bench.project.write("t.csv", "9,9\n")
    let result = try bench.project.commit {
      $0.models = [NamedPath(path: bench.project.path("m.bin"))]
      $0.datasets = [NamedPath(path: bench.project.path("t.csv"))]
    }
    #expect(try bench.inputs(of: "m") == ["t \(shortBlob("1,2\n")) train"])
    #expect(
      result.notices.contains { $0.contains("'t' has changed since the run \(report.id.short)") })
  }

  @Test func whatAPersonSaysComesBeforeIt() throws {
    let bench = try RunBench()
    try bench.project.write("t.csv", "1,2\n")
    try bench.project.write("u.csv", "5,6\n")
    try bench.run("sed s/,/m/ t.csv > m.bin", reads: ["t.csv"], makes: ["m.bin"])
    try bench.project.commit {
      $0.models = [NamedPath(path: bench.project.path("m.bin"))]
      $0.datasets = ["t.csv", "u.csv"].map { NamedPath(path: bench.project.path($0)) }
      $0.from = [LineageRequest(output: "m", input: .asset("u"), role: nil)]
    }
    let edge = try #require(try bench.edge(of: "m"))
    #expect(edge.run == nil && edge.evidence == .declared)
    #expect(try bench.inputs(of: "m") == ["u \(shortBlob("5,6\n")) train"])
  }

  @Test func theNewestOfSeveralCountsAndEachOutputHasItsOwn() throws {
    let bench = try RunBench()
    try bench.project.write("t.csv", "1,2\n")
    try bench.run("sed s/,/f/ t.csv > f.csv", reads: ["t.csv"], makes: ["f.csv"])
    let features = try bench.run("sed s/,/f/ t.csv > f.csv", reads: ["t.csv"], makes: ["f.csv"])
    let model = try bench.run("echo m | cat - f.csv > m.bin", reads: ["f.csv"], makes: ["m.bin"])
    try bench.project.commit {
      $0.models = [NamedPath(path: bench.project.path("m.bin"))]
      $0.datasets = ["t.csv", "f.csv"].map { NamedPath(path: bench.project.path($0)) }
    }
    #expect(try bench.edge(of: "f")?.run == features.id && bench.edge(of: "m")?.run == model.id)
    #expect(try bench.inputs(of: "m") == ["f \(shortBlob("1f2\n")) train"])
  }

  @Test func filesOfFoldersAndFilesThatAreNoAssets() throws {
    let bench = try RunBench()
    try bench.project.write("data/a.csv", "1\n")
    try bench.project.write("data/b.csv", "2\n")
    try bench.project.write("raw x.csv", "3\n")
    try bench.project.write("lib/util.py", "pass\n")
    try bench.run(
      "cat data/a.csv 'raw x.csv' > m.bin", reads: ["data/a.csv", "raw x.csv", "lib/util.py"],
      makes: ["m.bin"])
    let result = try bench.project.commit {
      $0.models = [NamedPath(path: bench.project.path("m.bin"))]
      $0.datasets = [NamedPath(path: bench.project.path("data"))]
    }
    let inputs = try bench.inputs(of: "m")
    #expect(inputs.count == 2 && inputs[0].hasPrefix("data "))
    #expect(inputs[1] == "file:raw%20x.csv sha256:\(shortBlob("3\n")) input")
    #expect(result.notices.contains { $0.contains("'raw x.csv' is an input of 'm' and no asset") })
  }

  @Test func theCodeIsThatOfTheRun() throws {
    let bench = try RunBench()
    try bench.project.write("t.csv", "1,2\n")
    try bench.project.write("train.py", "one\n")
    let report = try bench.run("sed s/,/m/ t.csv > m.bin", reads: ["t.csv"], makes: ["m.bin"])
    try bench.project.write("train.py", "two\n")
    let result = try bench.project.commit {
      $0.models = [NamedPath(path: bench.project.path("m.bin"))]
      $0.datasets = [NamedPath(path: bench.project.path("t.csv"))]
    }
    let ran = try #require(report.run.code)
    let code = try bench.edge(of: "m")?.inputs.first { $0.role == "code" }
    #expect(code?.source == .asset(CodeAsset.reference, id: .tree(ran.tree)))
    #expect(result.notices.contains { $0.contains("the code has changed since the run") })
  }
}

/// Whether the kernel can do it.
private let canTrace = (try? ForegroundProgram.checkTracing()) != nil

@Suite(.enabled(if: canTrace)) struct RunTraceTests {
  private func undeclared(_ report: RunReport) -> [String] {
    report.run.undeclared.listed.map(\.name)
  }

  @Test func undeclaredInputsAreFoundAndNamed() throws {
    let bench = try RunBench()
    try bench.project.write("t.csv", "1,2\n")
    try bench.project.write("rates.csv", "5\n")
    try bench.project.write("read.sh", "cat rates.csv\n")
    let report = try bench.run(
      "cat t.csv > m.bin; sh read.sh >> m.bin", reads: ["t.csv"], makes: ["m.bin"], traced: true)
    #expect(undeclared(report) == ["rates.csv"] && report.run.evidence == .observed)
    #expect(report.run.undeclared.listed[0].object == .blob(BlobID(SHA256Hasher.hash("5\n"))))
    #expect(report.run.trace?.codeFiles == 1 && report.run.trace?.unknownCalls == 0)
    try bench.project.commit {
      $0.models = [NamedPath(path: bench.project.path("m.bin"))]
      $0.datasets = [NamedPath(path: bench.project.path("t.csv"))]
    }
    #expect(
      try bench.inputs(of: "m")
        == ["t \(shortBlob("1,2\n")) train", "file:rates.csv sha256:\(shortBlob("5\n")) input"])
    #expect(try bench.edge(of: "m")?.evidence == .observed)
  }

  @Test func whatItMadeItselfIsNoInput() throws {
    let bench = try RunBench()
    try bench.project.write("t.csv", "1,2\n")
    let report = try bench.run(
      """
      cat t.csv > a; cat a > b; mkdir d; cat b > d/c; mv d e; cat e/c > f; mv f g; cat g > h
      ln -s t.csv link; cat link > i; mktemp -d ./x.XXXX > name; cat name nothing-here > m.bin
      true
      """, reads: ["t.csv"], makes: ["m.bin"], traced: true)
    #expect(report.run.isSuccess && undeclared(report).isEmpty)
    #expect((report.run.trace?.ownFiles ?? 0) >= 4)
  }

  @Test func whatItOverwroteOrMovedIsFoundAllTheSame() throws {
    let bench = try RunBench()
    try bench.project.write("old.bin", "1\n")
    try bench.project.write("state.csv", "2\n")
    try bench.project.write("moved.csv", "3\n")
    let report = try bench.run(
      "cat old.bin > tmp; echo 9 >> tmp; mv tmp old.bin; cat state.csv > k; echo 5 > state.csv; mv moved.csv n",
      makes: ["old.bin"], traced: true)
    #expect(undeclared(report) == ["moved.csv", "old.bin", "state.csv"])
    #expect(report.run.undeclared.listed.allSatisfy { $0.object == nil })
  }

  @Test func environmentsAndFoldersOfAssetsCountOnce() throws {
    let bench = try RunBench()
    for number in 0..<20 { try bench.project.write("images/\(number).png", "\(number)") }
    try bench.project.write(".venv/pyvenv.cfg", "home = /usr\n")
    try bench.project.write(".venv/lib/data.csv", "1\n")
    try bench.project.write("tools/pyvenv.cfg", "")
    try bench.project.write("tools/words.csv", "1\n")
    try bench.project.write("__pycache__/x.csv", "1\n")
    try bench.project.commit { $0.datasets = [NamedPath(path: bench.project.path("images"))] }
    let report = try bench.run(
      "cat images/*.png .venv/lib/data.csv tools/words.csv __pycache__/x.csv > m.bin",
      makes: ["m.bin"], traced: true)
    #expect(undeclared(report) == ["images"])
    #expect(report.run.undeclared.listed[0].asset?.text == "dataset/images")
    let declared = try bench.run(
      "cat images/*.png > m.bin", reads: ["images"], makes: ["m.bin"], traced: true)
    #expect(undeclared(declared).isEmpty)
  }

  @Test func whatIsElsewhereHasItsHash() throws {
    let bench = try RunBench()
    let elsewhere = try TemporaryDirectory()
    let words = elsewhere.path.appending("words.csv")
    try File(words, .create, in: KernelFileSystem()).write(Array("w\n".utf8), at: 0)
    let report = try bench.run(
      "cat \(words.string) > m.bin", makes: ["m.bin"], traced: true)
    #expect(
      report.run.outside.listed == [
        OutsideFile(path: words.string, blob: BlobID(SHA256Hasher.hash("w\n")), size: 2)
      ])
    let declared = try bench.run(
      "cat \(words.string) > m.bin", reads: [words.string], makes: ["m.bin"], traced: true)
    #expect(declared.run.outside.isEmpty && declared.run.inputs.map(\.path) == [nil])
  }
}
