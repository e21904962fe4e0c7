import Foundation
import Testing

/// The real binary is killed in the middle of its work, again and again; nothing committed is lost.
@Suite(.serialized) struct KillTests {
  /// Kills at least this many, of which `landedMin` in the middle of the work. `MLX_KILLS` sets
  /// another number.
  static let rounds =
    ProcessInfo.processInfo.environment["MLX_KILLS"].flatMap { Int($0) } ?? 50
  static let landedMin = rounds * 3 / 5

  @Test func commitSurvives() throws {
    let scene = try KillScene()
    defer { scene.remove() }
    try scene.writeModel(seed: 0)
    try scene.mlx(["init"])
    try scene.mlx(["commit", "-m", "base", "--model", "model.bin", "--data", "data"])

    var histogram = KillHistogram()
    var seed: UInt8 = 0
    var seconds = try scene.secondsOf(["commit", "-am", "measure"]) {
      try scene.writeModel(seed: 1)
    }
    while histogram.inTheMiddle < Self.landedMin || histogram.total < Self.rounds {
      guard histogram.total < 4 * Self.rounds else { break }
      seed = seed &+ 2
      try scene.writeModel(seed: seed)
      let before = try scene.head()
      let fraction = Double.random(in: 0.05...1)
      let place = try scene.kill(["commit", "-am", "round \(seed)"], after: fraction * seconds)
      histogram.count(place)
      if place == .beforeFirstByte { seconds *= 1.02 }
      if place == .afterHead { seconds *= 0.95 }
      try scene.expectSound(base: before, mayMove: place == .afterHead)
    }
    print("kill -9 in mlx commit: \(histogram)")
    #expect(histogram.inTheMiddle >= Self.landedMin)
  }

  @Test func checkoutSurvives() throws {
    let scene = try KillScene()
    defer { scene.remove() }
    try scene.writeModel(seed: 1)
    try scene.mlx(["init"])
    try scene.mlx(["commit", "-m", "one", "--model", "model.bin", "--data", "data"])
    let one = try scene.digests()
    try scene.writeModel(seed: 2)
    try scene.mlx(["commit", "-am", "two"])
    let two = try scene.digests()
    try scene.mlx(["tag", "two"])
    try scene.mlx(["tag", "one", "HEAD~1"])

    var histogram = KillHistogram()
    var target = "one"
    var seconds = try scene.secondsOf(["checkout", "one"]) {}
    while histogram.inTheMiddle < Self.landedMin || histogram.total < Self.rounds {
      guard histogram.total < 4 * Self.rounds else { break }
      target = target == "one" ? "two" : "one"
      let fraction = Double.random(in: 0.05...1)
      let place = try scene.kill(["checkout", target], after: fraction * seconds)
      histogram.count(place)
      if place == .beforeFirstByte { seconds *= 1.02 }
      if place == .afterHead { seconds *= 0.95 }
      if scene.isCheckoutPending {
        try scene.mlx(["checkout", histogram.total.isMultiple(of: 2) ? "--continue" : "--abort"])
      }
      try scene.mlx(["checkout", target])
      #expect(try scene.digests() == (target == "one" ? one : two))
      #expect(try scene.mlx(["fsck"]) == 0)
    }
    print("kill -9 in mlx checkout: \(histogram)")
    #expect(histogram.inTheMiddle >= Self.landedMin)
  }
}

/// Where a kill landed.
enum KillPlace: String, CaseIterable {
  case beforeFirstByte = "before the first byte"
  case inTheMiddle = "between the first byte and the new head"
  case afterHead = "after the new head"
}

struct KillHistogram: CustomStringConvertible {
  private var counts: [KillPlace: Int] = [:]
  var total: Int { counts.values.reduce(0, +) }
  var inTheMiddle: Int { counts[.inTheMiddle, default: 0] }

  mutating func count(_ place: KillPlace) { counts[place, default: 0] += 1 }

  var description: String {
    KillPlace.allCases.map { "\(counts[$0, default: 0]) \($0.rawValue)" }.joined(separator: ", ")
  }
}
