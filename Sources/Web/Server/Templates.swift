/// The built-in templates by name.
enum Templates {
  /// What every site needs.
  static let shared: [String: [UInt8]] = [
    "layout": PackageResources.layout_mustache,
    "error": PackageResources.error_mustache,
    "sign-in": PackageResources.sign_in_mustache,
  ]

  /// The city's pages.
  static let city: [String: [UInt8]] = [
    "area": PackageResources.area_mustache,
    "changes": PackageResources.changes_mustache,
    "decide": PackageResources.decide_mustache,
    "downloads": PackageResources.downloads_mustache,
    "figure": PackageResources.figure_mustache,
    "findings": PackageResources.findings_mustache,
    "indicator": PackageResources.indicator_mustache,
    "link-state": PackageResources.link_state_mustache,
    "offices": PackageResources.offices_mustache,
    "overview": PackageResources.overview_mustache,
    "report": PackageResources.report_mustache,
    "report-line": PackageResources.report_line_mustache,
    "year-choice": PackageResources.year_choice_mustache,
  ]

  /// The office's pages.
  static let office: [String: [UInt8]] = [
    "correct": PackageResources.correct_mustache,
    "diff-items": PackageResources.diff_items_mustache,
    "draft": PackageResources.draft_mustache,
    "office": PackageResources.office_mustache,
    "office-report": PackageResources.office_report_mustache,
  ]
}
