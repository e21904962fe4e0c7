import Objects
import Testing

@testable import Evaluation

/// Random numbers with a fixed seed, and the intervals that come of them.
@Suite struct BootstrapTests {
  private func noCheck() {}

  @Test func theGeneratorIsSplitMix64() {
    var random = SplitMix64(seed: 1_234_567)
    #expect(
      (0..<5).map { _ in random.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  @Test(arguments: [(1000, 0.5), (1000, 0.1), (1_000_000, 0.003), (77, 0.93), (5, 0.2)])
  func binomialNumbersHaveTheirMeanAndSpread(trials: Int, chance: Double) {
    var random = SplitMix64(seed: 3)
    let part = UInt64(chance * 1e6)
    let draws = 300
    let numbers = (0..<draws).map { _ in
      Double(Binomial.draw(UInt64(trials), part: part, of: 1_000_000, &random))
    }
    let mean = numbers.reduce(0, +) / Double(draws)
    let spread = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws)
    let expected = Double(trials) * chance
    let variance = expected * (1 - chance)
    #expect(abs(mean - expected) < 4 * (variance / Double(draws)).squareRoot())
    #expect(abs(spread / variance - 1) < 0.35)
  }

  @Test func theEndsOfBinomialNumbers() {
    var random = SplitMix64(seed: 3)
    #expect(Binomial.draw(10, part: 0, of: 5, &random) == 0)
    #expect(Binomial.draw(10, part: 5, of: 5, &random) == 10)
    #expect(Binomial.draw(0, part: 1, of: 5, &random) == 0)
  }

  @Test func multinomialCountsKeepTheirSum() {
    var random = SplitMix64(seed: 9)
    let counts: [UInt64] = [5, 1, 0, 900, 94, 3, 77]
    for _ in 0..<50 {
      let drawn = Multinomial(counts).draw(&random)
      #expect(drawn.reduce(0, +) == 1080 && drawn[2] == 0)
    }
  }

  @Test func theSameSeedGivesTheSameInterval() throws {
    let matrix = try #require(
      ConfusionMatrix(classes: ["0", "1"], positive: 1, counts: [900, 20, 30, 50]))
    let first = Bootstrap().intervals(matrix) { $0.metrics() }
    #expect(first == Bootstrap().intervals(matrix) { $0.metrics() })
    #expect(first != Bootstrap(seed: 5).intervals(matrix) { $0.metrics() })
    // The standard error of a part is known.
    let accuracy = try #require(first["accuracy"])
    let error = (0.95 * 0.05 / 1000).squareRoot()
    #expect(abs(accuracy.low - (0.95 - 1.96 * error)) < error / 3)
    #expect(abs(accuracy.high - (0.95 + 1.96 * error)) < error / 3)
    let recall = try #require(first["recall"])
    #expect(recall.low < 0.625 && recall.high > 0.625 && recall.high - recall.low > 0.15)
  }

  @Test func rowsAndCountsGiveAboutTheSameInterval() throws {
    var random = SplitMix64(seed: 11)
    var table = ClassPredictions(
      classes: ["0", "1"], positive: 1, truths: [], predictions: [], scores: .none)
    for _ in 0..<600 {
      let truth = Int32(random.next(below: 2))
      table.truths.append(truth)
      table.predictions.append(random.next(below: 10) < 8 ? truth : 1 - truth)
    }
    let counts = try #require(
      Bootstrap().intervals(table.confusion()) { $0.metrics() }["accuracy"])
    let rows = try #require(
      Bootstrap(replicates: 300).intervals(rows: 600, passes: 1, check: noCheck) { _ in
        { weights in
          var right = 0.0
          for row in 0..<600 where table.truths[row] == table.predictions[row] {
            right += weights.map { Double($0[row]) } ?? 1
          }
          return ["accuracy": right / 600]
        }
      }["accuracy"])
    #expect(abs(counts.low - rows.low) < 0.012 && abs(counts.high - rows.high) < 0.012)
  }

  @Test func theWorkIsBounded() {
    let bootstrap = Bootstrap()
    #expect(bootstrap.replicates(rows: 1000, passes: 2) == 1000)
    for rows in [1_000_000, 10_000_000] {
      #expect(bootstrap.replicates(rows: rows, passes: 11) == Bootstrap.replicatesMin)
    }
  }

  @Test func slicesWithoutARecallHaveNone() {
    var table = ClassPredictions(
      classes: ["0", "1"], positive: 1, truths: [0, 0, 1, 1], predictions: [0, 1, 1, 1],
      scores: .positive([0.1, 0.6, 0.7, 0.9]))
    var measured = ClassMeasurement(
      table, [0, 1], Bootstrap(replicates: 20), isWhole: false, check: {})
    measured.dropUndefined()
    #expect(measured.values["recall"] == nil && measured.values["roc_auc"] == nil)
    #expect(measured.values["accuracy"] == 0.5 && measured.values["brier"] != nil)
    table.truths = [1, 1, 1, 1]
    let whole = ClassMeasurement(table, nil, Bootstrap(replicates: 20), isWhole: true, check: {})
    #expect(whole.values["recall"] == 0.75 && whole.values["roc_auc"] == nil)
  }
}
