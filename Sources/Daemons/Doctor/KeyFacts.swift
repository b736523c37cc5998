internal import Reports
internal import ZeroMQ

/// The keys of an installation, and who is let in by them.
struct KeyFacts: Facts {
  static let topic = Diagnosis.Topic.keys

  /// The public half of the daemon's own key; nil where it has none or that can't be used.
  let own: CurvePublicKey?
  /// The file of the secret half.
  let path: String?
  /// What the file beside it says; nil where there is none that can be used.
  let published: CurvePublicKey?
  /// The keys of the cities that a node knows.
  var cities: [CurvePublicKey] = []
  /// A city's access list; nil at a node, and where it can't be used.
  var access: AccessList?
  /// What areas are called.
  var areas = AreaList.builtIn

  var findings: [Diagnosis.Finding] {
    // Without keys everything stays on this machine, which the settings make sure of.
    guard let path else { return [] }
    return pair(path) + city + list
  }

  private func pair(_ path: String) -> [Diagnosis.Finding] {
    guard let own, published != own else { return [] }
    if published == nil {
      return [
        hint(
          zh: "缺少公钥文件 \(path).pub；再执行一次 init 即可补上。",
          en:
            "The file of the public key, \(path).pub, is missing; run 'init' once more to make it.")
      ]
    }
    return [
      wrong(
        zh: "\(path).pub 不是 \(path) 的公钥，据此发出的登记码无用；请移走 \(path).pub，再执行一次 init，并把新登记码发给对方。",
        en: "\(path).pub is not the public half of \(path), so that codes made of it are of no use;"
          + " move \(path).pub away, run 'init' once more, and send the new code.")
    ]
  }

  private var city: [Diagnosis.Finding] {
    guard let own, cities.contains(own) else { return [] }
    return [
      wrong(
        zh: "本节点以自己的公钥作为市里的公钥，连不上市里；请用市里的登记码（UC1/…）再执行一次 node init。",
        en: "The node takes its own public key for the city's and can't connect; move the file away"
          + " and run 'node init' with the city's code (UC1/…).")
    ]
  }

  private var list: [Diagnosis.Finding] {
    guard let access else { return [] }
    var keys: [AreaCode: Int] = [:]
    for case .area(let area) in access.grants.map(\.holder) { keys[area, default: 0] += 1 }
    guard !keys.isEmpty else {
      return [
        hint(
          zh: "还没有授权任何县区，谁也不能上报；收到县区的登记码（UN1/…）后执行 unionsync keys authorize。",
          en: "No office is authorized yet, so that none can report; run 'unionsync keys authorize'"
            + " with each office's code (UN1/…).")
      ]
    }
    var findings: [Diagnosis.Finding] = []
    for (area, count) in keys.sorted(by: { $0.key < $1.key }) {
      if areas[area] == nil {
        findings.append(
          wrong(
            zh: "授权名单里的 \(area) 不在区划代码表中，它的消息会被拒绝；请核对代码，或在代码表（areas）中补上。",
            en: "The access list has \(area), which the list of areas does not, so that what it"
              + " sends is refused; compare the code, or add it to the file that 'areas' names."))
      }
      if count > 1 {
        findings.append(
          hint(
            zh:
              "\(areas.name(of: area))（\(area)）有 \(count) 把密钥；更换完成后请用 unionsync keys revoke 撤销旧的。",
            en:
              "\(area) has \(count) keys; once one has replaced the other, revoke the old one with"
              + " 'unionsync keys revoke'."))
      }
    }
    return findings
  }
}
