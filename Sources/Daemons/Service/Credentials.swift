internal import Glibc

/// The secrets that systemd hands to a service (`LoadCredential=`), so that their files need not be
/// readable by the service's user.
struct Credentials: Sendable {
  /// The process's own, as its environment names them.
  static let own = Credentials(folder: getenv("CREDENTIALS_DIRECTORY").map { String(cString: $0) })

  private let folder: String?

  /// Takes the folder of the credentials; nil where there are none.
  init(folder: String?) {
    self.folder = folder
  }

  /// Where the secret of a file is: the credential of the file's name, where systemd has passed one.
  ///
  /// - Returns: The credential's path, or nil where the file itself is to be read.
  func path(insteadOf path: String) -> String? {
    guard let folder else { return nil }
    let credential = folder + "/" + FileSystem.name(of: path)
    return FileSystem.exists(credential) ? credential : nil
  }
}
