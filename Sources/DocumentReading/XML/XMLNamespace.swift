/// The namespaces of Office documents that matter here; transitional and strict ones are the same.
enum XMLNamespace: Hashable {
  case none
  case xml
  case word
  case math
  case spreadsheet
  case compatibility
  case packageRelationships
  case officeRelationships
  case other

  init(uri: String) {
    self = Self.known[uri] ?? .other
  }

  private static let known: [String: XMLNamespace] = {
    var known: [String: XMLNamespace] = [
      "": .none,
      "http://schemas.openxmlformats.org/markup-compatibility/2006": .compatibility,
      "http://schemas.openxmlformats.org/package/2006/relationships": .packageRelationships,
    ]
    let families: [(transitional: String, strict: String, namespace: XMLNamespace)] = [
      ("wordprocessingml/2006/main", "wordprocessingml/main", .word),
      ("officeDocument/2006/math", "officeDocument/math", .math),
      ("spreadsheetml/2006/main", "spreadsheetml/main", .spreadsheet),
      ("officeDocument/2006/relationships", "officeDocument/relationships", .officeRelationships),
    ]
    for family in families {
      known["http://schemas.openxmlformats.org/\(family.transitional)"] = family.namespace
      known["http://purl.oclc.org/ooxml/\(family.strict)"] = family.namespace
    }
    return known
  }()
}
