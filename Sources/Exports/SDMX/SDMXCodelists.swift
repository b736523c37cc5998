internal import Reports

/// The code lists that the cube's components refer to.
struct SDMXCodelists {
  struct Code: Hashable {
    let id: String
    let nameZh: String
    let nameEn: String
    var parent: String?
  }

  struct List {
    let id: String
    let nameZh: String
    let nameEn: String
    let codes: [Code]
  }

  let lists: [List]

  init(_ data: ExportData) {
    let keys = data.figures.map(\.row.observation.key)
    let totals = data.years.flatMap { data.totals(of: $0) }
    lists =
      [
        Self.areas(data), Self.indicators(data),
        List(
          id: "CL_PART", nameZh: "其中", nameEn: "Parts",
          codes: [Code(id: "_T", nameZh: "合计", nameEn: "Total")]
            + Set(keys.compactMap(\.part)).sorted().map {
              Code(id: SDMXCode.part($0), nameZh: $0, nameEn: "As written: \($0)")
            }),
        List(
          id: "CL_UNIT", nameZh: "计量单位", nameEn: "Units of measure",
          codes: Set(
            keys.map(\.unit) + totals.map(\.unit) + data.indicators.indicators.map(\.unit)
          ).sorted().map {
            Code(id: SDMXCode.unit($0), nameZh: $0.rawValue, nameEn: SDMXCode.unitNameEn($0))
          }),
      ] + Self.fixed
  }

  private static func areas(_ data: ExportData) -> List {
    let listed = data.areas.areas.map { area in
      Code(
        id: area.code.description, nameZh: area.nameZh, nameEn: area.nameEn,
        parent: area.parent.flatMap { data.areas[$0] }?.code.description)
    }
    let others = Set(data.figures.map(\.row.report.area)).filter { data.areas[$0] == nil }.sorted()
    return List(
      id: "CL_AREA", nameZh: "单位", nameEn: "Reporting offices",
      codes: listed
        + others.map {
          Code(id: $0.description, nameZh: $0.description, nameEn: $0.description)
        })
  }

  private static func indicators(_ data: ExportData) -> List {
    let unknown = Set(data.figures.map(\.row.observation.key.indicator))
      .filter { data.indicators[$0] == nil }.sorted()
    let known = data.indicators.indicators
    var groups: Set<IndicatorGroup> = []
    let order = known.map { IndicatorGroup(of: $0.code) }.filter { groups.insert($0).inserted }
    return List(
      id: "CL_INDICATOR", nameZh: "指标", nameEn: "Indicators",
      codes: order.map { Code(id: "G_" + $0.code, nameZh: $0.nameZh, nameEn: $0.nameEn) }
        + known.map {
          Code(
            id: SDMXCode.indicator($0.code), nameZh: $0.nameZh, nameEn: $0.nameEn,
            parent: "G_" + IndicatorGroup(of: $0.code).code)
        }
        + unknown.map {
          Code(id: SDMXCode.indicator($0), nameZh: $0.rawValue, nameEn: $0.rawValue)
        })
  }

  private static let fixed: [List] = [
    list(
      "CL_FREQ", "频率", "Frequency",
      [
        ("A", "年", "Annual"), ("S", "半年", "Half-yearly"), ("Q", "季", "Quarterly"),
        ("M", "月", "Monthly"),
      ]
    ),
    list(
      "CL_BASIS", "来源", "Basis",
      [
        ("STATED", "报告所写", "Stated by the office"),
        ("DERIVED", "市级计算", "Computed by the city"),
      ]),
    list(
      "CL_OBS_STATUS", "状态", "Observation status",
      [
        ("A", "已复核", "Reviewed"), ("V", "待复核", "Unreviewed"), ("E", "约数", "Approximate"),
        ("P", "部分单位或时期合计", "Total with offices or periods missing"),
        ("O", "报告中没有这个数", "Missing: not in the report"),
        ("L", "未上报", "Missing: the office has not reported"),
      ]),
    list(
      "CL_UNIT_MULT", "数量级", "Unit multiplier",
      [
        ("0", "一", "Units"), ("4", "万", "Tens of thousands"),
        ("8", "亿", "Hundreds of millions"),
      ]),
    list(
      "CL_COLLECTION", "时点或时期", "Collection",
      [
        ("E", "期末", "End of period"), ("S", "期内合计", "Summed through period"),
        ("U", "不明", "Unknown"),
      ]),
    list(
      "CL_QUALIFIER", "精确程度", "Qualifier",
      [
        ("exact", "准数", "Exact"), ("over", "以上", "More than"), ("near", "近", "Nearly"),
        ("about", "约", "About"),
      ]),
    list(
      "CL_REVIEW", "复核", "Review",
      [
        ("unreviewed", "待复核", "Unreviewed"), ("reviewed", "已复核", "Reviewed"),
        ("changed", "复核后有变动", "Changed after review"),
      ]),
    list(
      "CL_DERIVATION", "计算方法", "Derivation",
      [
        ("_Z", "未计算", "Not computed"), ("AREAS", "各单位之和", "Sum of offices"),
        ("PERIODS", "由各期得出", "From sub-periods"), ("PARTS", "各分项之和", "Sum of parts"),
      ]),
  ]

  private static func list(
    _ id: String, _ nameZh: String, _ nameEn: String, _ codes: [(String, String, String)]
  ) -> List {
    List(
      id: id, nameZh: nameZh, nameEn: nameEn,
      codes: codes.map { Code(id: $0.0, nameZh: $0.1, nameEn: $0.2) })
  }
}
