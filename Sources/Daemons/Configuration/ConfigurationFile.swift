internal import Yams

/// A YAML file of settings, read key by key, with every problem named by its line.
///
/// The file is read with Yams rather than with a layered reader of settings, since only the parsed
/// nodes know their lines and which keys nobody asked for.
struct ConfigurationFile {
  private let path: String
  private let root: Node.Mapping
  /// Where the settings begin, for those that are missing.
  private let line: Int
  private var asked: Set<String> = []
  private var problems: [(line: Int, zh: String, en: String)] = []

  /// The largest file of settings, in bytes.
  static let maximumBytes = 1024 * 1024

  init(path: String) throws(DaemonError) {
    self.path = path
    let bytes = try FileSystem.read(path, atMost: Self.maximumBytes)
    let text = String(decoding: bytes, as: UTF8.self)
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch {
      let (zh, en) = Self.reason(of: error)
      throw DaemonError(
        .configuration, zh: "配置文件 \(path) 不是有效的 YAML，请改正：\(zh)。",
        en: "The configuration \(path) is no valid YAML and must be mended: \(en).")
    }
    guard let mapping = node?.mapping else {
      throw DaemonError(
        .configuration, zh: "配置文件 \(path) 应由“键: 值”组成。",
        en: "The configuration \(path) must consist of 'key: value' lines.")
    }
    root = mapping
    line = 1
  }

  private init(path: String, root: Node.Mapping, line: Int) {
    self.path = path
    self.root = root
    self.line = line
  }

  /// What Yams says over several lines with the text repeated, in one line of each language.
  private static func reason(of error: any Error) -> (zh: String, en: String) {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return ("第 \(mark.line) 行：\(problem)", "line \(mark.line): \(problem)")
    case .duplicatedKeysInMapping(let keys, _):
      let keys = keys.sorted()
      return (
        "键" + keys.map { "“\($0)”" }.joined(separator: "、") + "重复出现",
        "the key " + keys.map { "'\($0)'" }.joined(separator: ", ") + " stands there twice"
      )
    case .reader(let problem, _, _, _):
      return (problem, problem)
    default:
      return ("无法解析", "it can't be parsed")
    }
  }

  /// The text of a key; nil where the key is missing.
  mutating func string(_ key: String) -> String? {
    asked.insert(key)
    guard let node = root[Node(key)] else { return nil }
    guard let text = node.scalar?.string, !text.isEmpty else {
      problem(node, zh: "“\(key)”应为一个值", en: "'\(key)' must be a single value")
      return nil
    }
    return text
  }

  /// The text of a key that must be there.
  mutating func requiredString(_ key: String) -> String {
    if let text = string(key) { return text }
    if root[Node(key)] == nil {
      problems.append((line, "缺少“\(key)”", "'\(key)' is missing"))
    }
    return ""
  }

  /// A value that its text must be readable as.
  mutating func value<Value>(
    _ key: String, _ expectedZh: String, _ expectedEn: String, reading: (String) -> Value?
  ) -> Value? {
    guard let text = string(key) else { return nil }
    guard let value = reading(text) else {
      problem(
        root[Node(key)], zh: "“\(key)”的值“\(text)”应为\(expectedZh)",
        en: "the value '\(text)' of '\(key)' must be \(expectedEn)")
      return nil
    }
    return value
  }

  /// Whether a key is set to true.
  mutating func flag(_ key: String) -> Bool {
    value(key, " true 或 false", "true or false") { text in
      switch text {
      case "true": true
      case "false": false
      default: nil
      }
    } ?? false
  }

  /// The settings below a key.
  mutating func section<Value>(_ key: String, _ read: (inout ConfigurationFile) -> Value) -> Value {
    asked.insert(key)
    let node = root[Node(key)]
    if let node, node.mapping == nil {
      problem(node, zh: "“\(key)”下应有缩进的键", en: "'\(key)' must have keys below it")
    }
    return self.read(below: node, read)
  }

  /// The list of settings below a key.
  mutating func sections<Value>(
    _ key: String, _ read: (inout ConfigurationFile) -> Value
  ) -> [Value] {
    asked.insert(key)
    guard let node = root[Node(key)] else { return [] }
    guard let items = node.sequence else {
      problem(node, zh: "“\(key)”应为列表", en: "'\(key)' must be a list")
      return []
    }
    return items.map { item in self.read(below: item, read) }
  }

  private mutating func read<Value>(
    below node: Node?, _ read: (inout ConfigurationFile) -> Value
  ) -> Value {
    var section = ConfigurationFile(
      path: path, root: node?.mapping ?? Node.Mapping([]), line: node?.mark?.line ?? line)
    let value = read(&section)
    section.noteUnknownKeys()
    problems += section.problems
    return value
  }

  /// Notes a problem with a key that was read well but can't be used.
  mutating func refuse(_ key: String, zh: String, en: String) {
    problem(root[Node(key)], zh: zh, en: en)
  }

  private mutating func problem(_ node: Node?, zh: String, en: String) {
    problems.append((node?.mark?.line ?? line, zh, en))
  }

  private mutating func noteUnknownKeys() {
    for (key, _) in root {
      let name = key.scalar?.string ?? "?"
      if !asked.contains(name) {
        problem(key, zh: "不认识的键“\(name)”", en: "the key '\(name)' is not known")
      }
    }
  }

  /// Names every problem at once, if there is one.
  mutating func finish() throws(DaemonError) {
    noteUnknownKeys()
    guard !problems.isEmpty else { return }
    let sorted = problems.sorted { $0.line < $1.line }
    let zh = sorted.map { "第 \($0.line) 行：\($0.zh)" }.joined(separator: "；")
    let en = sorted.map { "line \($0.line): \($0.en)" }.joined(separator: "; ")
    throw DaemonError(
      .configuration, zh: "配置文件 \(path) 有误，请改正：\(zh)。",
      en: "The configuration \(path) must be mended: \(en).")
  }
}
