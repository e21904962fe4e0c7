import Lineage
import Objects
import TestSupport
import Testing

@testable import Repository

/// Diagrams are the same for the same report, and no name gets out of its label.
@Suite struct DiagramTests {
  private func report() throws -> LineageReport {
    let scene = try Scene()
    try scene.commit(
      "Made",
      .init(
        assets: [asset(model("m\"]; click n0 <b>&\\N"), at: "m.bin", blob("m"))],
        edges: [
          edge(
            model("m\"]; click n0 <b>&\\N"), blob("m"),
            input(dataset("%%{init 1}%%`x`#é"), blob("d")), external("hf:a\"b@rev"))
        ]))
    return try scene.ask("m.bin")
  }

  @Test func mermaid() throws {
    #expect(
      try LineageMermaid.chart(of: report()) == """
        flowchart LR
          n0["model/m#34;#93;#59; click n0 #60;b#62;#38;#92;N<br/>blob:62c66a7a5dd7"]
          n1["dataset/#37;#37;#123;init 1#125;#37;#37;#96;x#96;#35;é<br/>blob:18ac3e7343f0"]
          n2(["hf:a#34;b@rev"])
          n1 -- "train, declared" --> n0
          n2 -- "base, declared" --> n0
          style n0 stroke-width:3px

        """)
  }

  @Test func dot() throws {
    #expect(
      try LineageDot.graph(of: report()) == #"""
        digraph lineage {
          rankdir=LR;
          node [shape=box];
          n0 [label="model/m\"]; click n0 <b>&amp;\\N\nblob:62c66a7a5dd7", style=bold];
          n1 [label="dataset/%%{init 1}%%`x`#é\nblob:18ac3e7343f0"];
          n2 [label="hf:a\"b@rev"];
          n1 -> n0 [label="train, declared"];
          n2 -> n0 [label="base, declared"];
        }

        """#)
  }

  @Test func controlCharactersCanBeRead() throws {
    let scene = try Scene()
    try scene.commit(
      "Made",
      .init(
        files: ["a\nb\u{202E}c": "x"],
        edges: [edge(model("m"), blob("m"), input(dataset("d"), blob("x")))]))
    let report = try scene.ask("a\nb\u{202E}c", .down)
    #expect(LineageMermaid.chart(of: report).contains("a#92;u#123;a#125;b#92;u#123;202e#125;c"))
    #expect(LineageDot.graph(of: report).contains(#"a\\u{a}b\\u{202e}c"#))
  }

  @Test func partsAreDotted() throws {
    let scene = try Scene()
    let data = try scene.tree(["x": "x"])
    try scene.commit(
      "Made", .init(edges: [edge(model("m"), blob("m"), input(dataset("d"), .tree(data)))]))
    let report = try scene.ask(blob("x").text, .down)
    #expect(LineageMermaid.chart(of: report).contains("n0 -. \"part of\" .-> n1\n"))
    #expect(LineageDot.graph(of: report).contains("n0 -> n1 [label=\"part of\", style=dotted];\n"))
  }

  @Test func aLargeChartIsCut() throws {
    let scene = try Scene()
    try scene.commit(
      "Made",
      .init(
        edges: (0..<10).map {
          edge(model("m\($0)"), blob("m\($0)"), input(dataset("d"), blob("d")))
        }))
    let chart = LineageMermaid.chart(of: try scene.ask("dataset/d", .down), nodesMax: 4)
    #expect(chart.contains("more[\"7 more\"]") && !chart.contains("n4"))
    #expect(chart.contains("n0 -- \"train, declared\" --> n3"))
  }
}
