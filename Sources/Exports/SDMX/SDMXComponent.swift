internal import Reports

/// A dimension, the measure or an attribute of the cube.
struct SDMXComponent {
  enum Role {
    case dimension
    case time
    case measure
    case attribute(isMandatory: Bool)
  }

  /// What its values are.
  enum Values {
    case code(list: String)
    case decimal
    case text
    case period
  }

  let id: String
  let nameZh: String
  let nameEn: String
  let role: Role
  let values: Values
  let value: (SDMXObservation) -> String

  private init(
    _ id: String, _ nameZh: String, _ nameEn: String, _ role: Role, _ values: Values,
    _ value: @escaping (SDMXObservation) -> String
  ) {
    self.id = id
    self.nameZh = nameZh
    self.nameEn = nameEn
    self.role = role
    self.values = values
    self.value = value
  }

  /// All, in the order of the columns.
  static var all: [SDMXComponent] {
    [
      .init("FREQ", "频率", "Frequency", .dimension, .code(list: "CL_FREQ")) {
        SDMXCode.frequency($0.period)
      },
      .init("REF_AREA", "单位", "Reporting office", .dimension, .code(list: "CL_AREA")) {
        $0.area.description
      },
      .init("INDICATOR", "指标", "Indicator", .dimension, .code(list: "CL_INDICATOR")) {
        SDMXCode.indicator($0.indicator)
      },
      .init("PART", "其中", "Part", .dimension, .code(list: "CL_PART")) { SDMXCode.part($0.part) },
      .init("UNIT_MEASURE", "计量单位", "Unit of measure", .dimension, .code(list: "CL_UNIT")) {
        SDMXCode.unit($0.unit)
      },
      .init("BASIS", "来源", "Basis", .dimension, .code(list: "CL_BASIS")) { $0.basis.rawValue },
      .init("TIME_PERIOD", "时期", "Time period", .time, .period) { $0.period.description },
      .init("OBS_VALUE", "数值", "Observation value", .measure, .decimal) { observation in
        observation.value?.divided(byPowerOfTen: observation.scale) ?? "NaN"
      },
      .init(
        "OBS_STATUS", "状态", "Observation status", .attribute(isMandatory: true),
        .code(list: "CL_OBS_STATUS")
      ) { $0.status },
      .init(
        "UNIT_MULT", "数量级", "Unit multiplier", .attribute(isMandatory: true),
        .code(list: "CL_UNIT_MULT")
      ) { "\($0.scale)" },
      .init(
        "COLLECTION", "时点或时期", "Collection", .attribute(isMandatory: true),
        .code(list: "CL_COLLECTION")
      ) { SDMXCode.collection($0.nature) },
      .init("LOWER", "下限", "Lower bound", .attribute(isMandatory: false), .decimal) { observation in
        observation.bounds?.lower.divided(byPowerOfTen: observation.scale) ?? ""
      },
      .init("UPPER", "上限", "Upper bound", .attribute(isMandatory: false), .decimal) { observation in
        observation.bounds?.upper.divided(byPowerOfTen: observation.scale) ?? ""
      },
      .init(
        "QUALIFIER", "精确程度", "Qualifier", .attribute(isMandatory: false),
        .code(list: "CL_QUALIFIER")
      ) { $0.qualifier?.rawValue ?? "" },
      .init(
        "REVIEW", "复核", "Review", .attribute(isMandatory: false), .code(list: "CL_REVIEW")
      ) { $0.review?.rawValue ?? "" },
      .init(
        "DERIVATION", "计算方法", "Derivation", .attribute(isMandatory: true),
        .code(list: "CL_DERIVATION")
      ) { $0.derivation.rawValue },
      .init(
        "MISSING_AREAS", "缺报单位", "Missing offices", .attribute(isMandatory: false), .text
      ) { $0.missing.map(\.description).joined(separator: " ") },
      .init("OBS_COMMENT", "说明", "Comment", .attribute(isMandatory: false), .text) {
        SDMXText.comment($0.comment)
      },
    ]
  }
}

/// Text as SDMX files hold it.
enum SDMXText {
  /// One line without ASCII quotation marks, as readers of SDMX-CSV stumble over both.
  static func comment(_ text: String) -> String {
    let scalars = text.unicodeScalars.compactMap { scalar -> Unicode.Scalar? in
      if scalar == "\"" { return "＂" }
      if scalar == "\n" || scalar == "\t" || scalar == "\u{2028}" || scalar == "\u{2029}" {
        return " "
      }
      return CellText.isAllowed(scalar) ? scalar : nil
    }
    return String(String.UnicodeScalarView(scalars))
  }

  /// Text between tags, without what XML 1.0 forbids.
  static func xml(_ text: String) -> String {
    comment(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;")
  }
}
