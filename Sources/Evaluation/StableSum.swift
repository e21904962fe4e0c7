/// A sum that loses no low digits (Neumaier, 1974): an error of about one rounding, however many numbers.
struct StableSum {
  private var sum = 0.0
  private var lost = 0.0

  mutating func add(_ number: Double) {
    let next = sum + number
    if next.isFinite {
      lost += abs(sum) >= abs(number) ? (sum - next) + number : (number - next) + sum
    }
    sum = next
  }

  var value: Double { sum + lost }
}
