/// A total as it travels to watchers, pages and programs: numbers without the evidence behind them.
public struct TotalSummary: Hashable, Sendable, Codable {
  /// One area's figure.
  public struct Share: Hashable, Sendable, Codable {
    /// The area.
    public let area: AreaCode
    /// Its figure.
    public let value: FixedDecimal
    /// The least it may be.
    public let lower: FixedDecimal
    /// The most it may be.
    public let upper: FixedDecimal
    /// What it rests on.
    public let basis: EffectiveValue.Basis
    /// The months that the figure speaks for.
    public let coveredMonths: Months
    /// Whether the area's reports contradict each other and nobody has decided.
    public let hasConflict: Bool

    /// Makes a share.
    public init(
      area: AreaCode, value: FixedDecimal, lower: FixedDecimal, upper: FixedDecimal,
      basis: EffectiveValue.Basis, coveredMonths: Months = .wholeYear, hasConflict: Bool
    ) {
      self.area = area
      self.value = value
      self.lower = lower
      self.upper = upper
      self.basis = basis
      self.coveredMonths = coveredMonths
      self.hasConflict = hasConflict
    }
  }

  /// What a total is known by.
  public struct ID: Hashable, Sendable, Codable {
    /// What is measured.
    public let indicator: IndicatorCode
    /// The calendar year.
    public let year: Int
    /// The unit it is counted in.
    public let unit: Unit

    /// Makes an identity.
    public init(indicator: IndicatorCode, year: Int, unit: Unit) {
      self.indicator = indicator
      self.year = year
      self.unit = unit
    }
  }

  /// What the total is known by.
  public let id: ID
  /// How the indicator adds up.
  public let nature: IndicatorNature
  /// The sum over the areas; nil for rates, which are never added, and where no area states a
  /// figure.
  public let value: FixedDecimal?
  /// The least it may be; for rates the lowest area. Nil where no area states a figure.
  public let lower: FixedDecimal?
  /// The most it may be; for rates the highest area. Nil where no area states a figure.
  public let upper: FixedDecimal?
  /// The areas that it rests on.
  public let shares: [Share]
  /// The areas that state nothing.
  public let missing: [AreaCode]
  /// Those of ``missing`` that have not reported on the year at all.
  public let neverReported: [AreaCode]
  /// The figure of the office above, shown beside the sum.
  public let parent: Share?

  /// Makes a summary.
  public init(
    id: ID, nature: IndicatorNature, value: FixedDecimal?, lower: FixedDecimal?,
    upper: FixedDecimal?, shares: [Share], missing: [AreaCode], neverReported: [AreaCode] = [],
    parent: Share?
  ) {
    self.id = id
    self.nature = nature
    self.value = value
    self.lower = lower
    self.upper = upper
    self.shares = shares
    self.missing = missing
    self.neverReported = neverReported
    self.parent = parent
  }

  /// Sums up a total.
  public init(_ total: Total) {
    self.init(
      id: ID(indicator: total.topic.indicator, year: total.topic.year, unit: total.unit),
      nature: total.nature, value: total.value, lower: total.bounds?.lower,
      upper: total.bounds?.upper, shares: total.shares.map(Share.init),
      missing: total.missing.map(\.area),
      neverReported: total.missing.filter { $0.reason == .neverReported }.map(\.area),
      parent: total.parentShare.map(Share.init))
  }
}

extension TotalSummary.Share {
  /// Sums up one area's figure.
  public init(_ share: Total.Share) {
    self.init(
      area: share.area, value: share.effective.value, lower: share.effective.bounds.lower,
      upper: share.effective.bounds.upper, basis: share.effective.basis,
      coveredMonths: share.effective.coveredMonths, hasConflict: share.effective.hasConflict)
  }
}
