internal import Yams

/// A YAML file of settings and what goes before it, read key by key, with every problem named by its
/// place.
///
/// The file is read with Yams rather than with a layered reader of settings, since only the parsed
/// nodes know their lines and which keys nobody asked for.
struct ConfigurationFile {
  private let path: String
  private let root: Node.Mapping
  /// Where the settings begin, for those that are missing.
  private let line: Int
  private let layers: SettingLayers
  /// The path of the section, such as `listen.`; nil in a list, which stands in the file alone.
  private let prefix: String?
  private var asked: Set<String> = []
  /// The paths of all settings that were asked for, those of sections among them.
  private var askedPaths: Set<String> = []
  private var problems: [Problem] = []

  private struct Problem {
    /// The line in the file; 0 for what does not stand in it.
    let line: Int
    let zh: String
    let en: String
  }

  /// The largest file of settings, in bytes.
  static let maximumBytes = 1024 * 1024

  /// Reads a file; `layers` go before it.
  init(path: String, layers: SettingLayers) throws(DaemonError) {
    self.path = path
    self.layers = layers
    prefix = ""
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

  private init(
    path: String, root: Node.Mapping, line: Int, layers: SettingLayers, prefix: String?
  ) {
    self.path = path
    self.root = root
    self.line = line
    self.layers = layers
    self.prefix = prefix
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
    if let prefix { askedPaths.insert(prefix + key) }
    if let value = layered(key) {
      guard value.text.isEmpty else { return value.text }
      problem(key, zh: "不能为空", en: "must not be empty")
      return nil
    }
    guard let node = root[Node(key)] else { return nil }
    guard let text = node.scalar?.string, !text.isEmpty else {
      problem(at: node, zh: "“\(key)”应为一个值", en: "'\(key)' must be a single value")
      return nil
    }
    return text
  }

  private func layered(_ key: String) -> SettingLayers.Value? {
    prefix.flatMap { layers.value(of: $0 + key) }
  }

  /// The text of a key that must be there.
  mutating func requiredString(_ key: String) -> String {
    if let text = string(key) { return text }
    if root[Node(key)] == nil, layered(key) == nil {
      problem(at: nil, zh: "缺少“\(key)”", en: "'\(key)' is missing")
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
        key, zh: "“\(key)”的值“\(text)”应为\(expectedZh)",
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
      problem(at: node, zh: "“\(key)”下应有缩进的键", en: "'\(key)' must have keys below it")
    }
    return self.read(below: node, prefix: prefix.map { $0 + key + "." }, read)
  }

  /// The list of settings below a key.
  mutating func sections<Value>(
    _ key: String, _ read: (inout ConfigurationFile) -> Value
  ) -> [Value] {
    asked.insert(key)
    guard let node = root[Node(key)] else { return [] }
    guard let items = node.sequence else {
      problem(at: node, zh: "“\(key)”应为列表", en: "'\(key)' must be a list")
      return []
    }
    return items.map { item in self.read(below: item, prefix: nil, read) }
  }

  private mutating func read<Value>(
    below node: Node?, prefix: String?, _ read: (inout ConfigurationFile) -> Value
  ) -> Value {
    var section = ConfigurationFile(
      path: path, root: node?.mapping ?? Node.Mapping([]), line: node?.mark?.line ?? line,
      layers: layers, prefix: prefix)
    let value = read(&section)
    section.noteUnknownKeys()
    problems += section.problems
    askedPaths.formUnion(section.askedPaths)
    return value
  }

  /// Notes a problem with a key that was read well but can't be used.
  mutating func refuse(_ key: String, zh: String, en: String) {
    problem(key, zh: zh, en: en)
  }

  /// Notes a problem with a setting, where its value stands.
  private mutating func problem(_ key: String, zh: String, en: String) {
    if let value = layered(key) {
      problems.append(
        Problem(line: 0, zh: "\(value.sourceZh)：\(zh)", en: "\(value.sourceEn): \(en)"))
    } else {
      problem(at: root[Node(key)], zh: zh, en: en)
    }
  }

  private mutating func problem(at node: Node?, zh: String, en: String) {
    let line = node?.mark?.line ?? line
    problems.append(Problem(line: line, zh: "第 \(line) 行：\(zh)", en: "line \(line): \(en)"))
  }

  private mutating func noteUnknownKeys() {
    for (key, _) in root {
      let name = key.scalar?.string ?? "?"
      guard !asked.contains(name) else { continue }
      let near = NearestName.of(name, among: asked)
      problem(
        at: key, zh: "不认识的键“\(name)”" + (near.map { "，是不是“\($0)”？" } ?? ""),
        en: "the key '\(name)' is not known" + (near.map { "; is it '\($0)'?" } ?? ""))
    }
  }

  private mutating func noteUnknownLayers() {
    for name in layers.unknown(besides: askedPaths) {
      problems.append(
        Problem(line: 0, zh: "\(name)：没有这项设置", en: "\(name): there is no such setting"))
    }
  }

  /// Names every problem at once, each in a line, if there is one.
  mutating func finish() throws(DaemonError) {
    noteUnknownKeys()
    noteUnknownLayers()
    guard !problems.isEmpty else { return }
    let sorted = problems.sorted { $0.line < $1.line }
    throw DaemonError(
      .configuration,
      zh: "配置文件 \(path) 有误，请改正：" + sorted.map { "\n  " + $0.zh }.joined(),
      en: "The configuration \(path) must be mended:" + sorted.map { "\n  " + $0.en }.joined())
  }
}
