import Foundation
import Glibc
import Synchronization

/// Says which input was being tried when the program traps: after that nothing else can.
enum TrapReport {
  private static let seed = Atomic<UInt64>(0)
  /// Each thread keeps the index of its input, plus one so that none is nil.
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()

  /// Begins to watch for traps.
  static func install(seed: UInt64) {
    self.seed.store(seed, ordering: .relaxed)
    _ = key
    for number in [SIGILL, SIGTRAP, SIGSEGV, SIGABRT, SIGBUS, SIGFPE] {
      signal(number) { number in
        TrapReport.tell()
        // The default action ends the process once this returns and the trap comes again.
        signal(number, SIG_DFL)
      }
    }
  }

  /// Takes note of the input that this thread is about to try.
  static func willTry(_ index: UInt64) {
    pthread_setspecific(key, UnsafeRawPointer(bitPattern: UInt(index) + 1))
  }

  /// Writes without allocating, as a signal handler must.
  private static func tell() {
    guard let index = pthread_getspecific(key) else { return }
    write("trap: --seed ")
    write(seed.load(ordering: .relaxed))
    write(" --from ")
    write(UInt64(UInt(bitPattern: index) - 1))
    write(" --count 1\n")
  }

  private static func write(_ text: StaticString) {
    _ = Glibc.write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
  }

  private static func write(_ number: UInt64) {
    var divisor: UInt64 = 1
    while number / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      var digit = UInt8(ascii: "0") + UInt8(number / divisor % 10)
      _ = Glibc.write(STDERR_FILENO, &digit, 1)
      divisor /= 10
    }
  }
}
