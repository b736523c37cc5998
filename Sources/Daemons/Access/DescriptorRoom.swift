internal import Glibc

/// How many file descriptors the process may have, and whether they run out.
///
/// Anybody can open connections; each costs a descriptor until its handshake is given up. Where none
/// is left, libzmq ends the process as soon as somebody uses a socket file (`ipc_listener.cpp`
/// asserts), so connections are turned away before that.
enum DescriptorRoom {
  /// As many descriptors as are asked for: room for a thousand nodes with two connections each, and
  /// for ten thousand strangers in each second of the five that a handshake may take.
  private static let wanted: rlim_t = 65_536

  /// The part of the limit, one in so many, that is kept for the store, this machine's users, and
  /// what libzmq accepts before the reactor hears of it.
  private static let reservedPart = 4

  /// The limit, raised as far as the system allows when it is first asked for.
  static let limit: Int = {
    var limits = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0 else { return 1024 }
    var raised = limits
    raised.rlim_cur = max(limits.rlim_cur, min(wanted, limits.rlim_max))
    let isRaised = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0
    return Int(clamping: isRaised ? raised.rlim_cur : limits.rlim_cur)
  }()

  /// Whether a new descriptor is one of the last: the system gives out the lowest number that is
  /// free, so that a high one means that most are taken.
  static func isScarce(_ descriptor: Int32, limit: Int = limit) -> Bool {
    Int(descriptor) >= limit - limit / reservedPart
  }
}
