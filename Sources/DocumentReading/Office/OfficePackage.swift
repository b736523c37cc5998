/// An Office document as a package of parts (ECMA-376-2).
struct OfficePackage {
  /// What is in a package.
  enum Kind {
    case word
    case spreadsheet
  }

  /// What it is.
  let kind: Kind
  /// The name of the part that everything else hangs on.
  let mainName: String
  /// That part.
  let main: [UInt8]
  private var archive: ZipArchive

  /// Opens a package.
  ///
  /// - Throws: ``DocumentError`` where it is broken or of a kind that is not read.
  init(_ bytes: [UInt8]) throws(DocumentError) {
    archive = try ZipArchive(bytes)
    guard let links = try archive.read(PartName.relationships(of: "")) else {
      throw try ForeignArchive.error(of: &archive)
    }
    guard
      let link = try Relationship.all(in: links, of: "").first(where: {
        $0.type == "officeDocument"
      })
    else { throw ForeignArchive.unknown }
    guard !link.target.hasSuffix(".bin") else { throw ForeignArchive.otherOffice }
    guard let main = try archive.read(link.target) else { throw .damagedOffice }
    mainName = link.target
    self.main = main
    kind = try Self.kind(of: main)
  }

  /// The root element says it; content types differ between templates, macros and strict files.
  private static func kind(of main: [UInt8]) throws(DocumentError) -> Kind {
    var reader = try XMLReader(main)
    guard try reader.next() == .start else { throw .damagedOffice }
    switch (reader.namespace, reader.name) {
    case (.word, "document"): return .word
    case (.spreadsheet, "workbook"): return .spreadsheet
    default: throw ForeignArchive.otherOffice
    }
  }

  /// Unpacks a part.
  ///
  /// - Throws: ``DocumentError`` where there is none of this name, or it is broken or too large.
  mutating func read(_ part: String) throws(DocumentError) -> [UInt8] {
    guard let content = try archive.read(part) else { throw .damagedOffice }
    return content
  }

  /// The links from the main part.
  ///
  /// - Throws: ``DocumentError`` where their XML is broken.
  mutating func relationships() throws(DocumentError) -> [Relationship] {
    guard let content = try archive.read(PartName.relationships(of: mainName)) else { return [] }
    return try Relationship.all(in: content, of: mainName)
  }
}
