/// What `unionsync doctor` finds out about one daemon's installation: a pure function of what was
/// observed there.
public struct Diagnosis: Hashable, Sendable, Codable {
  /// What was looked at, in the order in which people should read it: what is wrong early on may
  /// be the reason for what is wrong further down.
  public enum Topic: String, Hashable, Sendable, Codable, CaseIterable {
    /// The settings, and the files that they name.
    case settings
    /// Who may read and write what.
    case permissions
    /// Keys, and who is let in.
    case keys
    /// The machine's clock.
    case clock
    /// Room for the store.
    case disk
    /// Where the daemon listens.
    case ports
    /// Program, daemon, store and libraries.
    case versions
    /// The daemon and its unit.
    case service
    /// The other ends of its connections.
    case peers
  }

  /// How grave a finding is.
  public enum Severity: String, Hashable, Sendable, Codable, CaseIterable {
    /// It must be mended: the daemon can't do all of its work, or something is not safe.
    case wrong
    /// It is worth a look.
    case hint
    /// It could not be found out.
    case unknown
  }

  /// One thing that a person should know, and what to do about it.
  public struct Finding: Hashable, Sendable, Codable {
    /// What it is about.
    public let topic: Topic
    /// How grave it is.
    public let severity: Severity
    /// What is the matter and what to do, in Chinese.
    public let messageZh: String
    /// What is the matter and what to do, in English.
    public let messageEn: String

    init(_ topic: Topic, _ severity: Severity, zh: String, en: String) {
      self.topic = topic
      self.severity = severity
      messageZh = zh
      messageEn = en
    }
  }

  /// The file of settings.
  public let path: String
  /// The findings, by topic.
  public let findings: [Finding]

  /// Whether nothing must be mended.
  public var isWell: Bool { findings.allSatisfy { $0.severity != .wrong } }

  init(path: String, findings: [Finding]) {
    self.path = path
    // The order within a topic stays.
    self.findings = Topic.allCases.flatMap { topic in findings.filter { $0.topic == topic } }
  }
}

/// Facts about one topic, and what follows from them.
protocol Facts {
  /// What they are about.
  static var topic: Diagnosis.Topic { get }
  /// What a person should know.
  var findings: [Diagnosis.Finding] { get }
}

extension Facts {
  /// Something that must be mended.
  func wrong(zh: String, en: String) -> Diagnosis.Finding {
    Diagnosis.Finding(Self.topic, .wrong, zh: zh, en: en)
  }

  /// Something that is worth a look.
  func hint(zh: String, en: String) -> Diagnosis.Finding {
    Diagnosis.Finding(Self.topic, .hint, zh: zh, en: en)
  }

  /// Something that could not be found out.
  func unknown(zh: String, en: String) -> Diagnosis.Finding {
    Diagnosis.Finding(Self.topic, .unknown, zh: zh, en: en)
  }
}
