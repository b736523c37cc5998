/// What a report is known by: pushing it again under the same identity corrects it.
public struct ReportID: Hashable, Sendable, Codable {
  /// The area that reports.
  public let area: AreaCode
  /// The period that the report is about.
  public let period: Period
  /// Which of the area's reports on that period it is.
  public let series: ReportSeries

  /// Makes an identity.
  public init(area: AreaCode, period: Period, series: ReportSeries = .annual) {
    self.area = area
    self.period = period
    self.series = series
  }
}

extension ReportID: CustomStringConvertible, Comparable {
  /// `220821/2017/annual`.
  public var description: String { "\(area)/\(period)/\(series)" }

  /// By area, period and series.
  public static func < (left: ReportID, right: ReportID) -> Bool {
    (left.area, left.period, left.series.rawValue)
      < (right.area, right.period, right.series.rawValue)
  }
}

/// The kind of a report: the annual narrative, or another that the office names.
public struct ReportSeries: RawRepresentable, Hashable, Sendable, Codable {
  /// The name of the series.
  public let rawValue: String

  /// The longest name, in bytes of UTF-8.
  public static let maximumLength = 64

  /// The annual narrative, the default.
  public static let annual = ReportSeries(unchecked: "annual")

  /// Makes a series; nil where the name is empty, too long or has control characters or slashes.
  public init?(rawValue: String) {
    let isPlain = rawValue.unicodeScalars.allSatisfy { scalar in
      scalar.value >= 0x20 && scalar.value != 0x7F && scalar != "/"
    }
    guard !rawValue.isEmpty, rawValue.utf8.count <= Self.maximumLength, isPlain else { return nil }
    self.rawValue = rawValue
  }

  private init(unchecked: String) {
    rawValue = unchecked
  }
}

extension ReportSeries: CustomStringConvertible {
  /// The name.
  public var description: String { rawValue }
}

/// The file from which one revision of a report was read.
public struct DocumentReference: Hashable, Sendable, Codable {
  /// The file's name, without folders.
  public let name: String
  /// The SHA-256 of its bytes, in lower-case hexadecimal.
  public let sha256: String
  /// Which revision of the report it is, counted from 1.
  public let revision: Int

  /// The longest name, in bytes of UTF-8, as file systems have it.
  public static let maximumNameLength = 255

  /// Makes a reference.
  public init(name: String, sha256: String, revision: Int) {
    self.name = name
    self.sha256 = sha256
    self.revision = revision
  }
}
