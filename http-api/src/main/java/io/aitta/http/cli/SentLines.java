package io.aitta.http.cli;

import io.aitta.core.io.TimeSource;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Tells, at most once a second, how much of a stream has been read. For one reader at a time. */
final class SentLines extends FilterInputStream {
  private static final long STEP_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final PrintStream told;
  private final TimeSource time;
  private long toldNanos;
  private long lines;
  private long bytes;

  SentLines(InputStream source, PrintStream told, TimeSource time) {
    super(source);
    this.told = told;
    this.time = time;
    this.toldNanos = time.nanos();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    int read = super.read(target, from, length);
    for (int i = from; i < from + read; i++) {
      if (target[i] == '\n') {
        lines++;
      }
    }
    bytes += Math.max(0, read);
    long now = time.nanos();
    if (now - toldNanos >= STEP_NANOS) {
      toldNanos = now;
      told.println(String.format(Locale.US, "%,d lines sent, %.1f MB", lines, bytes / 1_000_000.0));
    }
    return read;
  }
}
