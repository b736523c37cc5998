import Reports
import TestSupport
import Testing

@Suite("Until when offices report")
struct ReportingDeadlineTests {
  private static let dayMs: Int64 = 86_400_000
  /// Midnight of 1970-01-02 in China.
  private static let secondDayMs: Int64 = dayMs - 8 * 3_600_000

  @Test("Days are counted as a calendar that is leafed through counts them")
  func days() throws {
    var count = try #require(CalendarDate("1970-01-01")).daysSince1970
    #expect(count == 0)
    for year in 1970...2199 {
      for month in 1...12 {
        for day in 1...31 {
          guard let date = CalendarDate(year: year, month: month, day: day) else { continue }
          #expect(date.daysSince1970 == count)
          count += 1
        }
      }
    }
    #expect(try #require(CalendarDate("1969-12-31")).daysSince1970 == -1)
    #expect(try #require(CalendarDate("1900-03-01")).daysSince1970 == -25_508)
  }

  @Test("A day of every year is read, and nothing else")
  func reading() {
    for text in ["01-31", "02-28", "12-31", "04-30"] {
      #expect(ReportingDeadline(text)?.description == text)
    }
    for text in [
      "02-29", "13-01", "00-10", "04-31", "1-31", "01-1", "", "01-31 ", "一月", "2018-01-31",
    ] {
      #expect(ReportingDeadline(text) == nil, "\(text)")
    }
  }

  @Test("The last day in China is in time, and the next moment is a day late")
  func edges() throws {
    // Reports on 1969 are due by the first of January 1970.
    let deadline = try #require(ReportingDeadline("01-01"))
    func standing(_ receivedMs: Int64?, _ nowMs: Int64 = 0) -> ReportingDeadline.Standing {
      deadline.standing(on: 1969, firstReceivedMs: receivedMs, nowMs: nowMs)
    }
    #expect(standing(Self.secondDayMs - 1) == .inTime)
    #expect(standing(Self.secondDayMs) == .late(days: 1))
    #expect(standing(nil, Self.secondDayMs - 1) == .left(days: 0))
    #expect(standing(nil, Self.secondDayMs) == .overdue(days: 1))
    #expect(standing(nil, Self.secondDayMs - 5 * Self.dayMs) == .left(days: 4))
    #expect(standing(-40 * Self.dayMs) == .inTime)
    #expect(deadline.day(of: 2017)?.description == "2018-01-01")
  }

  @Test("Whoever waits another day is another day late")
  func monotone() throws {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<2_000 {
      let deadline = try #require(
        ReportingDeadline(generator.pick(["01-31", "02-28", "03-01", "12-31"])))
      let year = generator.number(1990...2100)
      let due = try #require(deadline.day(of: year)).daysSince1970
      let days = generator.number(-400...400)
      let atMs =
        Int64(due + days) * Self.dayMs - 8 * 3_600_000 + Int64(generator.number(0...86_399_999))
      #expect(
        deadline.standing(on: year, firstReceivedMs: atMs, nowMs: 0)
          == (days > 0 ? .late(days: days) : .inTime))
      #expect(
        deadline.standing(on: year, firstReceivedMs: nil, nowMs: atMs)
          == (days > 0 ? .overdue(days: days) : .left(days: -days)))
    }
  }
}
