internal import Storage
internal import ZeroMQ

/// The versions that must fit each other: program, daemon, store and libraries.
struct VersionFacts: Facts {
  static let topic = Diagnosis.Topic.versions

  /// That of this program.
  let program: String
  /// That of the daemon that answers; nil where none does.
  let daemon: String?
  /// What the store's file says of itself; nil where there is none.
  let store: StoreHeader?
  /// The path of the store.
  let storePath: String
  /// What the store must be.
  let subject: BackupSubject
  /// Whether libzmq can encrypt.
  let hasCurve: Bool
  /// Whether PDF can be read; nil where nobody needs it.
  let readsPDF: Bool?

  var findings: [Diagnosis.Finding] {
    var findings: [Diagnosis.Finding] = []
    if let daemon, daemon != program {
      findings.append(
        wrong(
          zh: "守护进程还是 \(daemon) 版，程序已是 \(program) 版；请重启守护进程。",
          en:
            "The daemon is still version \(daemon), the program is \(program); restart the daemon.")
      )
    }
    if let store { findings += self.findings(of: store) }
    if !hasCurve {
      findings.append(
        wrong(
          zh: "这台机器的 libzmq 不支持 CURVE 加密；请安装 Debian 的 libzmq5。",
          en: "This machine's libzmq can't encrypt (CURVE); install Debian's libzmq5."))
    }
    if readsPDF == false {
      findings.append(
        hint(
          zh: "没有 pdftotext，读不了 PDF 报告；请执行 apt install poppler-utils poppler-data。",
          en: "There is no pdftotext, so that reports in PDF can't be read; run: apt install"
            + " poppler-utils poppler-data"))
    }
    return findings
  }

  private func findings(of store: StoreHeader) -> [Diagnosis.Finding] {
    guard store.subject == subject else {
      return [
        wrong(
          zh: "\(storePath) 不是这个守护进程的数据库；请核对 state，或从备份恢复。",
          en: "\(storePath) is not this daemon's store; check 'state', or restore a backup.")
      ]
    }
    guard store.schema > subject.newestSchema else { return [] }
    return [
      wrong(
        zh:
          "\(storePath) 由更新的版本写成（第 \(store.schema) 版，本程序只认到第 \(subject.newestSchema) 版），不会打开；"
          + "请安装那个版本或更新的版本。",
        en:
          "\(storePath) was written by a newer version (tables \(store.schema), this program knows"
          + " \(subject.newestSchema)) and is not opened; install that version or a newer one.")
    ]
  }
}
