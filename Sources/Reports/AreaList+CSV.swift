extension AreaList {
  /// What is wrong with a list of areas, and in which line.
  public struct FormatError: Error, Hashable, CustomStringConvertible {
    /// The line, counted from 1.
    public let line: Int
    /// What is wrong.
    public let reason: String

    /// One sentence for people.
    public var description: String { "line \(line): \(reason)" }
  }

  /// The areas that the project comes with: Baicheng and its seven offices.
  public static let builtIn: AreaList = {
    do {
      return try AreaList(csv: String(decoding: PackageResources.areas_csv, as: UTF8.self))
    } catch {
      preconditionFailure("The built-in list of areas is broken: \(error)")
    }
  }()

  /// Reads `code,name_zh,name_en,aliases,parent,…` with a heading line; aliases stand between `|`.
  ///
  /// - Throws: ``FormatError`` for the first line that is not an area.
  public init(csv: String) throws(FormatError) {
    var areas: [Area] = []
    var codes: Set<AreaCode> = []
    let lines = csv.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated().dropFirst() where !line.isEmpty {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count >= 5 else {
        throw FormatError(line: index + 1, reason: "an area has at least five fields")
      }
      guard let code = AreaCode(fields[0]) else {
        throw FormatError(line: index + 1, reason: "'\(fields[0])' is not a code of six digits")
      }
      guard fields[4].isEmpty || AreaCode(fields[4]) != nil else {
        throw FormatError(
          line: index + 1, reason: "the parent '\(fields[4])' is not a code of six digits")
      }
      guard codes.insert(code).inserted else {
        throw FormatError(line: index + 1, reason: "the code \(code) stands twice")
      }
      guard AreaCode(fields[4]) != code else {
        throw FormatError(line: index + 1, reason: "the area \(code) is its own parent")
      }
      guard areas.count < Self.maximumCount else {
        throw FormatError(
          line: index + 1, reason: "a list holds at most \(Self.maximumCount) areas")
      }
      areas.append(
        Area(
          code: code, nameZh: String(fields[1]), nameEn: String(fields[2]),
          aliases: fields[3].split(separator: "|").map(String.init), parent: AreaCode(fields[4])))
    }
    self.init(areas)
  }
}
