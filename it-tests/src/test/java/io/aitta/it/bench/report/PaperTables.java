package io.aitta.it.bench.report;

import io.aitta.it.bench.engine.Engine;
import io.aitta.it.bench.row.PaperClaims;
import io.aitta.it.bench.run.Results;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** The paper's tables with three columns: what it claimed, the peer here, Aitta here. */
final class PaperTables {
  private final Results results;
  private final List<Engine> engines;

  /**
   * @param engines Aitta first, then the peer
   */
  PaperTables(Results results, List<Engine> engines) {
    this.results = results;
    this.engines = engines;
  }

  boolean isEmpty() {
    return PaperClaims.all().keySet().stream().allMatch(name -> figure(name, 0).isEmpty());
  }

  void print(PrintStream out) {
    String peer = engines.get(1).name();
    out.printf(
        "%-24s %20s %20s %20s %10s%n",
        "the paper's tables",
        "the paper ÷ " + peer,
        peer + " here, ops/s",
        engines.get(0).name() + " here, ops/s",
        "here");
    PaperClaims.all()
        .forEach(
            (name, claim) ->
                out.printf(
                    "%-24s %20s %20s %20s %10s%n",
                    name,
                    claim >= 1 ? "%.1f×".formatted(claim) : "%.0f× slower".formatted(1 / claim),
                    figure(name, 1).map(Numbers::of).orElse("–"),
                    figure(name, 0).map(Numbers::of).orElse("–"),
                    ratio(name).map("%.2f×"::formatted).orElse("–")));
  }

  private Optional<Double> ratio(String name) {
    return figure(name, 0).flatMap(ours -> figure(name, 1).map(theirs -> ours / theirs));
  }

  private Optional<Double> figure(String name, int engine) {
    return results
        .of(PaperClaims.row(name), engines.get(engine).name())
        .map(Results.Summary::median);
  }
}
