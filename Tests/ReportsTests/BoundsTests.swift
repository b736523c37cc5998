import Reports
import TestSupport
import Testing

@Suite("Bounds of qualified numbers")
struct BoundsTests {
  @Test(
    "A qualifier is an interval",
    arguments: [
      // 300余, 57万余, 8.2万多, 百余, 40余万, 1234余, 10.5余, 3000多
      ("300", Qualifier.over, "300", "400"),
      ("570000", .over, "570000", "580000"),
      ("82000", .over, "82000", "83000"),
      ("100", .over, "100", "200"),
      ("400000", .over, "400000", "500000"),
      ("1234", .over, "1234", "1235"),
      ("10.5", .over, "10.5", "10.6"),
      ("3000", .over, "3000", "4000"),
      ("0", .over, "0", "0"),
      ("50", .near, "45", "50"),
      ("3", .near, "2.7", "3"),
      ("50", .about, "45", "55"),
      ("0.0001", .about, "0", "0.0001"),
      ("17", .exact, "17", "17"),
    ])
  func intervals(value: String, qualifier: Qualifier, lower: String, upper: String) {
    let bounds = Bounds(value: decimal(value), qualifier: qualifier, isPercentage: false)
    #expect(bounds == Bounds(lower: decimal(lower), upper: decimal(upper)))
  }

  @Test(
    "Percentages are capped at a hundred, unless the number itself is above",
    arguments: [
      ("80", Qualifier.over, "80", "90"),
      ("95", .over, "95", "96"),
      ("90", .over, "90", "100"),
      ("100", .over, "100", "100"),
      ("98", .about, "88.2", "100"),
      ("100", .about, "90", "100"),
      ("120", .over, "120", "130"),
      ("93.6", .exact, "93.6", "93.6"),
      ("95", .near, "85.5", "95"),
    ])
  func percentages(value: String, qualifier: Qualifier, lower: String, upper: String) {
    let bounds = Bounds(value: decimal(value), qualifier: qualifier, isPercentage: true)
    #expect(bounds == Bounds(lower: decimal(lower), upper: decimal(upper)))
  }

  @Test("Only a unit of per cent caps an observation's bounds")
  func observationBounds() {
    #expect(observation(key(unit: "%"), 90, .about).bounds.upper == 99)
    #expect(observation(key(unit: "%"), 99, .about).bounds.upper == 100)
    #expect(observation(key(unit: "户"), 99, .about).bounds.upper == decimal("108.9"))
  }

  @Test("Ends are put in order, and intervals add up end by end")
  func sums() {
    let reversed = Bounds(lower: 400, upper: 300)
    #expect(reversed.lower == 300)
    #expect(reversed.upper == 400)
    #expect(reversed + Bounds(lower: 1, upper: 2) == Bounds(lower: 301, upper: 402))
  }

  @Test("Any number with any qualifier has an interval that holds it")
  func hostileNumbers() {
    var generator = SeededGenerator(seed: 3)
    let edges: [Int64] = [.min, .min + 1, .min / 2, -1, 0, 1, .max / 2, .max - 1, .max]
    let random = (0..<20_000).map { _ in
      Int64(bitPattern: generator.next()) >> Int64.random(in: 0..<64, using: &generator)
    }
    for tenThousandths in edges + random {
      let value = FixedDecimal(tenThousandths: tenThousandths)
      for qualifier in Qualifier.allCases {
        for isPercentage in [false, true] {
          let bounds = Bounds(value: value, qualifier: qualifier, isPercentage: isPercentage)
          #expect(bounds.lower <= value && value <= bounds.upper, "\(value) \(qualifier)")
        }
      }
    }
  }
}
