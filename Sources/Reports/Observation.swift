/// What an observation measures within one area: the rest of its address beside the area.
///
/// The counting unit is part of the address: one report can count both 人 and 人次 of the same
/// indicator, and the two never replace each other.
public struct ObservationKey: Hashable, Sendable, Codable {
  /// The period that the figure belongs to.
  public let period: Period
  /// What is measured.
  public let indicator: IndicatorCode
  /// The label of a part of the area's total; nil for the total itself.
  public let part: String?
  /// The unit under which the figure is counted, folded by the indicator.
  public let unit: Unit

  /// The longest label of a part, in bytes of UTF-8.
  public static let maximumPartLength = 96

  /// Makes an address.
  public init(period: Period, indicator: IndicatorCode, part: String?, unit: Unit) {
    self.period = period
    self.indicator = indicator
    self.part = part
    self.unit = unit
  }
}

extension ObservationKey: Comparable {
  /// By indicator, period, part and unit; a total comes before its parts.
  public static func < (left: ObservationKey, right: ObservationKey) -> Bool {
    (left.indicator, left.period, left.part == nil ? 0 : 1, left.part ?? "", left.unit)
      < (right.indicator, right.period, right.part == nil ? 0 : 1, right.part ?? "", right.unit)
  }
}

/// Where in a report a figure stands, and the words around it.
public struct Evidence: Hashable, Sendable, Codable {
  /// The number as written, with qualifier and measure word.
  public let mention: String
  /// Where the mention begins in the report's text, in Unicode scalars from 0.
  public let start: Int
  /// Where it ends, exclusive.
  public let end: Int
  /// The words it stands in: its sentence, shortened around it where that is long.
  public let sentence: String
  /// Where the mention begins in ``sentence``, in Unicode scalars.
  public let offsetInSentence: Int

  /// The longest sentence kept, in Unicode scalars: four lines of a page.
  public static let maximumSentenceLength = 120

  /// Makes evidence.
  public init(mention: String, start: Int, end: Int, sentence: String, offsetInSentence: Int) {
    self.mention = mention
    self.start = start
    self.end = end
    self.sentence = sentence
    self.offsetInSentence = offsetInSentence
  }
}

/// What stands behind a value, after SDMX's observation status.
public enum ObservationStatus: String, Hashable, Sendable, Codable {
  /// Read by the parser and looked at by nobody yet.
  case unreviewed
  /// Looked at and confirmed by a person.
  case reviewed
}

/// A figure that an area states: area × period × indicator × part → value.
public struct Observation: Hashable, Sendable, Codable {
  /// What is measured.
  public let key: ObservationKey
  /// The number in base units: 57万 is 570000.
  public let value: FixedDecimal
  /// How exact the number is.
  public let qualifier: Qualifier
  /// The measure word as written, before folding.
  public let writtenUnit: Unit
  /// The power of ten that the number was written in: 4 for 万, 8 for 亿, else 0.
  public let writtenScale: Int
  /// What stands behind the value.
  public let status: ObservationStatus
  /// Where it was read.
  public let evidence: Evidence
  /// Who corrected what was read there, when and why; nil where it stands as it was read.
  public let correction: AppliedCorrection?

  /// Makes an observation.
  public init(
    key: ObservationKey, value: FixedDecimal, qualifier: Qualifier, writtenUnit: Unit,
    writtenScale: Int, status: ObservationStatus = .unreviewed, evidence: Evidence,
    correction: AppliedCorrection? = nil
  ) {
    self.key = key
    self.value = value
    self.qualifier = qualifier
    self.writtenUnit = writtenUnit
    self.writtenScale = writtenScale
    self.status = status
    self.evidence = evidence
    self.correction = correction
  }

  /// The interval in which the true value lies.
  public var bounds: Bounds {
    Bounds(value: value, qualifier: qualifier, isPercentage: key.unit == .percent)
  }

  /// Whether both state the same figure, wherever it was read.
  ///
  /// Who corrected it, when and why is part of what is stated, also where the value is the same:
  /// the city shall be able to name them. What the parser had read in its place is not, as a newer
  /// parser may read it otherwise.
  public func statesTheSame(as other: Observation) -> Bool {
    key == other.key && value == other.value && qualifier == other.qualifier
      && writtenUnit == other.writtenUnit && status == other.status
      && correction?.note == other.correction?.note
  }
}
