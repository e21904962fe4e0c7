import Objects
import ProjectFiles
import Repository
import TestSupport
import Testing

@testable import Review

/// Training and test data that have something in common.
@Suite struct AuditLeakageTests {
  private let scene: AuditScene

  init() throws {
    scene = try AuditScene()
    try scene.soundVersion()
  }

  private func holdout(_ text: String) throws -> [String] {
    try scene.test.write("holdout.csv", text)
    try scene.commit()
    return try scene.found(.leakage)
  }

  @Test func rows() throws {
    #expect(
      try holdout(AuditScene.rows(40..<80))
        == ["error: 10 of 40 different rows of holdout are in train too"])
    #expect(try holdout(AuditScene.rows(50..<90)).isEmpty)
    #expect(
      try holdout(AuditScene.rows(0..<50)) == ["error: train and holdout are the same data"])
    // One in two hundred may be chance.
    #expect(
      try holdout(AuditScene.rows(49..<249))
        == ["warning: 1 of 200 different rows of holdout are in train too"])
    // By a sample.
    let many = try holdout(AuditScene.rows(25..<3000))
    #expect(many.count == 1)
    #expect(many.first?.contains("about ") == true && many.first?.contains("by a sample") == true)
    #expect(
      try holdout("id,amount\n" + (5000..<8000).map { "\($0),1\n" }.joined()).isEmpty)
  }

  @Test func whatMetricsWereMeasuredOn() throws {
    try scene.test.write("metrics.json", #"{"accuracy": 0.99}"#)
    let path = try RepositoryPath(validating: "metrics.json")
    try scene.commit {
      $0.metrics = [MetricsRequest(path: path)]
      $0.on = "train"
    }
    #expect(
      try scene.found(.leakage)
        == ["error: train is both what the model learns from and what it is tested on"])
  }

  @Test func foldersByTheBytesOfTheirFiles() throws {
    for number in 0..<6 {
      try scene.test.write("cats-train/\(number).txt", "cat \(number)\n")
      try scene.test.write("cats-test/\(number).txt", "cat \(number + 4)\n")
      try scene.test.write("dogs-test/\(number).txt", "cat \(number)\n")
    }
    let paths = try ["cats-train", "cats-test", "dogs-test"].map {
      NamedPath(path: try RepositoryPath(validating: $0))
    }
    try scene.commit { $0.datasets = paths }
    // Of other cats than dogs: the names do not belong together.
    #expect(
      try scene.found(.leakage)
        == ["error: 2 of 6 files of cats-test are in cats-train too, such as '0.txt'"])
    #expect(try scene.found(.leakage, "HEAD~1..HEAD").count == 1)
    try scene.commit("later")
    #expect(try scene.found(.leakage, "HEAD~1..HEAD").isEmpty)
  }

  @Test func withoutProfilesItIsNotJudged() throws {
    try scene.test.write("holdout.csv", AuditScene.rows(40..<81))
    try scene.commit { $0.profiles = false }
    #expect(try scene.found(.leakage).first?.hasPrefix("gap: train and holdout were not") == true)
  }

  @Test func percentages() {
    #expect(AuditRun.percent(0.5) == "50.0 %")
    #expect(AuditRun.percent(0.0123) == "1.2 %")
    #expect(AuditRun.percent(0.0001) == "< 0.1 %")
  }
}
