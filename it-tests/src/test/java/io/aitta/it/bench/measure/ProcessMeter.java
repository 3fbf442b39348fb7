package io.aitta.it.bench.measure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What this process takes from the machine between its start and {@link #stop}. */
public final class ProcessMeter {
  private static final Pattern WRITE_BYTES =
      Pattern.compile("^write_bytes: (\\d+)", Pattern.MULTILINE);
  private static final Pattern RSS = Pattern.compile("^VmRSS:\\s+(\\d+) kB", Pattern.MULTILINE);
  private static final Pattern PEAK_RSS =
      Pattern.compile("^VmHWM:\\s+(\\d+) kB", Pattern.MULTILINE);
  private static final Pattern CPU =
      Pattern.compile(
          "^cpu +(\\d+) (\\d+) (\\d+) (\\d+) (\\d+) (\\d+) (\\d+) (\\d+)", Pattern.MULTILINE);
  private static final int STEAL = 8;

  private final long beganNanos = System.nanoTime();
  private final long cpuNanos = cpu();
  private final long written = field("/proc/self/io", WRITE_BYTES, 1);
  private final long[] machine = machine();

  /**
   * What was taken.
   *
   * @param writtenBytes handed to the disk, or about to be; -1 where the system does not tell
   * @param stolenPercent of the machine's time that its host kept; -1 where unknown
   * @param rssBytes resident now
   * @param peakRssBytes resident at most since the process began
   */
  public record Taken(
      double seconds,
      double cpuSeconds,
      long writtenBytes,
      double stolenPercent,
      long heapBytes,
      long rssBytes,
      long peakRssBytes) {}

  public static ProcessMeter start() {
    return new ProcessMeter();
  }

  public Taken stop() {
    double seconds = (System.nanoTime() - beganNanos) / 1e9;
    double cpuSeconds = (cpu() - cpuNanos) / 1e9;
    long writtenNow = field("/proc/self/io", WRITE_BYTES, 1);
    Runtime runtime = Runtime.getRuntime();
    return new Taken(
        seconds,
        cpuSeconds,
        writtenNow < 0 ? -1 : writtenNow - written,
        stolenPercent(),
        runtime.totalMemory() - runtime.freeMemory(),
        1024 * field("/proc/self/status", RSS, 1),
        1024 * field("/proc/self/status", PEAK_RSS, 1));
  }

  private double stolenPercent() {
    long[] now = machine();
    if (now.length == 0 || machine.length == 0) {
      return -1;
    }
    long all = 0;
    for (int i = 0; i < now.length; i++) {
      all += now[i] - machine[i];
    }
    return all == 0 ? 0 : 100.0 * (now[STEAL - 1] - machine[STEAL - 1]) / all;
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long[] machine() {
    Matcher line = CPU.matcher(text("/proc/stat"));
    if (!line.find()) {
      return new long[0];
    }
    long[] ticks = new long[STEAL];
    for (int i = 0; i < STEAL; i++) {
      ticks[i] = Long.parseLong(line.group(i + 1));
    }
    return ticks;
  }

  private static long field(String file, Pattern pattern, int group) {
    Matcher line = pattern.matcher(text(file));
    return line.find() ? Long.parseLong(line.group(group)) : -1;
  }

  /** Empty where there is no such file. */
  static String text(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      return "";
    }
  }
}
