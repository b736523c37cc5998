/// A link from one part of a package to another.
struct Relationship {
  /// By what the source part refers to it.
  let id: String
  /// The last word of its type: `officeDocument`, `styles`, `worksheet`.
  let type: String
  /// The name of the part it leads to.
  let target: String

  /// The links that a relationships part states; those that lead out of the package are left out.
  ///
  /// - Parameters:
  ///   - content: The bytes of the relationships part.
  ///   - part: The part whose links they are; empty for the package.
  /// - Returns: The links, in the order of the part.
  /// - Throws: ``DocumentError`` where the XML is broken.
  static func all(in content: [UInt8], of part: String) throws(DocumentError) -> [Relationship] {
    var reader = try XMLReader(content)
    var relationships: [Relationship] = []
    while true {
      let event = try reader.next()
      if event == .finish { return relationships }
      guard event == .start, reader.namespace == .packageRelationships,
        reader.name == "Relationship", try reader.attribute("TargetMode") != "External",
        let id = try reader.attribute("Id"), let type = try reader.attribute("Type"),
        let target = try reader.attribute("Target")
      else { continue }
      relationships.append(
        Relationship(
          id: id, type: String(type.split(separator: "/").last ?? ""),
          target: PartName.resolve(target, from: part)))
    }
  }
}
