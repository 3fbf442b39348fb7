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
  private static final Pattern AVAILABLE =
      Pattern.compile("^MemAvailable:\\s+(\\d+) kB", Pattern.MULTILINE);

  /** Less is there anyway. */
  private static final long LEAST_MIB = 128;

  private static final long MOST_MIB = 3 << 10;
  private static final int AVAILABLE_PART = 3;
  private static final long MINUTES_MAX = 2;

  /**
   * Touches a little, so that the classes needed are loaded: later that would take compiled code
   * away, as classes that extend others do.
   */
  public PageSupply() {
    touchMib(1);
  }

  /** Touches memory for so many bytes and frees it at once; no more than there is plenty of. */
  public void touch(long bytes) {
    Matcher available = AVAILABLE.matcher(ProcessMeter.text("/proc/meminfo"));
    long plenty =
        available.find() ? (Long.parseLong(available.group(1)) >> 10) / AVAILABLE_PART : 0;
    long mib = Math.min(bytes >> 20, Math.min(plenty, MOST_MIB));
    if (mib >= LEAST_MIB) {
      touchMib(mib);
    }
  }

  /** A JVM that touches its heap and ends: on two processors, and in huge pages. */
  private static void touchMib(long mib) {
    try {
      Process touching =
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
      if (!touching.waitFor(MINUTES_MAX, TimeUnit.MINUTES)) {
        touching.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
