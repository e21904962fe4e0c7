import Objects
import Testing

@testable import References

/// Times as people write them.
@Suite struct MomentTests {
  private let now = Timestamp("2026-11-24T10:30:00Z")

  @Test(arguments: [
    ("now", "2026-11-24T10:30:00Z"), ("yesterday", "2026-11-23T10:30:00Z"),
    ("today", "2026-11-24T00:00:00Z"), ("midnight", "2026-11-24T00:00:00Z"),
    ("1 hour ago", "2026-11-24T09:30:00Z"), ("an hour ago", "2026-11-24T09:30:00Z"),
    ("2.days.ago", "2026-11-22T10:30:00Z"), ("2_days_ago", "2026-11-22T10:30:00Z"),
    ("3 weeks ago", "2026-11-03T10:30:00Z"), ("last week", "2026-11-17T10:30:00Z"),
    ("90 minutes ago", "2026-11-24T09:00:00Z"), ("Yesterday", "2026-11-23T10:30:00Z"),
    ("2026-11-20", "2026-11-20T23:59:59Z"), ("2026-11-20 14:30", "2026-11-20T14:30:00Z"),
    ("2026-11-20T14:30:05Z", "2026-11-20T14:30:05Z"),
  ])
  func times(text: String, expected: String) throws {
    let now = try #require(now)
    #expect(try #require(Moment(parsing: text)).time(now: now).description == expected)
  }

  @Test(arguments: [
    "", "soon", "ago", "days ago", "2 fortnights ago", "2026-13-01", "2026-02-30", "20261120",
    "-1 days ago", "2026-11-20 25:00", "tomorrow", "99999999999999999999 days ago",
  ])
  func notTimes(text: String) {
    #expect(Moment(parsing: text) == nil)
  }
}
