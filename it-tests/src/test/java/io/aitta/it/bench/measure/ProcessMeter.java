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

  /**
   * Whole disks; what lies over others would count twice. The last field but one counts flushes.
   */
  private static final Pattern DISK_FLUSHES =
      Pattern.compile(
          "^ *\\d+ +\\d+ (?!loop|ram|dm-|md|zram)\\S+(?: \\d+){15} (\\d+) \\d+$",
          Pattern.MULTILINE);

  private final long beganNanos = System.nanoTime();
  private final long cpuNanos = cpu();
  private final long written = field("/proc/self/io", WRITE_BYTES, 1);
  private final long flushes = flushes();
  private final StolenTime stolen = new StolenTime();

  /**
   * What was taken.
   *
   * @param writtenBytes handed to the disk, or about to be; -1 where the system does not tell
   * @param diskFlushes how often the kernel had a disk of this machine write out its cache, which
   *     is how a sync ends; by whatever process; -1 where the system does not tell
   * @param stolenPercent of the machine's time that its host kept; -1 where unknown
   * @param rssBytes resident now
   * @param memoryBytes resident at most since the process began, but of the heap, all of which is
   *     touched before, only what is in use: one side needs little of it
   */
  public record Taken(
      double seconds,
      double cpuSeconds,
      long writtenBytes,
      long diskFlushes,
      double stolenPercent,
      long heapBytes,
      long rssBytes,
      long memoryBytes) {}

  public static ProcessMeter start() {
    FlameGraphs.ofThisProcess().begin();
    return new ProcessMeter();
  }

  public Taken stop() {
    double seconds = (System.nanoTime() - beganNanos) / 1e9;
    double cpuSeconds = (cpu() - cpuNanos) / 1e9;
    long writtenNow = field("/proc/self/io", WRITE_BYTES, 1);
    FlameGraphs.ofThisProcess().end();
    Runtime runtime = Runtime.getRuntime();
    long unused = runtime.freeMemory();
    long peakRss = 1024 * field("/proc/self/status", PEAK_RSS, 1);
    return new Taken(
        seconds,
        cpuSeconds,
        writtenNow < 0 ? -1 : writtenNow - written,
        flushes < 0 ? -1 : flushes() - flushes,
        stolen.percent(),
        runtime.totalMemory() - unused,
        1024 * field("/proc/self/status", RSS, 1),
        Math.max(0, peakRss - unused));
  }

  private static long flushes() {
    Matcher disk = DISK_FLUSHES.matcher(text("/proc/diskstats"));
    long all = -1;
    while (disk.find()) {
      all = Math.max(all, 0) + Long.parseLong(disk.group(1));
    }
    return all;
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
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
