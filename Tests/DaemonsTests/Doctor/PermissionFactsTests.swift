import Testing

@testable import Daemons

@Suite("What doctor says of permissions")
struct PermissionFactsTests {
  private typealias Entry = PermissionFacts.Entry

  /// The package's user, as it is on a machine.
  private static let daemon = PermissionFacts.Account(name: "unionsync", user: 999, groups: [997])

  private func facts(
    _ purpose: PermissionFacts.Purpose, mode: UInt32, owner: UInt32 = 0, group: UInt32 = 997,
    folder: Entry = Entry(path: "/etc", isFolder: true, mode: 0o755, owner: 0, group: 0),
    account: PermissionFacts.Account? = daemon, isPackaged: Bool = true
  ) -> PermissionFacts {
    let entry = Entry(path: folder.path + "/it", mode: mode, owner: owner, group: group)
    return PermissionFacts(
      account: account, isPackaged: isPackaged,
      places: [
        PermissionFacts.Place(path: entry.path, purpose: purpose, way: [folder, entry])
      ])
  }

  @Test("Files as the package and init make them are well")
  func well() {
    expect(facts(.secret, mode: 0o600))
    expect(facts(.settings, mode: 0o640))
    expect(facts(.settings, mode: 0o644, group: 0))
    expect(facts(.state, mode: 0o2750, owner: 999))
    expect(facts(.inbox, mode: 0o2770, owner: 999))
  }

  @Test("The daemon's user is missing")
  func noUser() {
    expect(facts(.settings, mode: 0o640, account: nil), finds: .wrong("systemd-sysusers"))
  }

  @Test("What the daemon can't read is told with the command that mends it")
  func unreadable() {
    expect(
      facts(.settings, mode: 0o600),
      finds: .wrong("/etc/it", "chgrp unionsync /etc/it && chmod g+r /etc/it"))
    expect(facts(.settings, mode: 0o640, group: 0), finds: .wrong("may not read /etc/it"))
    // The owner's bits count for the owner, also where the group may more.
    expect(facts(.settings, mode: 0o040, owner: 999), finds: .wrong("may not read"))
  }

  @Test("A folder on the way that can't be passed is the one that is named")
  func barred() {
    let folder = Entry(path: "/root", isFolder: true, mode: 0o700, owner: 0, group: 0)
    expect(facts(.settings, mode: 0o644, folder: folder), finds: .wrong("chmod o+x /root"))
    // systemd hands the key over.
    expect(facts(.secret, mode: 0o600, folder: folder))
  }

  @Test("Settings that anybody can change, and a key that is not root's")
  func open() {
    expect(facts(.settings, mode: 0o666), finds: .wrong("Anybody can change /etc/it"))
    expect(facts(.secret, mode: 0o600, owner: 999), finds: .hint("chown root:root /etc/it"))
  }

  @Test("A state folder that is not the daemon's, or that others see into")
  func state() {
    expect(facts(.state, mode: 0o2750), finds: .wrong("chown -R unionsync /etc/it"))
    expect(facts(.state, mode: 0o755, owner: 999), finds: .hint("chmod o-rwx /etc/it"))
  }

  @Test("An inbox that clerks can't use, or that everybody can")
  func inbox() {
    expect(facts(.inbox, mode: 0o750, owner: 999), finds: .wrong("chmod g+rwx /etc/it"))
    expect(
      facts(.inbox, mode: 0o770, owner: 999, group: 5), finds: .wrong("chgrp unionsync /etc/it"))
    expect(facts(.inbox, mode: 0o777, owner: 999), finds: .wrong("Anybody can drop reports"))
    expect(facts(.inbox, mode: 0o750, owner: 999, isPackaged: false))
  }

  @Test("In a folder of one's own the key must be readable, and root passes everywhere")
  func unpackaged() {
    expect(facts(.secret, mode: 0o600, isPackaged: false), finds: .wrong("chown unionsync"))
    let root = PermissionFacts.Account(name: "root", user: 0, groups: [0])
    expect(facts(.secret, mode: 0o600, owner: 5, account: root, isPackaged: false))
  }

  @Test("What is not there is no finding of its own")
  func missing() {
    let folder = Entry(path: "/etc", isFolder: true, mode: 0o755, owner: 0, group: 0)
    let place = PermissionFacts.Place(path: "/etc/it", purpose: .settings, way: [folder])
    expect(PermissionFacts(account: Self.daemon, isPackaged: true, places: [place]))
  }
}
