import Objects
import ProjectFiles
import TestSupport
import Testing

/// What is wrong in `mlx.yaml` is said with its place, and with what to write.
@Suite struct ProjectFileFaultsTests {
  private func refusal(_ text: String) -> ProjectFileError? {
    #expect(throws: ProjectFileError.self) { try ProjectFile(parsing: Array(text.utf8)) }
  }

  @Test(arguments: [
    ("version: 1\nasets: {}\n", "2:1: 'asets' is no key of the file", "did you mean 'assets'?"),
    ("zzz: 1", "1:1: 'zzz' is no key of the file", "the keys of the file are version, assets"),
    ("version: '1'\n", "1:10: 'version' must be 1", "write 'version: 1'"),
    ("version: 0\n", "1:10: 'version' must be 1", "write 'version: 1'"),
    ("- a\n", "1:1: the file is a list, where keys with values are expected", ""),
    ("text", "1:1: the file is a text, where keys with values are expected", ""),
    ("stages: 5\n", "1:9: 'stages' is a number, not a list or a map", ""),
    ("audit: [unsigned]\n", "1:8: 'audit' is a list, not rules with their levels", "write 'audit"),
    ("audit: {unsinged: off}", "1:9: 'unsinged' is no rule of an audit", "mean 'unsigned'?"),
    ("audit: {unsigned: eror}", "1:19: 'eror' is no level", "did you mean 'error'?"),
    ("audit: {unsigned: true}", "1:19: 'unsigned' is true or false, not a text", ""),
    (
      "audit: {zzz: off}", "1:9: 'zzz' is no rule of an audit", "use object-corrupt, object-missing"
    ),
    ("assets: [a]\n", "1:9: 'assets' is a list, where names with keys", "write 'model/fraud:'"),
    ("assets:\n  a: 1\n", "2:6: an asset is a number, where keys with values", ""),
    ("assets: {a: {ownr: x}}", "1:14: 'ownr' is no key of an asset", "did you mean 'owner'?"),
    ("assets: {a: {personal_data: x}}", "1:14: 'personal_data' is", "mean 'personal-data'?"),
    ("assets: {modle/a: }", "1:10: 'modle' is no kind of asset", "did you mean 'model'?"),
    ("assets: {data/a: }", "1:10: 'data' is no kind of asset", "did you mean 'dataset'?"),
    ("assets: {x/a: }", "1:10: 'x' is no kind of asset", "the kinds are model, dataset, code"),
    ("assets: {a: {kind: thing}}", "1:20: 'thing' is no kind of asset", "the kinds are"),
    ("assets: {model/: }", "1:10: '' is no name of an asset: it is empty", ""),
    ("assets: {model/a/b: }", "1:10: 'a/b' is no name of an asset: it holds a '/'", ""),
    ("assets: {a@b: }", "1:10: 'a@b' is no name of an asset: it holds a '@'", ""),
    ("assets: {model/a: {kind: dataset}}", "1:26: 'model/a' is of another kind", ""),
    (
      "assets:\n  model/a:\n  a: {kind: model}\n", "3:3: the asset 'a' is there already, in line 2",
      ""
    ),
    ("assets:\n  model/a:\n  a:\n", "3:3: 'a' may mean the asset, in line 2 as well", "model/a"),
    ("assets:\n  a:\n  model/a:\n", "3:3: 'a' may mean the asset, in line 2 as well", "model/a"),
    ("assets: {a: {licence: x, license: y}}", "1:26: 'license' is there already, as 'lic", ""),
    ("assets: {a: {owner: x, owner: y}}", "1:14: key 'owner' is there twice", ""),
    ("assets: {a: {owner: x, \"owner\": y}}", "1:14: key 'owner' is there twice", ""),
    ("assets: {a: {owner: 42}}", "1:21: 'owner' is a number, not", "quotes: owner: \"42\""),
    ("assets: {a: {owner: true}}", "1:21: 'owner' is true or false, not a text", "\"true\""),
    ("assets: {a: {owner: [x]}}", "1:21: 'owner' is a list, not a text", ""),
    ("assets: {a: {owner: '  '}}", "1:21: 'owner' is blank", "leave the key out"),
    ("assets: {a: {owner: \"a\\nb\"}}", "1:21: 'owner' holds a line break", ""),
    ("assets: {a: {purpose: \"\\e[1m\"}}", "1:23: 'purpose' holds a line break or a co", ""),
    ("assets: {a: {personal-data: yes}}", "1:29: 'personal-data' is a text, not true", "true"),
    ("assets: {a: {card: /etc/x}}", "1:20: 'card' is no path in the repository", "docs/fraud.md"),
    ("assets: {a: {path: ../x}}", "1:20: 'path' is no path in the repository", ""),
    ("assets: {a: {path: .git/x}}", "1:20: 'path' is no path in the repository", ""),
  ])
  func saysWhatAndWhere(text: String, description: String, hint: String) throws {
    let error = try #require(refusal(text))
    #expect(error.code == "project-file-invalid")
    #expect(error.description.hasPrefix("mlx.yaml:" + description), "\(error.description)")
    #expect(error.hint?.contains(hint) == true || hint.isEmpty, "\(error.hint ?? "no hint")")
  }

  @Test(arguments: [
    ("dataset/a", "14: 'lineage' is a text, not a list", "- dataset/NAME"),
    ("[[a]]", "15: an input is a list, not the name of an asset or a map", ""),
    ("[~]", "15: an input is empty, not the name", ""),
    ("[datset/a]", "15: 'datset' is no kind of asset", "did you mean 'dataset'?"),
    ("['hf:a/b']", "15: 'hf:a/b' is no name of an asset: it holds a ':'", "{uri: hf:a/b"),
    ("[a: {role: Train}]", "25: 'Train' is no role", "lower-case letters"),
    ("[a: train]", "18: 'a' holds a text, not a map", "write 'a: {role: train}'"),
    ("[a: {rol: x}]", "19: 'rol' is no key of an input by name", "did you mean 'role'?"),
    ("[{asset: a, uri: b:c}]", "26: an input has an 'asset' or a 'uri', not both", ""),
    ("[{role: train}]", "15: an input has neither 'asset' nor 'uri'", ""),
    ("[{}]", "15: an input has neither 'asset' nor 'uri'", ""),
    ("[{asset: a, digest: x}]", "26: 'digest' is for what has a 'uri'", ""),
    ("[{uri: nowhere}]", "21: 'nowhere' is no URI: it has no scheme", ""),
    ("[{uri: 'a:b', digest: x}]", "36: 'digest' is not 'sha256:' and 64", "sha256sum"),
    ("[{uri: 'a:b', digets: x}]", "28: 'digets' is no key of an input", "'digest'"),
    ("[a, a]", "18: 'a' is there already, in the same role", ""),
  ])
  func inputs(lineage: String, description: String, hint: String) throws {
    let error = try #require(refusal("assets: {a: {\n    lineage: \(lineage)}}"))
    #expect(error.description.hasPrefix("mlx.yaml:2:" + description), "\(error.description)")
    #expect(error.hint?.contains(hint) == true || hint.isEmpty, "\(error.hint ?? "no hint")")
  }

  @Test func allMistakesAtOnce() throws {
    let error = try #require(
      refusal("assets:\n  model/a:\n    owner: 1\n    ownr: x\n  modl/b:\n    card: /x\nfoo: 1\n"))
    #expect(
      error.description
        == "mlx.yaml:3:12: 'owner' is a number, not a text; more is wrong at 4:5, 5:3, 6:11, 7:1")
    guard case .invalid("mlx.yaml", let faults) = error else {
      Issue.record("another error")
      return
    }
    #expect(faults.map { $0.place?.line } == [3, 4, 5, 6, 7])
  }

  @Test func manyMistakesAreCounted() throws {
    let text = (1...9).map { "k\($0): 1\n" }.joined()
    #expect(
      refusal(text)?.description.hasSuffix(
        "more is wrong at 2:1, 3:1, 4:1, 5:1, 6:1 and 3 other places")
        == true)
  }

  @Test func aLaterVersionIsNotJudged() throws {
    let error = try #require(refusal("version: 2\nnewer: 1\n"))
    #expect(error == .tooNew(file: "mlx.yaml", version: 2))
    #expect(error.code == "project-file-too-new")
  }

  @Test(arguments: [
    ("a: [", "mlx.yaml:1:"), ("version: 1\na: b: c\n", "mlx.yaml:2:5: mapping values"),
    ("version: 1\n\"a\n", "mlx.yaml:2:"), ("a\u{1}", "mlx.yaml:1:2: control characters"),
    ("# long enough\nabc: \u{7}\n", "mlx.yaml:2:6: control characters"),
    ("--- 1\n--- 2\n", "mlx.yaml:2:"), ("a: *b", "mlx.yaml:1:4: found undefined alias"),
    ("? [a]\n: b\n", "mlx.yaml:1:"), ("a: 1e999", "mlx.yaml:1:4: '1e999' is out of range"),
  ])
  func textThatIsNoYAML(text: String, beginning: String) throws {
    let error = try #require(refusal(text))
    #expect(error.description.hasPrefix(beginning), "\(error.description)")
    #expect(error.hint?.contains("mlx config --schema") == true)
  }

  @Test func bytesThatAreNotUTF8() {
    let error = #expect(throws: ProjectFileError.self) {
      try ProjectFile(parsing: [0x61, 0xFF], name: "x.yaml")
    }
    #expect(error?.description == "x.yaml: it is not UTF-8")
  }

  @Test func aliasesDoNotExpandWithoutEnd() {
    let inputs = (0..<20_000).map { "a\($0)" }.joined(separator: ", ")
    let uses = (0..<20_000).map { "m\($0): {lineage: *l}" }.joined(separator: ", ")
    #expect(
      refusal("assets: {m: {lineage: &l [\(inputs)]}, \(uses)}")?
        .description.contains("aliases expand to too much") == true)
  }

  @Test func noiseNeverTraps() {
    var random = SeededGenerator(seed: 11)
    let words = [
      "assets", "model/a", "lineage", ":", " ", "\n", "  ", "- ", "{", "}", "[", "]", "role", "uri",
      "*a", "&a ", "<<", "1", "'", "\"", "owner", ",", "#", "~", "version", "gates", "\u{301}",
    ]
    for _ in 0..<2_000 {
      let text = (0..<Int.random(in: 1...30, using: &random)).map { _ in
        words.randomElement(using: &random) ?? ""
      }
      _ = try? ProjectFile(parsing: Array(text.joined().utf8))
    }
  }
}
