internal import Reports

/// New files of settings, with what each setting is for; the package's examples are made of the same
/// words.
enum ConfigurationText {
  /// A node's settings; `http` is where the office's pages are.
  static func node(
    area: AreaCode, city: CityAddress, http: String, in place: SetupPlace, stem: String
  ) -> String {
    let state = place.stateSetting(stem)
    let key = place.setting("\(stem).key")
    return """
      # 县区节点的配置 / the node of an area's office
      # unionsync node init 生成，可以修改 / as `unionsync node init` makes it; may be changed

      # 区划代码 / the area's code
      area: \(area)
      # 日志库、存档、退回的文件 / journal, archive and rejected files
      state: \(state)
      # 收件箱：把报告放进来 / reports are dropped here (default: state/inbox)
      inbox: \(state)/inbox
      # 本机命令使用的套接字 / the socket of this machine's commands (default: state/control.sock)
      control: \(place.controlSetting(stem))
      # 私钥，只有所有者可读；公钥在 \(key).pub / the secret key, its owner's alone
      key: \(key)

      # 办事员的网页，只供本机：交报告、核对、更正、发布 / the clerk's page, for this machine alone
      listen:
        http: \(http)

      # 市级汇总，最多 8 个 / the aggregators, at most eight
      aggregators:
        - live: \(city.liveEndpoint)
          control: \(city.controlEndpoint)
          # 市总的公钥 / the city's public key
          key: \(place.setting(NodeSetup.cityKeyName))

      # 扩充指标目录：新的指标、同义词 / more indicators and synonyms (default: this file, if it is there)
      # catalogue: /etc/unionsync/catalogue.yaml

      # 市里全部确认过的条目至少再保留几天 / days that entries are kept after every city has them (7 or more)
      # retention-days: 7

      # 日志级别：trace debug info notice warning error critical；改后 systemctl reload 即可
      # what is logged at least; a reload puts it in force (default: info)
      # log-level: info

      """
  }

  /// An aggregator's settings; `bind` is the address that it listens on, `http` where the pages are.
  static func aggregator(
    bind: String, livePort: UInt16, controlPort: UInt16, totalsPort: UInt16, http: String,
    in place: SetupPlace
  ) -> String {
    let key = place.setting("aggregator.key")
    return """
      # 市级汇总的配置 / the city's aggregator
      # unionsync aggregator init 生成，可以修改 / as `unionsync aggregator init` makes it; may be changed

      # 市级数据库 / the city's store
      state: \(place.stateSetting("aggregator"))
      # 本机命令使用的套接字 / the socket of this machine's commands (default: state/control.sock)
      control: \(place.controlSetting("aggregator"))
      # 私钥，只有所有者可读；公钥在 \(key).pub / the secret key, its owner's alone
      key: \(key)
      # 授权名单 / who is let in: unionsync keys authorize CODE
      access: \(place.setting("access.list"))

      # 监听地址，默认只在本机 / where to listen; on this machine only by default
      listen:
        live: tcp://\(bind):\(livePort)
        control: tcp://\(bind):\(controlPort)
        totals: tcp://\(bind):\(totalsPort)
        # 网页和本机程序读取汇总，只能是本机地址 / pages, and totals as JSON, on this machine only
        http: \(http)

      # 另用的区划代码表 / another list of areas
      # areas: /etc/unionsync/areas.csv

      # 扩充指标目录：新的指标、同义词 / more indicators and synonyms (default: this file, if it is there)
      # catalogue: /etc/unionsync/catalogue.yaml

      # 网页默认只供本机使用；经反向代理（TLS）对外服务时 / pages are for this machine alone, unless a
      # reverse proxy with TLS serves them to others:
      # web:
      #   names: stats.example.cn
      #   tokens: /etc/unionsync/tokens.list     # unionsync tokens add …

      # 年度报告的截止日（次年，月-日）：过期未报的单位在网页上标出 / the day of the next year by which
      # annual reports are due; the pages then tell who is late:
      # reports:
      #   due: 01-31

      # 日志级别：trace debug info notice warning error critical；改后 systemctl reload 即可
      # what is logged at least; a reload puts it in force (default: info)
      # log-level: info

      """
  }
}
