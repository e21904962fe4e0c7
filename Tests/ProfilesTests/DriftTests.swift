import FileFormats
import Testing

@testable import Profiles

@Suite struct DriftTests {
  /// Values of `chi2_contingency` and `chi2.sf` are those of scipy.
  @Test func measuresAgreeWithKnownValues() {
    let (a, b) = ([10.0, 20, 30], [20.0, 20, 20])
    let chi = DriftMeasures.chiSquare(a, b)
    #expect(chi.freedom == 2)
    #expect(abs(chi.statistic - 16.0 / 3) < 1e-12)
    #expect(abs(DriftMeasures.chiSquareP(16.0 / 3, freedom: 2) - 0.069_483_451_222_801_5) < 1e-12)
    #expect(abs(DriftMeasures.chiSquareP(30, freedom: 10) - 0.000_856_641_210_775_301) < 1e-12)
    #expect(abs(DriftMeasures.chiSquareP(3, freedom: 7) - 0.885_002_231_643_150_6) < 1e-12)
    #expect(DriftMeasures.chiSquareP(0, freedom: 3) == 1)
    let psi =
      (1.0 / 3 - 1.0 / 6) * 0.693_147_180_559_945_3 + (1.0 / 3 - 0.5) * -0.405_465_108_108_164_4
    #expect(abs(DriftMeasures.psi(a, b) - psi) < 1e-12)
    #expect(DriftMeasures.psi(a, a) == 0)
    #expect(DriftMeasures.jensenShannon([1, 0], [0, 1]) == 1)
    #expect(DriftMeasures.jensenShannon(a, a) == 0)
    #expect(DriftMeasures.kolmogorovSmirnovP(0, 100, 100) == 1)
    #expect(DriftMeasures.kolmogorovSmirnovP(0.5, 1_000, 1_000) < 1e-50)
    #expect(DriftMeasures.psi([], []) == 0 && DriftMeasures.chiSquare([], []).freedom == 0)
  }

  @Test func theSameTableHasNoDrift() throws {
    let profile = try profile(TableProfileTests.table(rows: 2_000, seed: 4))
    let drift = TableDrift(before: profile, after: profile)
    #expect(drift.schema.isEmpty)
    #expect(drift.overlap == 1)
    #expect(!drift.isPast(DriftThresholds()))
    #expect(drift.columns.allSatisfy { ($0.psi ?? 0) == 0 && ($0.kolmogorovSmirnov ?? 0) == 0 })
  }

  @Test func shiftsAreSeen() throws {
    var random = SeededNumbers(seed: 5)
    func table(_ shift: Double, _ towns: [String], nulls: Int) -> String {
      "x,town\n"
        + (0..<3_000).map { index in
          let value = index < nulls ? "" : "\(random.normal() + shift)"
          return "\(value),\(towns[random.below(towns.count)])\n"
        }.joined()
    }
    let before = try profile(table(0, ["a", "b"], nulls: 0))
    let after = try profile(table(1, ["a", "b", "b", "c"], nulls: 300))
    let drift = TableDrift(before: before, after: after)
    let number = drift.columns[0]
    #expect(
      number.exceeded(DriftThresholds()) == [.psi, .kolmogorovSmirnov, .jensenShannon, .nullRate])
    // Two normal distributions one deviation apart: 2Φ(1/2) − 1.
    #expect(abs((number.kolmogorovSmirnov ?? 0) - 0.3829) < 0.03)
    #expect((number.kolmogorovSmirnovP ?? 1) < 1e-6)
    #expect(number.chiSquare == nil)
    let town = drift.columns[1]
    #expect(town.newCategories == ["c"])
    #expect(!town.isEstimate)
    #expect(town.kolmogorovSmirnov == nil)
    #expect((town.chiSquareP ?? 1) < 1e-6)
    #expect(drift.isPast(DriftThresholds()))
    let only = TableDrift(before: before, after: after, only: ["town"])
    #expect(only.columns.map(\.name) == ["town"])
  }

  @Test func schemaChanges() throws {
    let drift = TableDrift(
      before: try profile("a,b,c\n1,x,2\n"), after: try profile("d,c,a\nz,2,q\n"))
    #expect(
      drift.schema == [
        .added(column: "d", type: .text), .retyped(column: "a", before: .int, after: .text),
        .removed(column: "b", type: .text),
      ])
    #expect(drift.isPast(DriftThresholds()))
    var thresholds = DriftThresholds()
    thresholds.schema = false
    thresholds.psi = nil
    thresholds.jensenShannon = nil
    #expect(!drift.isPast(thresholds))
  }

  private func profile(_ text: String) throws -> TableProfile {
    let profiler = try #require(TableProfiler(format: .csv))
    Array(text.utf8).withUnsafeBytes { profiler.update($0) }
    return profiler.finish()
  }
}
