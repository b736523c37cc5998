public import Reports
internal import Web
internal import ZeroMQ

/// Sets an office's node up: its keys, the city's public key, settings, and the enrolment that the
/// city is given. What is there already stays as it is.
public struct NodeSetup: Sendable {
  /// How a node knows its city.
  public enum City: Hashable, Sendable {
    /// By what the city has sent.
    case enrolment(Enrolment)
    /// By its address, and by the file of a public key; nil where that was put in place before.
    case address(CityAddress, keyPath: String?)
  }

  /// What setting up came to.
  public struct Outcome: Hashable, Sendable {
    /// The file of settings; nil where the city is still to be told.
    public let configuration: String?
    /// The systemd unit that runs it.
    public let unit: String
    /// What was made and what was there.
    public let files: [SetupFile]
    /// What the city is given.
    public let enrolment: Enrolment
    /// The file of the enrolment.
    public let enrolmentPath: String
  }

  /// What the file of the city's public key is called.
  static let cityKeyName = "city.key.pub"

  private let place: SetupPlace
  private let area: AreaCode
  private let city: City?
  private let stem: String
  private let http: String?

  /// The port of the office's pages; where a machine has several areas, those after it as well.
  private static let firstPort = 8601

  /// Plans it; nothing is done yet.
  ///
  /// - Parameters:
  ///   - place: Where its files go.
  ///   - area: The office's area.
  ///   - city: Nil where it is not known yet: keys are made, and settings later.
  ///   - isOneOfSeveral: Whether other areas have nodes on this machine, too, so that its files and
  ///     its unit are named after its area.
  ///   - http: Where the office's pages are in new settings; nil takes the first port from 8601 on
  ///     that no other node of the place has.
  public init(
    in place: SetupPlace, area: AreaCode, city: City?, isOneOfSeveral: Bool, http: String? = nil
  ) {
    self.http = http
    self.place = place
    self.area = area
    self.city = city
    stem = isOneOfSeveral ? "node-\(area)" : "node"
  }

  /// Makes what is missing.
  ///
  /// - Throws: ``DaemonError`` where something that is there can't be used or is of another area or
  ///   city; nothing was changed then.
  public func run() throws(DaemonError) -> Outcome {
    let path = place.path("\(stem).yaml")
    guard AreaList.builtIn[area] != nil else {
      throw DaemonError(
        .usage, zh: "区划代码表里没有 \(area)。", en: "The list of areas does not have \(area).")
    }
    let present =
      FileSystem.exists(path)
      ? try NodeConfiguration(path: path, areas: .builtIn) : nil
    if let present { try checkArea(present, path) }
    let known = try city.map { city throws(DaemonError) in try identity(of: city) }
    let cityKeyPath: String
    if let present, let known {
      cityKeyPath = try self.cityKeyPath(in: present, path, known.address)
    } else {
      cityKeyPath = place.path(Self.cityKeyName)
    }
    if let known { try KeyFile.checkPublic(known.key, at: cityKeyPath) }

    var (key, files) = try KeyFile.ensure(at: try keyPath(of: present, path))
    if let known { files.append(try KeyFile.keepPublic(known.key, at: cityKeyPath)) }
    if let known {
      files.append(
        try SetupFile.make(
          path, mode: SetupFile.settingsMode,
          text: Array(
            ConfigurationText.node(
              area: area, city: known.address, http: http ?? freeAddress, in: place, stem: stem
            ).utf8)))
    } else if present != nil {
      files.append(SetupFile(path: path, isNew: false))
    }
    let enrolment = Enrolment(.office(area), key: key)
    let enrolmentPath = place.path(Enrolment.fileName(of: enrolment.subject))
    files.append(
      try SetupFile.update(
        enrolmentPath, mode: SetupFile.publicMode, text: Array(enrolment.fileText().utf8)))
    return Outcome(
      configuration: known == nil && present == nil ? nil : path,
      unit: stem == "node" ? "unionsync-node" : "unionsync-node@\(area)", files: files,
      enrolment: enrolment, enrolmentPath: enrolmentPath)
  }

  private var freeAddress: String {
    let taken = Set(
      (FileSystem.names(in: place.folder) ?? []).filter { $0.hasSuffix(".yaml") }.compactMap {
        try? NodeConfiguration(path: place.path($0), areas: .builtIn).web?.address.port
      })
    let port = (Self.firstPort...).first { !taken.contains($0) } ?? Self.firstPort
    return "127.0.0.1:\(port)"
  }

  private func checkArea(_ present: NodeConfiguration, _ path: String) throws(DaemonError) {
    guard present.area != area else { return }
    throw DaemonError(
      .cannotCreate,
      zh: "\(path) 属于 \(present.area)，不会改成 \(area)；一台机器上有几个区划时请加 --several。",
      en: "\(path) is of \(present.area) and is not made into \(area); where a machine has several"
        + " areas, add --several.")
  }

  private func keyPath(
    of present: NodeConfiguration?, _ path: String
  ) throws(DaemonError) -> String {
    guard let present else { return place.path("\(stem).key") }
    guard let keyPath = present.keyPath else {
      throw DaemonError(
        .configuration, zh: "\(path) 设为不用密钥（insecure-loopback），没有可登记的内容；请删去这一行并写明各个 key。",
        en: "\(path) runs without keys (insecure-loopback), so that there is nothing to enrol;"
          + " remove that line and set every 'key'.")
    }
    return keyPath
  }

  private func identity(
    of city: City
  ) throws(DaemonError) -> (address: CityAddress, key: CurvePublicKey) {
    switch city {
    case .enrolment(let enrolment):
      guard case .city(let address) = enrolment.subject else {
        throw DaemonError(
          .usage, zh: "这是县区 \(enrolment.subject) 的登记码；--city 要用市里的登记码，以 UC1/ 开头。",
          en: "This is the enrolment of the office \(enrolment.subject); --city takes the city's,"
            + " which begins with UC1/.")
      }
      return (address, enrolment.key)
    case .address(let address, let keyPath):
      let path = keyPath ?? place.path(Self.cityKeyName)
      guard keyPath != nil || FileSystem.exists(path) else {
        throw DaemonError(
          .usage, zh: "还缺市里的公钥：请用市里的登记码（--city UC1/…），或用 --city-key 指定公钥文件。",
          en: "The city's public key is missing: give the city's enrolment code (--city UC1/…), or"
            + " the file of its key with --city-key.")
      }
      return (address, try KeyFile.readPublic(at: path))
    }
  }

  /// Where settings that are there keep the key of a city.
  private func cityKeyPath(
    in present: NodeConfiguration, _ path: String, _ address: CityAddress
  ) throws(DaemonError) -> String {
    let match = present.aggregators.first {
      $0.live == address.liveEndpoint && $0.control == address.controlEndpoint
    }
    guard let keyPath = match?.keyPath else {
      throw DaemonError(
        .cannotCreate,
        zh: "\(path) 已有，其中没有 \(address)，不会覆盖；请在 aggregators 下写明 live: \(address.liveEndpoint)"
          + " 和 control: \(address.controlEndpoint)，或先移走该文件。",
        en: "\(path) exists, does not name \(address), and is not overwritten; set"
          + " live: \(address.liveEndpoint) and control: \(address.controlEndpoint) under"
          + " 'aggregators', or move the file away first.")
    }
    return keyPath
  }
}
