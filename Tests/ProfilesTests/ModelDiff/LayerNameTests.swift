import Testing

@testable import Profiles

@Suite struct LayerNameTests {
  @Test(arguments: [
    ("model.layers.3.mlp.weight", "model.layers.", 3),
    ("encoder.layer.11.bias", "encoder.layer.", 11),
    ("h.0", "h.", 0), ("blocks/2/w", "blocks/", 2), ("0.weight", "", 0),
    ("layers.3.experts.5.w1", "layers.", 3),
  ])
  func layers(name: String, prefix: String, number: UInt32) throws {
    let layer = try #require(LayerName(of: name))
    #expect(layer.prefix == prefix && layer.number == number)
  }

  @Test(arguments: ["embed.weight", "", "v2.weight", "a..b", "x.1234567.w", "a.-1.b", "a.1b.c"])
  func noLayer(name: String) { #expect(LayerName(of: name) == nil) }

  @Test func patterns() {
    #expect(LayerName.pattern(of: "layers.3.experts.5.w1") == "layers.*.experts.*.w1")
    #expect(LayerName.pattern(of: "h.7") == "h.*")
    #expect(LayerName.pattern(of: "fc2.bias") == "fc2.bias")
  }

  @Test func titlesAreShort() {
    let one = LayerNames(["model.layers.0.a", "model.layers.1.a", "model.norm"])
    #expect(one.titles(one.all) == ["layers.0", "layers.1"])
    let two = LayerNames(["t5.encoder.block.0.a", "t5.decoder.block.0.a"])
    #expect(two.titles(two.all) == ["encoder.block.0", "decoder.block.0"])
    let plain = LayerNames(["0.weight", "2.weight"])
    #expect(plain.titles(plain.all) == ["0", "2"])
  }

  @Test func runsAreShortened() {
    let layers = LayerNames((0..<12).map { "h.\($0).w" })
    func summary(_ numbers: [Int], max: Int = 8) -> String {
      layers.summary(numbers.map { layers.all[$0] }, max: max)
    }
    #expect(summary([1, 2, 3, 5, 7, 8]) == "h.1 to h.3, h.5, h.7, h.8")
    #expect(summary([0, 2, 4, 6], max: 2) == "h.0, h.2 and 2 more")
  }

  @Test(arguments: [
    (0.0, "0"), (0.4, "0.4"), (0.021349, "0.0213"), (12.46, "12.5"), (123_456, "123000"),
    (999_999, "1e+06"), (0.00009996, "0.0001"), (0.00001234, "1.23e-05"), (1e-300, "1e-300"),
    (.leastNonzeroMagnitude, "4.94e-324"), (-0.5, "-0.5"), (.infinity, "infinite"), (1, "1"),
    (9.996, "10"),
  ])
  func digits(number: Double, text: String) {
    #expect(SignificantDigits.text(number) == text)
  }
}
