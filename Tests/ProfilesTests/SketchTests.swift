import Testing

@testable import Profiles

@Suite struct SketchTests {
  @Test func theHashIsXXH64() {
    #expect(StableHash.hash([]) == 0xEF46_DB37_51D8_E999)
    #expect(StableHash.hash(Array("a".utf8)) == 0xD24E_C4F1_A98C_6E5B)
    #expect(StableHash.hash(Array("abc".utf8)) == 0x44BC_2CF5_AD77_0999)
    let long = Array("Nobody inspects the spammish repetition".utf8)
    #expect(StableHash.hash(long) == 0xFBCE_A83C_8A37_8BF1)
  }

  @Test(arguments: [0, 1, 10, 500, 4_000, 20_000])
  func distinctIsNearTheTruth(count: Int) {
    var sketch = DistinctSketch()
    for index in 0..<count { sketch.add(hash: StableHash.hash(Array("value \(index)".utf8))) }
    for index in 0..<count / 2 { sketch.add(hash: StableHash.hash(Array("value \(index)".utf8))) }
    #expect(
      abs(sketch.estimate - Double(count)) <= 3 * DistinctSketch.standardError * Double(count))
  }

  @Test func distinctMergesAsOneStream() {
    var (whole, left, right) = (DistinctSketch(), DistinctSketch(), DistinctSketch())
    for index in 0..<5_000 {
      let hash = StableHash.hash(Array("\(index)".utf8))
      whole.add(hash: hash)
      if index < 3_000 { left.add(hash: hash) }
      if index > 2_000 { right.add(hash: hash) }
    }
    left.merge(right)
    #expect(left == whole)
  }

  @Test func fewValuesAreKeptExactly() {
    var sketch = QuantileSketch()
    for value in [5.0, 1, 3, 2, 4] { sketch.add(value) }
    let distribution = Distribution(sketch)
    #expect(distribution.values == [1, 2, 3, 4, 5])
    #expect(distribution.quantile(0.5) == 3)
    #expect(distribution.quantile(0) == 1)
    #expect(distribution.quantile(1) == 5)
    #expect(distribution.part(upTo: 2.5) == 0.4)
    #expect(Distribution(QuantileSketch()).quantile(0.5) == nil)
  }

  /// Ascending, descending, random, with many ties; below and above where the sampler begins.
  @Test(arguments: [2_000, 20_000], [0, 1, 2, 3])
  func ranksAreWithinTheStatedError(count: Int, order: Int) {
    var random = SeededNumbers(seed: UInt64(count + order))
    var sketch = QuantileSketch()
    var values: [Double] = []
    for index in 0..<count {
      switch order {
      case 0: values.append(Double(index))
      case 1: values.append(Double(count - index))
      case 2: values.append(random.normal())
      default: values.append(Double(random.below(20)))
      }
      sketch.add(values[index])
    }
    #expect(sketch.count == UInt64(count))
    #expect(error(of: sketch, values) <= QuantileSketch.rankError)
  }

  @Test func theSamplerKeepsTheCount() {
    var random = SeededNumbers(seed: 4)
    let values = (0..<4_000).map { _ in random.unit() }
    var sketch = QuantileSketch()
    for value in values { sketch.add(value) }
    // Doubled until a sampler stands for the lowest levels.
    for _ in 0..<10 { sketch.merge(sketch) }
    #expect(sketch.height > 1)
    #expect(sketch.levels.count <= QuantileSketch.levelMax)
    #expect(sketch.count == 4_000 << 10)
    #expect(error(of: sketch, values) <= QuantileSketch.rankError)
    for value in values { sketch.add(value) }
    #expect(sketch.count == (4_000 << 10) + 4_000)
    #expect(sketch.candidateWeight < 1 << UInt64(sketch.height))
    var other = QuantileSketch()
    for value in values { other.add(value) }
    other.merge(sketch)
    #expect(other.count == (4_000 << 10) + 8_000)
    #expect(error(of: other, values) <= QuantileSketch.rankError)
  }

  @Test func mergedInAnyShapeIsNearTheTruth() {
    var random = SeededNumbers(seed: 6)
    let values = (0..<40_000).map { _ in random.normal() }
    var parts: [QuantileSketch] = []
    for start in stride(from: 0, to: values.count, by: 2_500) {
      var part = QuantileSketch()
      for value in values[start..<start + 2_500] { part.add(value) }
      parts.append(part)
    }
    var chain = QuantileSketch()
    for part in parts { chain.merge(part) }
    var tree = parts
    while tree.count > 1 {
      tree = stride(from: 0, to: tree.count, by: 2).map { index in
        var merged = tree[index]
        if index + 1 < tree.count { merged.merge(tree[index + 1]) }
        return merged
      }
    }
    for sketch in [chain, tree[0]] {
      #expect(sketch.count == 40_000)
      #expect(error(of: sketch, values) <= QuantileSketch.rankError)
    }
  }

  @Test func frequentValuesAreExactWhileFew() {
    var found = FrequentValues()
    for index in 0..<10_000 { found.add(Array("v\(index % 100)".utf8), count: 1) }
    #expect(found.isExact)
    #expect(found.values.count == 100)
    #expect(found.values.allSatisfy { $0.count == 100 })
    #expect(found.values[0].value == Array("v0".utf8))
  }

  @Test func frequentValuesKeepTheirBounds() {
    var random = SeededNumbers(seed: 8)
    var found = FrequentValues()
    var truth: [[UInt8]: UInt64] = [:]
    for _ in 0..<60_000 {
      // A third are ten values, the others nearly all different.
      let index = random.below(3) == 0 ? random.below(10) : 10 + random.below(100_000)
      let value = Array("value \(index)".utf8)
      truth[value, default: 0] += 1
      found.add(value, count: 1)
    }
    let counts = Dictionary(uniqueKeysWithValues: found.values.map { ($0.value, $0.count) })
    #expect(!found.isExact)
    #expect(found.error < 60_000 / 128)
    for (value, count) in truth {
      let counted = counts[value] ?? 0
      #expect(counted <= count && count <= counted + found.error)
    }
    #expect(Set(found.values.prefix(10).map(\.value)).count == 10)
    #expect(found.values.prefix(10).allSatisfy { $0.count > 1_000 })
  }

  @Test func longValuesAreTheSameByTheirBeginning() {
    var found = FrequentValues()
    let long = [UInt8](repeating: 0x61, count: 200)
    for tail in 0..<5 {
      (long + [UInt8(tail)]).withUnsafeBytes { found.add($0, hash: StableHash.hash($0)) }
    }
    #expect(found.values.map(\.count) == [5])
    #expect(found.values[0].value.count == FrequentValues.bytesMax)
  }

  @Test func overlapOfKeys() throws {
    func sketch(_ range: Range<Int>) -> KeySketch {
      var sketch = KeySketch()
      for index in range {
        sketch.add(hash: StableHash.hash(Array("row \(index)".utf8)))
        if index % 3 == 0 { sketch.add(hash: StableHash.hash(Array("row \(index)".utf8))) }
      }
      sketch.settle()
      return sketch
    }
    let (left, right) = (sketch(0..<20_000), sketch(10_000..<30_000))
    #expect(abs(left.estimate - 20_000) < 2_500)
    #expect(abs(try #require(left.jaccard(right)) - 1.0 / 3) < 0.06)
    #expect(abs(try #require(left.contained(in: right)) - 0.5) < 0.1)
    #expect(left.jaccard(left) == 1)
    #expect(sketch(0..<100).estimate == 100)
    #expect(sketch(0..<100).jaccard(sketch(50..<150)) == 1.0 / 3)
    #expect(KeySketch().jaccard(KeySketch()) == nil)
    var merged = sketch(0..<12_000)
    merged.merge(sketch(8_000..<20_000))
    #expect(merged == left)
  }

  private func error(of sketch: QuantileSketch, _ values: [Double]) -> Double {
    let distribution = Distribution(sketch)
    let sorted = values.sorted()
    var worst = 0.0
    var index = 0
    while index < sorted.count {
      var next = index
      while next < sorted.count, sorted[next] == sorted[index] { next += 1 }
      let rank = Double(next) / Double(sorted.count)
      worst = max(worst, abs(distribution.part(upTo: sorted[index]) - rank))
      index = next
    }
    return worst
  }
}
