internal import CZeroMQ
internal import Glibc

/// An eventfd: a descriptor that becomes readable when another thread signals.
final class EventDescriptor: Sendable {
  let fileDescriptor: Int32

  /// Opens one; traps when the system refuses it.
  init() {
    fileDescriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
    guard fileDescriptor >= 0 else {
      fatalError("the system refuses an event descriptor (error \(errno)): raise its limits")
    }
  }

  deinit {
    Glibc.close(fileDescriptor)
  }

  func signal() {
    while eventfd_write(fileDescriptor, 1) != 0, errno == EINTR {}
  }

  func clear() {
    var count: eventfd_t = 0
    while unsafe eventfd_read(fileDescriptor, &count) != 0, errno == EINTR {}
  }
}
