import Objects
import Testing

@testable import Environments

@Suite struct EnvironmentDiffTests {
  private func record(
    _ distributions: [Distribution], conda: [CondaPackage] = [], python: String? = "3.11.7"
  ) -> EnvironmentRecord {
    EnvironmentRecord(
      origin: .virtualenv,
      interpreter: python.map { Interpreter(implementation: "CPython", version: $0) },
      distributions: distributions, condaPackages: conda,
      system: SystemFacts(os: "linux", machine: "x86_64"))
  }

  private func lines(_ changes: [PackageChange]) -> [String] {
    changes.map {
      "\($0.word) \($0.name) \($0.from ?? "-") \($0.to ?? "-") \($0.distance?.rawValue ?? "-")"
    }
  }

  @Test func packagesAreMatchedByName() throws {
    let url = try #require(StrippedURL(stripping: "https://h/a.git"))
    let old = record([
      Distribution(written: "NumPy", version: "1.26.4"),
      Distribution(written: "six", version: "1.0"),
      Distribution(written: "gone", version: "1"), Distribution(written: "same", version: "1.0"),
      Distribution(written: "src", version: "1"),
    ])
    let new = record([
      Distribution(written: "numpy", version: "2.1.0"),
      Distribution(written: "six", version: "1.0.1"),
      Distribution(written: "come", version: "2"),
      Distribution(written: "same", version: "1.0.0", installer: "uv"),
      Distribution(
        written: "src", version: "1",
        source: .repository(url, system: "git", commit: "abc", subfolder: nil)),
    ])
    let diff = EnvironmentDiff(from: old, to: new)
    #expect(
      lines(diff.packages) == [
        "added come - 2 -", "removed gone 1 - -", "changed numpy 1.26.4 2.1.0 major",
        "changed six 1.0 1.0.1 patch",
        "changed src 1 (index) 1 (git+https://h/a.git@abc) same-version-other-source",
      ])
    #expect(!diff.isEmpty && !diff.isSameSoftware && diff.interpreter == nil)
    #expect(EnvironmentDiff(from: old, to: old).isEmpty)
  }

  @Test func doublesArePaired() {
    let old = record([
      Distribution(written: "a", version: "1"), Distribution(written: "a", version: "2"),
    ])
    let new = record([
      Distribution(written: "a", version: "2"), Distribution(written: "a", version: "3"),
    ])
    #expect(lines(EnvironmentDiff(from: old, to: new).packages) == ["changed a 1 3 major"])
    let one = record([Distribution(written: "a", version: "2")])
    #expect(lines(EnvironmentDiff(from: old, to: one).packages) == ["removed a 1 - -"])
    #expect(lines(EnvironmentDiff(from: one, to: old).packages) == ["added a - 1 -"])
  }

  @Test func condaHasBuilds() {
    let old = record(
      [], conda: [CondaPackage(name: "blas", version: "1.0", build: "mkl", channel: nil)])
    let new = record(
      [], conda: [CondaPackage(name: "blas", version: "1.0", build: "ob", channel: nil)])
    #expect(
      lines(EnvironmentDiff(from: old, to: new).condaPackages)
        == ["changed blas 1.0 mkl 1.0 ob build"])
  }

  @Test func interpretersHaveDistances() {
    let diff = EnvironmentDiff(from: record([], python: "3.11.7"), to: record([], python: "3.12.1"))
    #expect(diff.interpreter?.distance == .minor)
    let none = EnvironmentDiff(from: record([]), to: record([], python: nil))
    #expect(none.interpreter != nil && none.interpreter?.distance == nil)
    var pypy = record([])
    pypy.interpreter?.implementation = "PyPy"
    #expect(EnvironmentDiff(from: record([]), to: pypy).interpreter?.distance == .other)
  }

  @Test func factsAreNamed() {
    var (old, new) = (record([]), record([]))
    old.system.kernel = "5.1"
    new.system.kernel = "6.1"
    new.system.gpuDriver = "535.1"
    new.origin = .conda
    old.variables = ["B": "1", "A": "1"]
    new.variables = ["B": "2", "C": "3"]
    old.lockFiles = [DependencyLock(name: "uv.lock", size: 1, blob: nil)]
    let diff = EnvironmentDiff(from: old, to: new)
    #expect(
      diff.system == [
        FactChange(field: "kernel", before: "5.1", after: "6.1"),
        FactChange(field: "gpu_driver", before: nil, after: "535.1"),
      ])
    #expect(diff.variables.map(\.field) == ["A", "B", "C"])
    #expect(
      diff.lockFiles == [FactChange(field: "uv.lock", before: "left out, 1 bytes", after: nil)])
    #expect(diff.origin?.after == "conda")
    #expect(diff.isSameSoftware && !diff.isEmpty)
  }
}
