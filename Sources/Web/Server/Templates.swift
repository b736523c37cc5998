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
    "downloads": PackageResources.downloads_mustache,
    "overview": PackageResources.overview_mustache,
    "year-choice": PackageResources.year_choice_mustache,
  ]
}
