package io.aitta.it.bench.report;

import io.aitta.it.bench.engine.Engine;
import io.aitta.it.bench.run.Results;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Holds RocksDB's figures against what it reached elsewhere, on two cores of a virtual machine with
 * nothing of this project around it: whoever hobbles the peer, by whatever mistake, is told.
 */
final class PeerCheck {
  private static final double LEAST = 0.7;

  private final Results results;
  private final Engine peer;

  PeerCheck(Results results, Engine peer) {
    this.results = results;
    this.peer = peer;
  }

  /** What RocksDB reached from Java, operations or entries a second, with its best threads. */
  private static Map<String, Double> reached() {
    Map<String, Double> reached = new LinkedHashMap<>();
    reached.put("W0", 120_000.0);
    reached.put("W1a", 34_800.0);
    reached.put("W3", 5_000.0);
    reached.put("W4", 139_000.0);
    reached.put("R1", 245_000.0);
    reached.put("R2", 230_000.0);
    reached.put("R4-tables", 180_000.0);
    reached.put("R5", 1_780_000.0);
    reached.put("S1-iterator-forward", 1_350_000.0);
    reached.put("S1-iterator-reverse", 980_000.0);
    reached.put("S2-tables", 87_000.0);
    reached.put("C1", 1_000_000.0);
    reached.put("W6-buffered-100", 260_000.0);
    reached.put("W6-durable-100", 224_000.0);
    reached.put("W6-buffered-1024", 188_000.0);
    reached.put("W6-durable-1024", 142_000.0);
    reached.put("paper-writes_10000", 227_000.0);
    reached.put("paper-reads_10000", 500_000.0);
    return reached;
  }

  /** One line a row that is too slow, or one that says that none is. */
  void print(PrintStream out) {
    int[] counts = new int[2];
    reached()
        .forEach(
            (row, before) ->
                results
                    .of(row, peer.name())
                    .ifPresent(
                        now -> {
                          counts[0]++;
                          double part = now.median() / before;
                          if (part < LEAST) {
                            counts[1]++;
                            out.printf(
                                "%-24s %s reached %s, elsewhere %s: below %.1f of it%n",
                                row,
                                peer.name(),
                                Numbers.of(now.median()),
                                Numbers.of(before),
                                LEAST);
                          }
                        }));
    if (counts[0] > 0) {
      out.printf(
          "%s is as fast as elsewhere in %d of %d rows%s%n",
          peer.name(),
          counts[0] - counts[1],
          counts[0],
          counts[1] > 0 ? ": this run is VOID for the others, unless the machine explains it" : "");
    }
  }
}
