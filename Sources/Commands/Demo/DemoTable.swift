/// The sample dataset: transactions as CSV, a row a line. Its second version has more rows.
struct DemoTable {
  let version: Int

  var rowCount: Int { version > 1 ? 41_500 : 40_000 }

  /// The whole file.
  var bytes: [UInt8] {
    var random = DemoRandom(seed: 7)
    var file: [UInt8] = []
    file.reserveCapacity(rowCount * 64)
    file += "id,day,hour,amount,country,merchant,device,is_fraud\n".utf8
    for id in 1...rowCount {
      let cents = random.below(100) < 5 ? random.below(500_000) : random.below(20_000)
      let country = Self.countries[random.below(Self.countries.count)]
      let device = Self.devices[random.below(Self.devices.count)]
      let fraud = random.below(1000) < 17 ? 1 : 0
      let day = 1 + id * 28 / 42_000
      file += "\(100_000 + id),2026-02-\(day < 10 ? "0" : "")\(day),\(random.below(24)),".utf8
      file += "\(cents / 100).\(cents / 10 % 10)\(cents % 10),".utf8
      file += "\(country),merchant-\(random.below(2000)),\(device),\(fraud)\n".utf8
    }
    return file
  }

  private static let countries = ["AT", "BE", "CH", "DE", "ES", "FR", "IT", "NL", "PL", "PT"]
  private static let devices = ["android", "ios", "terminal", "web"]
}
