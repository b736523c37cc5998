internal import Reports

/// What a document is called, from what a stranger's browser calls it.
enum DocumentName {
  /// The longest name, in bytes: the archive puts a prefix before it.
  private static let maximumBytes = DocumentReference.maximumNameLength - 32
  /// How much of its first line names a text that was pasted, in characters.
  private static let titleLength = 30

  /// The name of an uploaded file: without folders, without what can't be seen, and not too long;
  /// nil where nothing is left of it.
  static func uploaded(_ name: String) -> String? {
    let last = name.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
    let plain = visible(last).trimmed
    guard plain.contains(where: { $0 != "." }) else { return nil }
    return shortened(plain)
  }

  /// The name of a pasted text: its first line.
  static func pasted(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).lazy
      .map { visible(String($0)).trimmed }.first { !$0.isEmpty }
    let title = String((line ?? "").prefix(titleLength))
      .replacing("/", with: "／").replacing("\\", with: "＼")
    return shortened((title.nonEmpty ?? "粘贴的文字") + ".txt")
  }

  /// Leaves out control characters and those that turn the direction of writing: they make
  /// `report.exe` look like `exe.report`.
  private static func visible(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
        .unassigned:
        continue
      default: scalars.append(scalar)
      }
    }
    return String(scalars)
  }

  /// Its end, which says the kind of file.
  private static func shortened(_ name: String) -> String {
    var kept = name[...]
    while kept.utf8.count > maximumBytes { kept = kept.dropFirst() }
    return String(kept)
  }
}
