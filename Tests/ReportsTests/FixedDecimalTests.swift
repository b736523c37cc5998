import Reports
import TestSupport
import Testing

@Suite("Fixed decimals")
struct FixedDecimalTests {
  @Test("A difference undoes a sum, and stays within the range")
  func difference() {
    var generator = SeededGenerator(seed: 6)
    for _ in 0..<2_000 {
      let (left, right) = (
        FixedDecimal(generator.number(-1000...1000)), FixedDecimal(generator.number(-1000...1000))
      )
      #expect(left + right - right == left)
    }
    #expect(FixedDecimal(tenThousandths: .min) - 1 == FixedDecimal(tenThousandths: .min))
    #expect(FixedDecimal(tenThousandths: .max) - -1 == FixedDecimal(tenThousandths: .max))
  }

  @Test(
    "What is written reads back as the shortest form",
    arguments: [
      ("0", "0"), ("-0", "0"), ("0.0", "0"), ("12", "12"), ("-12", "-12"), ("93.6", "93.6"),
      ("93.6000", "93.6"), ("0.0001", "0.0001"), ("-0.0100", "-0.01"), ("007.5", "7.5"),
      ("1038.5", "1038.5"), ("922337203685477.5807", "922337203685477.5807"),
      ("-922337203685477.5808", "-922337203685477.5808"),
    ])
  func reads(written: String, shortest: String) throws {
    let value = try #require(FixedDecimal(written))
    #expect(value.description == shortest)
  }

  @Test(
    "What is no decimal, too fine or out of range is refused",
    arguments: [
      "", "-", ".", "-.", "1.", ".5", "1..2", "1.2.3", "--1", "1-", "+1", " 1", "1 ", "1e5", "１",
      "三", "0.00001", "1.23450", "NaN", "inf", "0x10", "1,000", "922337203685477.5808",
      "-922337203685477.5809", "922337203685478", "99999999999999999999999",
      "18446744073709551616.0", "\u{0}1", "1\u{301}",
    ])
  func refuses(text: String) {
    #expect(FixedDecimal(text) == nil)
  }

  @Test("Every number survives being printed and read")
  func roundTrip() {
    var generator = SeededGenerator(seed: 1)
    let edges: [Int64] = [.min, .min + 1, -1, 0, 1, 9_999, 10_000, 10_001, .max - 1, .max]
    let random = (0..<20_000).map { _ in
      Int64(bitPattern: generator.next()) >> Int64.random(in: 0..<64, using: &generator)
    }
    for tenThousandths in edges + random {
      let value = FixedDecimal(tenThousandths: tenThousandths)
      #expect(FixedDecimal(value.description) == value)
    }
  }

  @Test("Random bytes are either refused or read as printed")
  func hostileTexts() {
    var generator = SeededGenerator(seed: 2)
    let alphabet = Array("0123456789.-+ e三\u{0}")
    for _ in 0..<50_000 {
      let length = Int.random(in: 0...24, using: &generator)
      let text = String((0..<length).map { _ in generator.pick(alphabet) })
      guard let value = FixedDecimal(text) else { continue }
      #expect(FixedDecimal(value.description) == value, "\(text)")
    }
  }

  @Test("Sums are exact, and saturate beyond the range")
  func sums() {
    let least = FixedDecimal(tenThousandths: .min)
    let greatest = FixedDecimal(tenThousandths: .max)
    #expect(decimal("0.1") + decimal("0.2") == decimal("0.3"))
    #expect(greatest + 1 == greatest)
    #expect(least + -1 == least)
    #expect(greatest + least == FixedDecimal(tenThousandths: -1))
    var sum = greatest
    sum += greatest
    #expect(sum == greatest)
    #expect(FixedDecimal(.max) == greatest)
    #expect(FixedDecimal(.min) == least)
  }

  @Test("A shift by a power of ten is exact or nothing")
  func shifts() {
    #expect(decimal("8.2").shifted(byPowerOfTen: 4) == 82_000)
    #expect(decimal("57").shifted(byPowerOfTen: 0) == 57)
    #expect(FixedDecimal(82_000).shifted(byPowerOfTen: -4) == decimal("8.2"))
    #expect(decimal("0.0001").shifted(byPowerOfTen: -1) == nil)
    #expect(FixedDecimal(1).shifted(byPowerOfTen: 15) == nil)
    #expect(FixedDecimal(1).shifted(byPowerOfTen: .max) == nil)
    #expect(FixedDecimal(1).shifted(byPowerOfTen: .min) == nil)
    #expect(FixedDecimal.zero.shifted(byPowerOfTen: .min) == .zero)
    #expect(FixedDecimal(tenThousandths: .min).shifted(byPowerOfTen: 1) == nil)
  }

  @Test("Order is by value")
  func order() {
    let sorted: [FixedDecimal] = [-2, decimal("-1.5"), 0, decimal("0.0001"), 1, 10]
    #expect(sorted.reversed().sorted() == sorted)
  }
}
