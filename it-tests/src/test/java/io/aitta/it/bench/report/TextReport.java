package io.aitta.it.bench.report;

import io.aitta.it.bench.engine.Engine;
import io.aitta.it.bench.measure.Latencies;
import io.aitta.it.bench.measure.StolenTime;
import io.aitta.it.bench.row.Measurement;
import io.aitta.it.bench.row.Row;
import io.aitta.it.bench.row.RowGroup;
import io.aitta.it.bench.row.RowGroups;
import io.aitta.it.bench.run.Results;
import io.aitta.it.bench.run.Results.Summary;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** The tables for people: ratios against the targets, then what everything cost. */
public final class TextReport {
  private static final double MEMORY_MOST = 1.1;

  private final Results results;
  private final List<Engine> engines;

  /**
   * @param engines Aitta first
   */
  public TextReport(Results results, List<Engine> engines) {
    this.results = results;
    this.engines = engines;
  }

  public void print(PrintStream out) {
    if (engines.size() > 1) {
      ratios(out);
      out.println();
      memory(out);
      new PeerCheck(results, engines.get(1)).print(out);
      PaperTables paper = new PaperTables(results, engines);
      if (!paper.isEmpty()) {
        out.println();
        paper.print(out);
      }
      out.println();
    }
    costs(out);
  }

  private void ratios(PrintStream out) {
    out.printf("%-24s %14s", "row", engines.get(0).name());
    engines.stream().skip(1).forEach(peer -> out.printf(" %14s %8s", peer.name(), "ratio"));
    out.printf("  %-22s %s%n", "target", "");
    for (RowGroup group : RowGroups.all()) {
      for (Row row : group.rows()) {
        results.of(row.id(), engines.get(0).name()).ifPresent(ours -> ratio(out, row, ours));
      }
    }
  }

  private void ratio(PrintStream out, Row row, Summary ours) {
    out.printf("%-24s %14s", row.id(), Numbers.of(ours.median()));
    Optional<Double> first = Optional.empty();
    for (Engine peer : engines.subList(1, engines.size())) {
      Optional<Double> ratio =
          results
              .of(row.id(), peer.name())
              .filter(theirs -> !row.target().isOwn())
              .map(theirs -> ours.median() / theirs.median());
      out.printf(
          " %14s %8s",
          results.of(row.id(), peer.name()).map(it -> Numbers.of(it.median())).orElse("–"),
          ratio.map("%.2f×"::formatted).orElse("–"));
      first = first.isPresent() ? first : ratio;
    }
    Optional<Double> judged = row.target().isOwn() ? Optional.of(ours.median()) : first;
    out.printf("  %-22s %s%n", row.target().text(), Verdict.of(row.target(), judged).text());
  }

  /** Rows in which Aitta's process took over a tenth more memory than the peer's. */
  private void memory(PrintStream out) {
    for (RowGroup group : RowGroups.all()) {
      for (Row row : group.rows()) {
        long ours = memoryBytes(row, engines.get(0));
        long theirs = memoryBytes(row, engines.get(1));
        if (theirs > 0 && ours > MEMORY_MOST * theirs) {
          out.printf(
              "%-24s took %,d MiB at most, %s %,d MiB: not within a tenth%n",
              row.id(), ours >> 20, engines.get(1).name(), theirs >> 20);
        }
      }
    }
    out.println();
  }

  /** At most, heap, direct and native together; 0 if the row does not tell. */
  private long memoryBytes(Row row, Engine engine) {
    return results
        .of(row.id(), engine.name())
        .map(it -> it.typical().costs())
        .map(Measurement.Costs::memoryBytes)
        .orElse(0L);
  }

  private void costs(PrintStream out) {
    out.println(
        "syncs: of the log, as the store counts them; flushed: how often the kernel had the disk"
            + " write out its cache, for the log, tables and manifest together");
    out.printf(
        "%-24s %-14s %12s %7s %9s %9s %9s %10s %8s %7s %8s %8s %8s %8s %8s %7s  %s%n",
        "row",
        "engine",
        "figure",
        "spread",
        "p50 µs",
        "p99 µs",
        "p99.9 µs",
        "max µs",
        "CPU µs/op",
        "w/put",
        "syncs",
        "flushed",
        "stall ms",
        "heap MiB",
        "all MiB",
        "thr×win",
        "checksum");
    for (RowGroup group : RowGroups.all()) {
      for (Row row : group.rows()) {
        for (Engine engine : engines) {
          results.of(row.id(), engine.name()).ifPresent(it -> cost(out, row, engine, it));
        }
      }
    }
  }

  private static void cost(PrintStream out, Row row, Engine engine, Summary summary) {
    Measurement typical = summary.typical();
    Latencies.Figures latencies = typical.latencies();
    Measurement.Costs costs = typical.costs();
    boolean timed = latencies != null && latencies.timed() > 0;
    out.printf(
        "%-24s %-14s %12s %6.0f%% %9s %9s %9s %10s",
        row.id(),
        engine.name(),
        Numbers.of(summary.median()),
        100 * summary.spread(),
        timed ? Numbers.of(latencies.p50()) : "–",
        timed ? Numbers.of(latencies.p99()) : "–",
        timed ? Numbers.of(latencies.p999()) : "–",
        timed ? Numbers.of(latencies.max()) : "–");
    if (costs != null) {
      out.printf(
          " %9.2f %7.2f %8d %8d %8d %8d %8d",
          costs.cpuMicrosPerOperation(),
          costs.writtenPerByte(),
          costs.syncs(),
          costs.diskFlushes(),
          costs.stallMillis(),
          costs.heapBytes() >> 20,
          costs.memoryBytes() >> 20);
    }
    Measurement.Load load = typical.load();
    out.printf(" %7s  %s", load.threads() + "×" + load.window(), typical.checksum());
    if (costs != null && costs.stolenPercent() > StolenTime.PERCENT_MOST) {
      out.printf("  (%.0f %% of the CPU was stolen)", costs.stolenPercent());
    }
    out.println();
    typical.more().entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .forEach(
            more -> out.printf("%26s%s = %s%n", "", more.getKey(), Numbers.of(more.getValue())));
  }
}
