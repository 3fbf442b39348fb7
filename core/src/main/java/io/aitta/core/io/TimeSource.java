package io.aitta.core.io;

/** The clock seam. Safe on any thread. */
public interface TimeSource {
  /** Milliseconds since 1970-01-01T00:00Z; may jump. */
  long wallMillis();

  /** Nanoseconds since some fixed moment; never goes backwards. For durations. */
  long nanos();

  /** The machine's clocks. */
  static TimeSource system() {
    return SystemTime.INSTANCE;
  }
}
