package io.aitta.it.bench.row;

import io.aitta.it.bench.measure.Latencies;
import io.aitta.it.bench.measure.ProcessMeter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row, measured once on one engine. Crosses from the measuring JVM to the reporting one as
 * JSON.
 *
 * @param figure what is compared, in the row's unit
 * @param load how it was driven
 * @param checksum of all that was read; empty for a row that reads nothing
 * @param more figures that only some rows have
 * @param course what happened when; empty if nobody drew it
 */
public record Measurement(
    String row,
    String engine,
    int round,
    double figure,
    Load load,
    @Nullable Costs costs,
    Latencies.@Nullable Figures latencies,
    String checksum,
    Map<String, Double> more,
    List<Tick> course) {

  /** How it was driven: so many threads with so many operations in flight each. */
  public record Load(int threads, int window, long operations, double seconds) {}

  /**
   * What it took.
   *
   * @param writtenPerByte bytes written to the disk for a byte put; 0 for a row that writes nothing
   * @param syncs of the log, as the store counts them
   * @param diskFlushes as the kernel counts them, for all files and for all processes; -1 if
   *     unknown
   */
  public record Costs(
      double cpuMicrosPerOperation,
      double writtenPerByte,
      long syncs,
      long diskFlushes,
      long stallMillis,
      long heapBytes,
      long rssBytes,
      long memoryBytes,
      double stolenPercent) {}

  /**
   * What had been done by some second; flushes and compactions since the row began.
   *
   * @param stolenPercent of the machine's time since the tick before; -1 if unknown
   */
  public record Tick(
      double second, long operations, long flushes, long compactions, double stolenPercent) {}

  static Costs costs(
      ProcessMeter.Taken taken, long operations, long bytesPut, long syncs, long stall) {
    return new Costs(
        operations == 0 ? 0 : taken.cpuSeconds() * 1e6 / operations,
        bytesPut == 0 || taken.writtenBytes() < 0 ? 0 : (double) taken.writtenBytes() / bytesPut,
        syncs,
        taken.diskFlushes(),
        stall,
        taken.heapBytes(),
        taken.rssBytes(),
        taken.memoryBytes(),
        taken.stolenPercent());
  }
}
