internal import Glibc

/// Identifies the calling thread while it lives; never 0.
func currentThreadID() -> UInt {
  UInt(pthread_self())
}

/// A clock that never jumps, in nanoseconds from an arbitrary start.
func monotonicNanoseconds() -> Int64 {
  var time = timespec()
  unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
