// What a watched command does in unusual ways.
import FileIO
import Objects
import References
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// Whether the kernel can do it.
private let canTrace = (try? ForegroundProgram.checkTracing()) != nil

@Suite(.enabled(if: canTrace)) struct RunTraceFaultTests {
  @Test func whatWasOpenedForWritingFirstIsAnInputAllTheSame() throws {
    let bench = try RunBench()
    for name in ["touched", "appended", "kept", "unlinked", "t"] {
      try bench.project.write("\(name).csv", "\(name)\n")
    }
    let report = try bench.run(
      """
      touch touched.csv; cat touched.csv > m.bin; : >> appended.csv; cat appended.csv >> m.bin
      (set -C; : > kept.csv) 2> err; cat kept.csv >> m.bin
      ln t.csv unlinked.csv 2> err; cat unlinked.csv >> m.bin
      echo x > new; echo y >> new; cat new >> m.bin; ln -s t.csv l; mv l k; cat k >> m.bin
      """, reads: ["t.csv"], makes: ["m.bin"], traced: true)
    let undeclared = report.run.undeclared.listed
    #expect(
      undeclared.map(\.name) == ["appended.csv", "kept.csv", "touched.csv", "unlinked.csv"])
    // Its times are others by now: who knows what else is.
    #expect(undeclared.map { $0.object == nil } == [false, false, true, false])
    #expect(report.run.isSuccess && report.run.evidence == .observed)
  }

  @Test func aFolderThatChangedAfterItWasReadHasNoID() throws {
    let bench = try RunBench()
    for name in ["a", "b", "c"] {
      try bench.project.write("\(name)/1.csv", "1\n")
      try bench.project.write("\(name)/2.csv", "2\n")
    }
    try bench.project.commit {
      $0.datasets = ["a", "b", "c"].map { NamedPath(path: bench.project.path($0)) }
    }
    let report = try bench.run(
      "cat a/*.csv b/*.csv c/1.csv > m.bin; echo 3 > a/1.csv; echo 4 > c/3.csv", makes: ["m.bin"],
      traced: true)
    #expect(report.run.undeclared.listed.map(\.name) == ["a", "b", "c"])
    #expect(report.run.undeclared.listed.map { $0.object == nil } == [true, false, true])
  }

  @Test func namesThatNoRepositoryHasAreElsewhere() throws {
    let bench = try RunBench()
    let report = try bench.run(
      "mkdir .GIT", makes: [], traced: true)
    #expect(report.run.isSuccess)
    try bench.project.write(".GIT/x.csv", "1\n")
    let read = try bench.run("cat .GIT/x.csv > m.bin", makes: ["m.bin"], traced: true)
    #expect(read.run.undeclared.isEmpty && read.run.outside.count == 1)
    #expect(try bench.project.repository.run("latest").id == read.id)
    try bench.project.commit { $0.models = [NamedPath(path: bench.project.path("m.bin"))] }
    #expect(try bench.inputs(of: "m").count == 1)
  }

  @Test func aCallThatCouldNotBeReadIsSaid() throws {
    let bench = try RunBench()
    let elsewhere = try TemporaryDirectory()
    let report = try bench.run(
      "cat \"\(elsewhere.path.string)/$(printf 'a\\377.csv')\" > m.bin 2> err; true",
      makes: ["m.bin"], traced: true)
    #expect(report.run.trace?.unknownCalls == 1 && report.run.evidence == .recorded)
    #expect(report.notices.contains { $0.contains("1 call of the command could not be read") })
  }

  @Test func aFullDiskBehindItsOutputDoesNotStopIt() throws {
    let bench = try RunBench()
    let full = try FileDescriptor.open("/dev/full", .writeOnly, options: [.closeOnExec])
    let report = try bench.run(
      "echo hello; sleep 0.05; echo again; echo m > m.bin", makes: ["m.bin"]
    ) {
      $0.outputDescriptor = full.rawValue
    }
    #expect(report.run.isSuccess && report.run.output?.size == 12)
    #expect(report.notices.contains { $0.contains("could not all be passed on") })
  }
}
