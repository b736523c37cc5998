import ReportParsing
import Reports

/// How well quantities and observations were found, by the rules of the annotation's scorer.
struct Score {
  private var quantityHits = 0
  private var expectedQuantities = 0
  private var foundQuantities = 0
  private var expectedHits = 0
  private var foundHits = 0
  private var expectedObservations = 0
  private var foundObservations = 0

  /// Adds one text.
  mutating func add(_ found: [Quantity], against expected: [Annotation]) {
    var partner: [Int: Int] = [:]
    var taken: Set<Int> = []
    for (index, annotation) in expected.enumerated() {
      let match = found.indices.first { candidate in
        !taken.contains(candidate)
          && found[candidate].span.overlaps(annotation.start..<annotation.end)
      }
      guard let match else { continue }
      partner[index] = match
      taken.insert(match)
    }
    expectedQuantities += expected.count
    foundQuantities += found.count
    foundObservations += found.count { $0.indicator != nil }
    for (index, annotation) in expected.enumerated() {
      let isCoded = annotation.indicator != nil && !(annotation.accept ?? []).contains(nil)
      expectedObservations += isCoded ? 1 : 0
      guard let match = partner[index] else { continue }
      let quantity = found[match]
      quantityHits += Self.isSameQuantity(quantity, annotation) ? 1 : 0
      guard Self.isSameObservation(quantity, annotation) else { continue }
      expectedHits += isCoded ? 1 : 0
      foundHits += quantity.indicator != nil ? 1 : 0
    }
  }

  private static func isSameQuantity(_ found: Quantity, _ expected: Annotation) -> Bool {
    isSameValue(found, expected) && found.unit.rawValue == expected.unit
      && found.qualifier.rawValue == expected.qualifier
  }

  private static func isSameObservation(_ found: Quantity, _ expected: Annotation) -> Bool {
    let accepted = expected.accept ?? [expected.indicator]
    return found.area?.description == expected.area
      && String(found.period.year) == expected.period.prefix(4)
      && accepted.contains(found.indicator?.rawValue)
      && (found.part == nil) == (expected.part == nil) && isSameValue(found, expected)
  }

  private static func isSameValue(_ found: Quantity, _ expected: Annotation) -> Bool {
    abs((Double(found.value.description) ?? .nan) - expected.value) < 1e-6
  }

  /// The harmonic mean of precision and recall of quantities.
  var quantityF1: Double {
    Self.f1(quantityHits, of: foundQuantities, quantityHits, of: expectedQuantities)
  }

  /// The same of the quantities that carry an indicator.
  var observationF1: Double {
    Self.f1(foundHits, of: foundObservations, expectedHits, of: expectedObservations)
  }

  private static func f1(
    _ foundHits: Int, of found: Int, _ expectedHits: Int, of expected: Int
  ) -> Double {
    let precision = found == 0 ? 0 : Double(foundHits) / Double(found)
    let recall = expected == 0 ? 0 : Double(expectedHits) / Double(expected)
    return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall)
  }
}
