// The sample of Documentation/code-review.md as a team has it: trained with scikit-learn, pushed, and
// reviewed in a fresh clone without a model or dataset.
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The repository that `make.sh` makes, its remote, and a clone of it.
private final class Sample {
  let folder: String
  static let python = getenv("MLX_FORMATS_PYTHON").map { String(cString: $0) }
  private static let root =
    String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.endIndex)) + "/../.."
  private static let examples = root + "/Documentation/examples"

  init() throws {
    var template = Array("/tmp/mlx-sample-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw ShellError(operation: "mkdtemp", number: errno) }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { _ = try? run("chmod -R u+rwX . && rm -rf '\(folder)'") }

  static func isPossible() -> Bool {
    guard python != nil, let sample = try? Sample() else { return false }
    return (try? sample.run("mlx init -q && mlx run -q --trace -- true").status) == 0
  }

  func run(_ script: String) throws -> (status: Int32, output: String) {
    let output = folder + "/.output"
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    let status = try Shell.run(
      script, in: folder,
      environment: [
        "PATH=\(Shell.binaryFolder):\(path)", "HOME=\(folder)", "PYTHON=\(Self.python ?? "")",
        "EXAMPLES=\(Self.examples)", "MLX_USER_NAME=Ana", "MLX_USER_EMAIL=ana@example.com",
        "NO_COLOR=1", "OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1", "PYTHONDONTWRITEBYTECODE=1",
      ], output: output)
    return (status, (try? Shell.contents(of: output)) ?? "")
  }
}

@Suite(
  .enabled("needs MLX_FORMATS_PYTHON with scikit-learn, and a system that lets files be watched") {
    Sample.isPossible()
  })
struct SampleReviewTests {
  /// What each branch comes to.
  private static let verdicts: [(branch: String, status: Int32, says: [String])] = [
    ("better", 0, ["✅ may be merged", "0 undeclared inputs", "better than BASE"]),
    ("drifted", 0, ["⚠️ may be merged", "| Drift `train` | ⚠️ |"]),
    ("cheaper-looking", 1, ["❌ 1 blocked", "95 % interval of the difference", "+0.039 better"]),
    (
      "own-bar", 1,
      ["❌ 1 blocked", "edits the policy that judges it", "`2 %` → `1000 %`", "more than"]
    ),
    ("undeclared", 1, ["❌ 1 blocked", "1 undeclared input", "`weights.csv`"]),
  ]

  @Test(.timeLimit(.minutes(10)))
  func eachBranchHasItsVerdictInAFreshClone() throws {
    let sample = try Sample()
    let made = try sample.run(
      """
      set -e
      "$EXAMPLES/tumours/make.sh" tumours
      cd tumours && mlx remote add origin ../remote -q && mlx push --all -q
      git clone -q . ../clone
      """)
    try #require(made.status == 0, "\(made.output)")
    for (branch, status, says) in Self.verdicts {
      let review = try sample.run(
        """
        cd clone && MLX_REMOTE=../remote \
          "$EXAMPLES/code-review/review.sh" "$(git rev-parse origin/main)" "$(git rev-parse origin/\(branch))"
        status=$?; cat review.md; exit $status
        """)
      #expect(review.status == status, "\(branch): \(review.output)")
      for text in says { #expect(review.output.contains(text), "\(branch): \(text)") }
      let again = try sample.run(
        """
        cd clone && mlx review "git:$(git rev-parse origin/main)...git:$(git rev-parse origin/\(branch))" \
          --format md >again.md; cmp review.md again.md
        """)
      #expect(again.status == 0, "\(branch): \(again.output)")
    }
    // No byte of a model or dataset was brought.
    let absent = try sample.run(
      "cd clone && mlx fsck | tail -1; mlx cat better:model.npz >/dev/null")
    #expect(absent.output.contains("kept elsewhere") || absent.status == 0, "\(absent.output)")
    try expectEveryHashProven(sample)
  }

  /// Every id in the report is one that `mlx verify` proves, or a file of the code that it proves.
  private func expectEveryHashProven(_ sample: Sample) throws {
    let proof = try sample.run(
      #"""
      cd tumours
      mlx review --json main..cheaper-looking >report.json
      for revision in main cheaper-looking; do
        mlx verify --json $revision || exit; mlx ls -r --json $revision
      done >proven.json
      "$PYTHON" - <<'END'
      import re
      ids = lambda name: set(re.findall(r"[0-9a-f]{64}", open(name).read()))
      report, proven = ids("report.json"), ids("proven.json")
      assert len(report) > 10, report
      print("not proven:", sorted(report - proven))
      END
      """#)
    #expect(proof.output == "not proven: []\n", "\(proof.output)")
  }
}
