import Objects
import Testing

@Suite struct TimestampTests {
  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
      (951_782_400, "2000-02-29T00:00:00Z"),
      (981_173_106, "2001-02-03T04:05:06Z"), (1_795_413_600, "2026-11-23T06:00:00Z"),
      (4_107_542_399, "2100-02-28T23:59:59Z"), (4_107_542_400, "2100-03-01T00:00:00Z"),
      (-62_167_219_200, "0000-01-01T00:00:00Z"), (253_402_300_799, "9999-12-31T23:59:59Z"),
      (2_147_483_648, "2038-01-19T03:14:08Z"),
    ] as [(Int64, String)])
  func text(_ seconds: Int64, _ text: String) {
    #expect(Timestamp(seconds: seconds).description == text)
    #expect(Timestamp(text)?.seconds == seconds)
  }

  @Test(arguments: [
    "", "2026-11-23", "2026-11-23T06:00:00", "2026-11-23T06:00:00+00:00", "2026-11-23 06:00:00Z",
    "2026-11-23T06:00:00z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z",
    "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z",
    "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z", "-026-01-01T00:00:00Z",
    "２026-01-01T00:00:0Z", "2026-11-23T06:00:00Z ", "+2026-1-23T06:00:0Z",
  ])
  func refused(_ text: String) {
    #expect(Timestamp(text) == nil)
  }

  @Test func timesWithoutATextAreClamped() {
    #expect(Timestamp(seconds: .max) == .max)
    #expect(Timestamp(seconds: .min) == .min)
    #expect(Timestamp(Timestamp.min.description) == .min)
  }

  @Test func everyDayComesBack() {
    for day in stride(
      from: Timestamp.min.seconds, to: Timestamp.max.seconds, by: 86_400 * 13 + 7919)
    {
      let time = Timestamp(seconds: day)
      #expect(Timestamp(time.description) == time)
    }
  }
}
