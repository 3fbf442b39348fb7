package io.aitta.it.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Has the host of a virtual machine supply memory for the files that a row is about to write. A
 * host takes free memory back within seconds, and supplies it again as it is touched: that made the
 * copy of a page into the page cache fifteen times as dear on the machine where it was found. What
 * a store pays of it depends on what others have just freed, so it is paid before the clock starts,
 * as that of the heap is. For one thread.
 */
public final class PageSupply {
  private static final Pattern FREE = Pattern.compile("^MemFree:\\s+(\\d+) kB", Pattern.MULTILINE);

  /** Less is there anyway. */
  private static final long LEAST_MIB = 128;

  private static final long MOST_MIB = 3 << 10;
  private static final int FREE_PART = 2;
  private static final long MINUTES_MAX = 2;

  /**
   * Touches a little, so that the classes needed are loaded: later that would take compiled code
   * away, as classes that extend others do.
   */
  public PageSupply() {
    touchMib(LEAST_MIB);
  }

  /**
   * Touches memory for so many bytes and frees it at once; no more than half of what is free, since
   * what the page cache holds is supplied. Where that fails it fails for each engine alike.
   */
  public void touch(long bytes) {
    Matcher free = FREE.matcher(ProcessMeter.text("/proc/meminfo"));
    long plenty = free.find() ? (Long.parseLong(free.group(1)) >> 10) / FREE_PART : 0;
    long mib = Math.min(bytes >> 20, Math.min(plenty, MOST_MIB));
    if (mib >= LEAST_MIB) {
      touchMib(mib);
    }
  }

  /** A JVM that touches its heap and ends: on two processors, and in huge pages. */
  private static void touchMib(long mib) {
    Process touching;
    try {
      touching =
          new ProcessBuilder(
                  System.getProperty("java.home") + "/bin/java",
                  "-Xms" + mib + "m",
                  "-Xmx" + mib + "m",
                  "-XX:+AlwaysPreTouch",
                  "-XX:+IgnoreUnrecognizedVMOptions",
                  "-XX:+UseTransparentHugePages",
                  "-version")
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      if (!touching.waitFor(MINUTES_MAX, TimeUnit.MINUTES)) {
        touching.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      touching.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
