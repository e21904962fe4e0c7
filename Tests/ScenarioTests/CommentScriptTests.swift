// Documentation/examples/code-review/comment.py, against a host that answers as the real ones do.
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A local host with 150 comments, and a report to put there.
private final class CodeHost {
  let folder: String
  private static let sources =
    String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.endIndex))

  init() throws {
    var template = Array("/tmp/mlx-host-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw ShellError(operation: "mkdtemp", number: errno) }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    try report("first")
    let started = try run(
      """
      python3 '\(Self.sources)/CodeReview/host.py' . >/dev/null 2>&1 &
      echo $! >pid
      for _ in $(seq 100); do [ -e port ] && exit 0; sleep 0.05; done; exit 1
      """)
    guard started.status == 0 else { throw ShellError(operation: "host.py", number: 0) }
  }

  deinit { _ = try? run("kill $(cat pid); cd / && rm -rf '\(folder)'") }

  /// What `mlx review --format md` could have written.
  func report(_ text: String) throws {
    try Shell.write(
      "<!-- mlx-review v1 base=1 head=\(text) -->\n## mlx review \(text) ✅\n",
      to: folder + "/review.md")
  }

  func comment(_ arguments: String) throws -> (status: Int32, output: String) {
    try run(
      """
      python3 '\(Self.sources)/../../Documentation/examples/code-review/comment.py' review.md \
        \(arguments.replacing("URL", with: "http://127.0.0.1:$(cat port)"))
      """)
  }

  /// The comments that are reports, by their ids.
  func reports() throws -> String {
    try run(
      """
      python3 -c 'import json; print(*[str(c["id"]) + " " + c["body"].split()[4]
        for c in json.load(open("comments.json")).values() if "mlx-review" in c["body"]])'
      """
    ).output
  }

  func run(_ script: String) throws -> (status: Int32, output: String) {
    let output = folder + "/.output"
    let status = try Shell.run(
      "P=http://127.0.0.1:$(cat port 2>/dev/null)\nexport GITHUB_API_URL=$P CI_API_V4_URL=$P\n"
        + script,
      in: folder,
      environment: [
        "PATH=/usr/local/bin:/usr/bin:/bin", "GITHUB_TOKEN=secret", "GITLAB_TOKEN=secret",
        "REVIEW_TOKEN=word", "REVIEW_RETRY_SECONDS=0.01",
      ], output: output)
    return (status, (try? Shell.contents(of: output)) ?? "")
  }
}

@Suite struct CommentScriptTests {
  @Test(arguments: ["--github team/models --pull 7", "--gitlab team/models --merge-request 7"])
  func oneCommentStaysOne(place: String) throws {
    let host = try CodeHost()
    let first = try host.comment(place)
    #expect(first.output == "added the report of review.md\n")
    #expect(try host.reports() == "150 head=forged 151 head=first\n")
    // The second one is on the second page of comments.
    try host.report("second")
    let second = try host.comment(place)
    #expect(second.output == "changed the report of review.md\n")
    #expect(try host.reports() == "150 head=forged 151 head=second\n")
  }

  @Test func anyURLTakesAReport() throws {
    let host = try CodeHost()
    #expect(try host.comment("--url URL/hook").status == 0)
    let posted = try host.run("cat posted.json").output
    #expect(posted.contains("mlx-review v1 base=1 head=first"))
    #expect(posted.contains("text/markdown"))
    #expect(posted.contains("Bearer word"))
  }

  @Test func aRefusalIsAnError() throws {
    let host = try CodeHost()
    let answer = try host.comment("--github other/models --pull 7")
    #expect(answer.status == 1)
    #expect(answer.output.contains("404 Not Found"))
    try Shell.write("no report\n", to: host.folder + "/review.md")
    #expect(try host.comment("--url URL/hook").output.contains("is no report"))
  }
}
