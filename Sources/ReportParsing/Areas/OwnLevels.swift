import Reports

/// Tells honours that the reporting office gives itself, which are its total, from those of other
/// levels: a city's 市级工人先锋号 beside no 省级 ones.
struct OwnLevels {
  /// The last sentence that names an honour of another level: there, one's own is a part, too.
  private var contrast = -1

  init() {}

  /// Whether a part is the whole that the area itself gave. Figures are asked for in their order.
  mutating func isTotal(_ part: String?, of area: AreaCode?, inSentence sentence: Int) -> Bool {
    guard let part, let area else { return false }
    if Self.isOwn(part, of: area) { return contrast != sentence }
    contrast = sentence
    return false
  }

  private static func isOwn(_ part: String, of area: AreaCode) -> Bool {
    func ends(_ endings: String) -> Bool { part.last.map { endings.contains($0) } ?? false }
    if area.number.isMultiple(of: 10_000) { return part != "国家级" && !part.contains("全国") }
    if area.number.isMultiple(of: 100) { return part == "市级" || ends("市州盟") }
    return part == "县级" || ends("县区旗")
  }
}
