import Reports
import Yams

/// A node of the YAML tree whose readers say in which line something is wrong.
struct CatalogueNode {
  private let node: Node

  init(yaml: String) throws(CatalogueError) {
    do {
      guard let node = try Yams.compose(yaml: yaml) else {
        throw CatalogueError(line: 1, reason: "the file is empty")
      }
      self.node = node
    } catch let error as CatalogueError {
      throw error
    } catch {
      throw Self.error(from: error)
    }
  }

  private init(_ node: Node) {
    self.node = node
  }

  private static func error(from error: any Error) -> CatalogueError {
    guard let error = error as? YamlError else {
      return CatalogueError(line: 1, reason: "the file is not YAML: \(error)")
    }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return CatalogueError(line: mark.line, reason: "the file is not YAML: \(problem)")
    case .duplicatedKeysInMapping(let duplicates, let context):
      let names = duplicates.map { $0 }.joined(separator: ", ")
      return CatalogueError(line: context.mark.line, reason: "the key \(names) stands twice")
    default:
      return CatalogueError(line: 1, reason: "the file is not YAML: \(error)")
    }
  }

  /// An error at this node.
  func error(_ reason: String) -> CatalogueError {
    CatalogueError(line: node.mark?.line ?? 1, reason: reason)
  }

  /// Whether the node is a list.
  var isList: Bool { node.sequence != nil }

  /// The items of a list.
  func list() throws(CatalogueError) -> [CatalogueNode] {
    guard let sequence = node.sequence else { throw error("a list is wanted here") }
    return sequence.map(CatalogueNode.init)
  }

  /// The items of a list of words.
  func words() throws(CatalogueError) -> [String] {
    var words: [String] = []
    for item in try list() { words.append(try item.text()) }
    return words
  }

  /// A text that is not empty.
  func text() throws(CatalogueError) -> String {
    guard let text = node.scalar?.string, !text.isEmpty else {
      throw error("a text is wanted here")
    }
    return text
  }

  /// A unit of measure.
  func unit() throws(CatalogueError) -> Unit {
    let text = try text()
    guard text.utf8.count <= Unit.maximumLength else {
      throw error("the unit '\(text)' is longer than \(Unit.maximumLength) bytes")
    }
    return Unit(rawValue: text)
  }

  /// `true` or `false`.
  func flag() throws(CatalogueError) -> Bool {
    switch try text() {
    case "true": return true
    case "false": return false
    default: throw error("true or false is wanted here")
    }
  }

  /// A number.
  func number() throws(CatalogueError) -> Double {
    guard let number = Double(try text()), number.isFinite else {
      throw error("a number is wanted here")
    }
    return number
  }

  /// The entries of a mapping in the order of the file.
  func entries() throws(CatalogueError) -> [(String, CatalogueNode)] {
    guard let mapping = node.mapping else { throw error("a mapping is wanted here") }
    var entries: [(String, CatalogueNode)] = []
    for (key, value) in mapping {
      entries.append((try CatalogueNode(key).text(), CatalogueNode(value)))
    }
    return entries
  }

  /// The fields of a mapping, all of them known.
  func mapping(required: [String], optional: [String]) throws(CatalogueError) -> Fields {
    guard let mapping = node.mapping else { throw error("a mapping is wanted here") }
    var fields: [String: CatalogueNode] = [:]
    for (key, value) in mapping {
      let key = CatalogueNode(key)
      let name = try key.text()
      guard required.contains(name) || optional.contains(name) else {
        let known = (required + optional).joined(separator: ", ")
        throw key.error("the key '\(name)' is unknown; the keys here are \(known)")
      }
      fields[name] = CatalogueNode(value)
    }
    for name in required where fields[name] == nil {
      throw error("the key '\(name)' is missing")
    }
    return Fields(owner: self, fields: fields)
  }

  /// The fields of a mapping by name.
  struct Fields {
    fileprivate let owner: CatalogueNode
    fileprivate let fields: [String: CatalogueNode]

    func optional(_ name: String) -> CatalogueNode? { fields[name] }

    func node(_ name: String) throws(CatalogueError) -> CatalogueNode {
      guard let node = fields[name] else { throw owner.error("the key '\(name)' is missing") }
      return node
    }

    func text(_ name: String) throws(CatalogueError) -> String { try node(name).text() }

    func list(_ name: String) throws(CatalogueError) -> [CatalogueNode] {
      try fields[name]?.list() ?? []
    }

    func words(_ name: String) throws(CatalogueError) -> [String] {
      try fields[name]?.words() ?? []
    }

    func entries(_ name: String) throws(CatalogueError) -> [(String, CatalogueNode)] {
      try fields[name]?.entries() ?? []
    }
  }
}
