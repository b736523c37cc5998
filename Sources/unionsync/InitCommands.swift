import ArgumentParser
import Daemons
import Foundation
import Reports

/// Where `init` sets up.
struct FolderOption: ParsableArguments {
  @Option(help: "装在自己的目录里，不用 root；默认 /etc/unionsync。 A folder of one's own, without root.")
  var folder: String?

  func place() throws(DaemonError) -> SetupPlace { try SetupPlace(folder: folder) }
}

extension AggregatorCommand {
  /// `unionsync aggregator init`
  struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "init",
      abstract: "初次设置：密钥、配置、授权名单、给各县区的登记码。 Set the city up.",
      discussion: """
        已有的文件不会改动，可以重复执行；再次执行会再次显示登记码。
        What is there already stays as it is; run it again to see the code again.

        HOST 是各县区能访问到的主机名或地址；写了端口 PORT 时，PORT、PORT+1、PORT+2 分别用于数据、\
        确认和汇总，默认 5560。
        HOST is how offices reach this machine. PORT is that of deltas, the next two are those of \
        acknowledgements and totals; 5560 by default.

        EXAMPLES
          sudo unionsync aggregator init --host stats.example.cn
          unionsync aggregator init --host 127.0.0.1:15560 --folder ./city
        """)

    @Option(help: "各县区访问市级的地址，HOST[:PORT]。 How offices reach the city.")
    var host: String?

    @Option(help: "新配置中网页的地址，只能是本机。 Where pages are, in a new configuration.")
    var http = AggregatorSetup.defaultHTTP

    @OptionGroup var option: FolderOption

    func run() throws {
      let place = try option.place()
      let outcome = try AggregatorSetup(in: place, address: host, http: http).run()
      SetupText.show(outcome.files)
      if let enrolment = outcome.enrolment {
        SetupText.show(enrolment, zh: "市级登记码，发给各县区", en: "the city's code, for every office")
      }
      var steps = [
        place.isPackaged
          ? "systemctl enable --now unionsync-aggregator"
          : "unionsync aggregator run --config \(outcome.configuration)"
      ]
      if outcome.enrolment == nil {
        let folder = place.isPackaged ? "" : " --folder \(place.folder)"
        steps.append(
          "unionsync aggregator init --host HOST\(folder)     # 登记码 / the code for offices")
      } else {
        steps.append(
          "# 把登记码或 \(outcome.enrolmentPath) 发给各县区 / send the code or the file to every office")
      }
      let access = place.isPackaged ? "" : " --access \(outcome.access)"
      steps.append(
        "unionsync keys authorize UN1/…\(access)     # 收到县区登记码后 / with each office's code")
      SetupText.showSteps(steps)
    }
  }
}

extension NodeCommand {
  /// `unionsync node init`
  struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "init",
      abstract: "初次设置：密钥、配置、给市总的登记码。 Set an office's node up.",
      discussion: """
        已有的文件不会改动，可以重复执行。还没有市里的登记码时可以先不写 --city，拿到后再执行一次。
        What is there already stays as it is. Without --city the keys are made, so that the city can \
        authorize them; run it again once its code has come.

        EXAMPLES
          sudo unionsync node init --area 220821 --city UC1/stats.example.cn/…
          sudo unionsync node init --area 220821 --city unionsync-city.txt
          sudo unionsync node init --area 220821 --city stats.example.cn --city-key city.key.pub
          unionsync node init --area 220821 --folder ./node
        """)

    @Option(help: "区划代码。 The area's code.")
    var area: String

    @Option(
      help: "市里的登记码、登记文件、- 或 HOST[:PORT]。 The city's code, file, -, or HOST[:PORT].")
    var city: String?

    @Option(help: "--city 为地址时，市里的公钥文件。 The city's public key, where --city is an address.")
    var cityKey: String?

    @Flag(help: "本机有几个区划的节点，文件和服务以区划命名。 This machine has nodes of several areas.")
    var several = false

    @Option(help: "网页的地址，默认 127.0.0.1:8601 起。 Where the office's pages are.")
    var http: String?

    @OptionGroup var option: FolderOption

    func run() throws {
      let area = try Arguments.area(area)
      let city = try readCity()
      let place = try option.place()
      let outcome = try NodeSetup(
        in: place, area: area, city: city, isOneOfSeveral: several, http: http
      ).run()
      SetupText.show(outcome.files)
      SetupText.show(
        outcome.enrolment, zh: "\(AreaList.builtIn.name(of: area))（\(area)）的登记码，发给市总",
        en: "the code of \(area), for the city")
      var steps = ["# 把登记码或 \(outcome.enrolmentPath) 发给市总 / send the code or the file to the city"]
      if let configuration = outcome.configuration {
        steps.append(
          place.isPackaged
            ? "systemctl enable --now \(outcome.unit)"
            : "unionsync node run --config \(configuration)")
      } else {
        let rest =
          (several ? " --several" : "") + (place.isPackaged ? "" : " --folder \(place.folder)")
        steps.append(
          "unionsync node init --area \(area) --city UC1/…\(rest)     # 拿到市里的登记码后 / with the city's code"
        )
      }
      SetupText.showSteps(steps)
    }

    private func readCity() throws(DaemonError) -> NodeSetup.City? {
      guard let city else { return nil }
      if let cityKey { return .address(try CityAddress.read(city), keyPath: cityKey) }
      if Enrolment.isCode(city) || city == "-" || FileManager.default.fileExists(atPath: city) {
        return .enrolment(try Enrolment.read(city, input: Output.readInput))
      }
      return .address(try CityAddress.read(city), keyPath: nil)
    }
  }
}

/// What setting up prints.
enum SetupText {
  static func show(_ files: [SetupFile]) {
    for file in files {
      Output.line(file.isNew ? "新建 made  \(file.path)" : "已有 kept  \(file.path)")
    }
  }

  static func show(_ enrolment: Enrolment, zh: String, en: String) {
    Output.line()
    Output.line("\(zh) / \(en):")
    Output.line("  \(enrolment.code)")
    Output.line("  指纹 fingerprint \(enrolment.fingerprint)")
  }

  static func showSteps(_ steps: [String]) {
    Output.line()
    Output.line("下一步 / next:")
    for step in steps { Output.line("  \(step)") }
  }
}
