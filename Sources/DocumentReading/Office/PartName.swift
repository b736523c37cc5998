/// The name of a part of an Office package: a path without a slash before it.
enum PartName {
  /// The part that a relationship's target names, as seen from another part.
  ///
  /// `..` beyond the root stays at the root, as in a URI (RFC 3986, 5.2.4).
  static func resolve(_ target: String, from part: String) -> String {
    let isAbsolute = target.hasPrefix("/")
    var segments = isAbsolute ? [] : part.split(separator: "/").dropLast().map(String.init)
    for segment in target.split(separator: "/") {
      switch segment {
      case ".": continue
      case "..": _ = segments.popLast()
      default: segments.append(String(segment))
      }
    }
    return segments.joined(separator: "/")
  }

  /// The part that holds the relationships of another (ECMA-376-2, 6.5.2).
  static func relationships(of part: String) -> String {
    var segments = part.split(separator: "/").map(String.init)
    let last = segments.popLast() ?? ""
    return (segments + ["_rels", "\(last).rels"]).joined(separator: "/")
  }
}
