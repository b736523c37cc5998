/// Indicators of one field of work: those whose codes begin with the same word.
public struct IndicatorGroup: Hashable, Sendable {
  /// The first word of the codes, such as `relief`.
  public let code: String
  /// Its name in Chinese.
  public let nameZh: String
  /// Its name in English.
  public let nameEn: String

  /// The names of the groups that the project comes with.
  private static let names: [String: (zh: String, en: String)] = [
    "org": ("组织建设", "Organisation"),
    "collective": ("集体协商", "Collective bargaining"),
    "democratic": ("民主管理", "Democratic management"),
    "rights": ("权益维护", "Rights and legal aid"),
    "safety": ("安全生产", "Work safety"),
    "relief": ("帮扶救助", "Relief and assistance"),
    "station": ("服务站点", "Service stations"),
    "competition": ("劳动竞赛", "Labour competitions"),
    "innovation": ("职工创新", "Innovation"),
    "honor": ("劳模工匠", "Model workers and honours"),
    "training": ("职工培训", "Workers' training"),
    "cadre": ("干部培训", "Training of union staff"),
    "culture": ("文化体育", "Culture and sports"),
    "women": ("女职工", "Women workers"),
    "poverty": ("扶贫", "Poverty relief"),
    "finance": ("工会经费", "Union finance"),
  ]

  /// The group of an indicator; one that a city has added and that has no name here is called by
  /// its word.
  public init(of indicator: IndicatorCode) {
    code = String(indicator.rawValue.prefix { $0 != "." })
    nameZh = Self.names[code]?.zh ?? code
    nameEn = Self.names[code]?.en ?? code
  }
}
