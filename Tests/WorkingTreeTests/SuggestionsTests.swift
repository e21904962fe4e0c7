import FileIO
import Objects
import TestSupport
import Testing

@testable import WorkingTree

@Suite struct SuggestionsTests {
  private func find(_ project: Project, _ index: Index = Index()) throws -> [String] {
    try Suggestions.find(in: project.tree, index: index).suggestions.map {
      "\($0.kind) \($0.path)\($0.isIgnored ? " ignored" : "")"
    }
  }

  @Test func findsModelsAndDataBiggestFirst() throws {
    let project = try Project()
    try project.write(".gitignore", "models/\n*.csv\n")
    try project.write("models/big.safetensors", Self.weights(3_000))
    try project.write("data/small.csv", "a,b\n1,2\n")
    try project.write("hub/config.json", "{}")
    try project.write("hub/model.safetensors", Self.weights(100))
    for number in 0..<12 {
      try project.write("images/cat/\(number).png", [0x89] + Array("PNG\r\n".utf8) + [0x1A, 0x0A])
    }
    try project.write("src/train.py", "print()")
    try project.write("config.yaml", "a: 1")
    #expect(
      try find(project) == [
        "model models/big.safetensors ignored", "model hub", "dataset images",
        "dataset data/small.csv ignored",
      ])
  }

  @Test func passesOverEnvironmentsAndCaches() throws {
    let project = try Project()
    for folder in [
      ".git/annex", ".venv/lib", "node_modules/x", "__pycache__", ".cache/hub", "mlruns/0",
      "wandb/run", ".dvc/cache", "lib/python3/site-packages/p", "myenv/lib", "conda/conda-meta",
    ] {
      try project.write("\(folder)/m.csv", "a,b\n1,2\n")
    }
    try project.write("myenv/pyvenv.cfg", "home = /usr")
    try project.write("kept/m.csv", "a,b\n1,2\n")
    #expect(try find(project) == ["dataset kept/m.csv"])
  }

  @Test func passesOverWhatIsTracked() throws {
    let project = try Project()
    try project.write("data/a.csv", "a,b\n1,2\n")
    try project.write("data/b.csv", "a,b\n1,2\n3,4\n")
    try project.write("all/c.csv", "a,b\n1,2\n")
    var index = Index()
    try project.add("data/a.csv", "all", to: &index)
    #expect(try find(project, index) == ["dataset data/b.csv"])
  }

  @Test func followsLinksButNotInCircles() throws {
    let project = try Project()
    try project.write(at: project.outside.appending("config.json"), Array("{}".utf8))
    try project.write(at: project.outside.appending("model.safetensors"), Self.weights(50))
    try project.link("linked", to: project.outside.string)
    try project.link("around", to: ".")
    #expect(try find(project) == ["model linked"])
  }

  @Test func passesOverWhatMlxignoreNames() throws {
    let project = try Project()
    for number in 0..<12 { try project.write("raw/\(number).csv", "a,b\n1,2\n") }
    try project.write("raw/left.safetensors", Self.weights(10))
    try project.write("kept/a.csv", "a,b\n1,2\n")
    try project.write("kept/b.csv", "a,b\n1,2\n")
    try project.write(".mlxignore", "raw/*.csv\n")
    try project.write("kept/.mlxignore", "/b.csv\n")
    #expect(try find(project) == ["model raw/left.safetensors", "dataset kept/a.csv"])
  }

  @Test func measuresWhatMlxignoreLeaves() throws {
    let project = try Project()
    for number in 0..<12 { try project.write("set/in/\(number).csv", "a,b\n1,2\n") }
    try project.write("set/in/.mlxignore", "3.csv\n")
    let found = try Suggestions.find(in: project.tree, index: Index()).suggestions
    #expect(found.map(\.path) == ["set"])
    // The ignore file itself is one of them.
    #expect(found.map(\.files) == [12])
  }

  @Test func saysHowManyItLeavesOut() throws {
    let project = try Project()
    for number in 0..<30 { try project.write("d\(number)/a\(number).csv", "a,b\n1,2\n") }
    let cut = try Suggestions.find(in: project.tree, index: Index())
    #expect(cut.suggestions.count == 20 && cut.leftOut == 10 && cut.isComplete)
    let all = try Suggestions.find(in: project.tree, index: Index(), limits: .everything)
    #expect(all.suggestions.count == 30 && all.leftOut == 0 && all.isComplete)
  }

  @Test func endsAtItsLimits() throws {
    let project = try Project()
    for number in 0..<30 { try project.write("d\(number)/x/a.csv", "a,b\n1,2\n") }
    let limits = SuggestionLimits(entries: 35, seconds: 10, results: 3)
    let result = try Suggestions.find(in: project.tree, index: Index(), limits: limits)
    #expect(!result.isComplete)
    #expect(result.suggestions.count <= 3)
    let none = SuggestionLimits(entries: 1_000, seconds: 0, results: 3)
    #expect(try !Suggestions.find(in: project.tree, index: Index(), limits: none).isComplete)
  }

  private static func weights(_ count: Int) -> [UInt8] {
    [2, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8) + [UInt8](repeating: 1, count: count)
  }
}
