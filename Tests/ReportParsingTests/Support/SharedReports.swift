import Foundation
import ReportParsing
import Reports

/// The annotated reports beside the checkout, where they are there.
enum SharedReports {
  static let folder: URL = {
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return package.deletingLastPathComponent().appending(path: "shared/gold")
  }()

  static var areThere: Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: "seed_page.txt").path)
  }

  static func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
  }

  static func annotation(_ name: String) throws -> [Annotation] {
    try text(name).split(separator: "\n").map { line in
      try JSONDecoder().decode(Annotation.self, from: Data(line.utf8))
    }
  }

  /// The annotated reports with area and day of publication, by the manifest.
  static func annotatedReports() throws -> [(name: String, area: AreaCode?, published: String)] {
    try text("reports/manifest.tsv").split(separator: "\n").dropFirst().compactMap { line in
      let fields = line.split(separator: "\t").map(String.init)
      return fields[4] == "yes" ? (fields[0], AreaCode(fields[1]), fields[2]) : nil
    }
  }
}

/// One quantity as a careful reader annotated it.
struct Annotation: Decodable {
  let area: String
  let period: String
  let indicator: String?
  let part: String?
  let value: Double
  let unit: String
  let qualifier: String
  let mention: String
  let start: Int
  let end: Int
  let accept: [String?]?
}
