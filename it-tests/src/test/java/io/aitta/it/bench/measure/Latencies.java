package io.aitta.it.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** How long operations took. Any thread may record, unless it is one's own. */
public final class Latencies {
  private static final long MAX_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final int DIGITS = 3;
  private static final double[] CURVE = {
    0, 10, 25, 50, 75, 90, 95, 98, 99, 99.5, 99.9, 99.95, 99.99, 99.999, 100
  };

  private final Histogram histogram;

  public Latencies() {
    this(new ConcurrentHistogram(1, MAX_NANOS, DIGITS));
  }

  private Latencies(Histogram histogram) {
    this.histogram = histogram;
  }

  /** Those that one thread records: a shared one costs a fast reader a tenth of its time. */
  public static Latencies ofOneThread() {
    return new Latencies(new Histogram(1, MAX_NANOS, DIGITS));
  }

  /** Takes in what another one holds, whose thread records no more. */
  public void add(Latencies other) {
    histogram.add(other.histogram);
  }

  public void record(long nanos) {
    histogram.recordValue(Math.min(Math.max(nanos, 1), MAX_NANOS));
  }

  public Figures figures() {
    List<Point> curve = new ArrayList<>();
    for (double percent : CURVE) {
      curve.add(new Point(percent, micros(percent)));
    }
    return new Figures(
        histogram.getTotalCount(),
        micros(50),
        micros(99),
        micros(99.9),
        histogram.getMaxValue() / 1e3,
        curve);
  }

  private double micros(double percent) {
    return histogram.getValueAtPercentile(percent) / 1e3;
  }

  /** So many percent were done within so many microseconds. */
  public record Point(double percent, double micros) {}

  /** In microseconds, of the operations that were timed. */
  public record Figures(
      long timed, double p50, double p99, double p999, double max, List<Point> curve) {}
}
