/// What is known about a document beside its text.
public struct DocumentOptions: Hashable, Sendable, Codable {
  /// Which of the area's reports it is.
  public var series: ReportSeries
  /// The period that it is about; nil takes it from the text.
  public var period: Period?
  /// The day it was published, to which 去年 and 今年 refer; nil means the day it is read.
  public var published: CalendarDate?

  /// Makes options.
  public init(
    series: ReportSeries = .annual, period: Period? = nil, published: CalendarDate? = nil
  ) {
    self.series = series
    self.period = period
    self.published = published
  }
}

/// A document that waits at an office to be checked and published.
public struct Draft: Hashable, Sendable, Identifiable {
  /// Counts the drafts of an office; never used twice.
  public typealias ID = Int64

  /// Its number.
  public let id: ID
  /// The name of its file; a pasted text has one too.
  public let documentName: String
  /// The SHA-256 of its bytes, in lower-case hexadecimal.
  public let sha256: String
  /// When it was opened, in milliseconds since 1970.
  public let openedAtMs: Int64
  /// What was said about it.
  public let options: DocumentOptions

  /// Makes a draft.
  public init(
    id: ID, documentName: String, sha256: String, openedAtMs: Int64, options: DocumentOptions
  ) {
    self.id = id
    self.documentName = documentName
    self.sha256 = sha256
    self.openedAtMs = openedAtMs
    self.options = options
  }
}

/// A report that an office has published, and the place in its journal.
public struct PublishedReport: Hashable, Sendable {
  /// Which report.
  public let report: ReportID
  /// Its last revision.
  public let document: DocumentReference
  /// When that was published, in milliseconds since 1970.
  public let publishedAtMs: Int64
  /// The day to which 去年 and 今年 in it refer; nil where it was not kept.
  public let readAsOf: CalendarDate?
  /// How many figures it states.
  public let observationCount: Int
  /// The journal's entry with its last change, or a later one where that is not known.
  public let sequence: UInt64

  /// Makes a report.
  public init(
    report: ReportID, document: DocumentReference, publishedAtMs: Int64, readAsOf: CalendarDate?,
    observationCount: Int, sequence: UInt64
  ) {
    self.report = report
    self.document = document
    self.publishedAtMs = publishedAtMs
    self.readAsOf = readAsOf
    self.observationCount = observationCount
    self.sequence = sequence
  }
}
