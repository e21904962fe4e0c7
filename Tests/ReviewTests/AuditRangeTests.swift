import Objects
import ProjectFiles
import References
import Repository
import TestSupport
import Testing

@testable import Review

/// What a range brought, by the policy of its left side.
@Suite struct AuditRangeTests {
  private let scene: AuditScene

  init() throws {
    scene = try AuditScene()
    try scene.soundVersion()
  }

  @Test func onlyWhatIsNewIsJudged() throws {
    try scene.test.write("m.safetensors", AuditScene.model([.nan]))
    try scene.commit("bad")
    try scene.test.write("train.py", "print('new')\n")
    try scene.commit("code alone")
    #expect(try scene.audit().verdict == .failed)
    #expect(try scene.audit("HEAD~1..HEAD").findings.isEmpty)
    #expect(try scene.found(.nanWeights, "HEAD~2..HEAD").count == 1)
    #expect(try scene.audit("HEAD..HEAD").findings.isEmpty)
  }

  /// The other side went on meanwhile: what it brought is not the range's.
  @Test func fromTheCommonAncestor() throws {
    let repository = try scene.repository()
    try repository.createTag(TagName(validating: "fork"))
    try scene.test.write("m.safetensors", AuditScene.model([.nan]))
    try scene.commit("bad, on main")
    try repository.createTag(TagName(validating: "theirs"))
    _ = try scene.repository().checkout(CheckoutOptions(revision: Revision(parsing: "fork")))
    try scene.test.write("train.py", "print('mine')\n")
    try scene.commit("good, beside it")
    #expect(try scene.audit("theirs..HEAD").findings.isEmpty)
    #expect(try scene.audit("HEAD..theirs").verdict == .failed)
    #expect(try scene.audit("theirs...HEAD").findings.isEmpty)
  }

  /// A change cannot lower its own bar.
  @Test func thePolicyIsThatOfTheBase() throws {
    try scene.test.write("mlx.yaml", "audit: {nan-weights: off, unsigned: off}\n")
    try scene.test.write("m.safetensors", AuditScene.model([.nan]))
    let head = try scene.commit("bad, and says that it does not matter")
    #expect(try scene.found(.nanWeights).isEmpty)
    let report = try scene.audit("HEAD~1..HEAD")
    #expect(report.verdict == .failed)
    #expect(report.findings.contains { $0.rule == .nanWeights })
    #expect(report.policy != head && report.policy != nil)
  }

  @Test func strictMakesWarningsFail() throws {
    try scene.rewrite { $0.lineage = [] }
    #expect(try scene.audit().verdict == .passed)
    #expect(try scene.audit { $0.isStrict = true }.verdict == .failed)
    #expect(try scene.audit { $0.levels[.lineageMissing] = .off }.rules.count == 12)
  }

  /// The same bytes, however often it is asked.
  @Test func reportsAreTheSame() throws {
    try scene.rewrite { $0.lineage = [] }
    let (one, other) = (try scene.audit(), try scene.audit())
    #expect(one == other)
    #expect(one.markdown == other.markdown)
    #expect(one.sarif(version: "1") == other.sarif(version: "1"))
  }
}
