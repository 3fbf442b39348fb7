package io.aitta.it.bench.row;

import io.aitta.it.bench.data.DataSet;
import io.aitta.it.bench.engine.EngineCounters;
import io.aitta.it.bench.engine.EngineOptions;
import io.aitta.it.bench.engine.EngineStore;
import io.aitta.it.bench.engine.Level;
import io.aitta.it.bench.load.WriteLoad;
import io.aitta.it.bench.measure.ProcessMeter;
import java.nio.file.Path;
import java.util.List;

/** Single puts that are synced, and the buffered put of a caller who waits. Nothing is flushed. */
final class DurableWrites implements RowGroup {
  private static final long MEMTABLE_BYTES = 512L << 20;
  private static final EngineOptions OPTIONS =
      EngineOptions.ORDINARY.withMemtableBytes(MEMTABLE_BYTES);
  private static final int KIB = 1024;

  @Override
  public String name() {
    return "durable-writes";
  }

  @Override
  public List<Row> rows() {
    return List.of(
        new Row(
            "W0",
            "buffered put 100 B, one caller that waits for each ack (two thread wake-ups each)",
            "puts/s",
            Target.atLeast(0.2)),
        new Row(
            "W1a",
            "durable put 1 KiB, 1,024 in flight, 200,000 writes, nothing flushed",
            "puts/s",
            Target.atLeast(10, 15)),
        new Row("W2", "durable put 100 B, 64 in flight", "puts/s", Target.atLeast(5, 6)),
        new Row("W3", "durable put 1 KiB, 1 in flight", "puts/s", Target.atLeast(1.2)));
  }

  @Override
  public void run(Lab lab) {
    counted(lab, "W1a", 1_024, lab.scaled(200_000, 2_000), KIB);
    timed(lab, "W2", 64, 100, Level.DURABLE);
    timed(lab, "W3", 1, KIB, Level.DURABLE);
    timed(lab, "W0", 1, 100, Level.BUFFERED);
  }

  private static void counted(Lab lab, String row, int inFlight, long count, int valueBytes) {
    if (!lab.wants(row)) {
      return;
    }
    DataSet data = new DataSet(count, valueBytes);
    int[] order = data.shuffled();
    WriteLoad.Work work = Puts.inOrder(data, order, Level.DURABLE);
    WriteLoad load = Puts.load(lab, row, inFlight, inFlight, timedEvery(inFlight), work, OPTIONS);
    lab.warmUpOnStores(OPTIONS, (store, nanos) -> load.during(store, nanos, work));
    lab.supplyPages(count * data.entryBytes());
    Path directory = lab.freshDirectory();
    try (EngineStore store = lab.open(directory, OPTIONS)) {
      EngineCounters before = store.counters();
      ProcessMeter meter = ProcessMeter.start();
      WriteLoad.Outcome outcome =
          load.count(store, count, Puts.inOrder(data, order, Level.DURABLE));
      Lab.Cost cost = new Lab.Cost(meter.stop(), before, store.counters());
      requireNothingFlushed(before, store.counters());
      Puts.verify(store, data, order, count, lab);
      lab.tell(row, load, outcome, cost, count * data.entryBytes());
    } finally {
      lab.remove(directory);
    }
  }

  private static void timed(Lab lab, String row, int inFlight, int valueBytes, Level level) {
    if (!lab.wants(row)) {
      return;
    }
    DataSet data = new DataSet(lab.scaled(1_000_000, 2_000), valueBytes);
    int[] order = data.shuffled();
    WriteLoad.Work work = Puts.inOrder(data, order, level);
    WriteLoad load = Puts.load(lab, row, inFlight, inFlight, timedEvery(inFlight), work, OPTIONS);
    lab.warmUpOnStores(OPTIONS, (store, nanos) -> load.during(store, nanos, work));
    Path directory = lab.freshDirectory();
    try (EngineStore store = lab.open(directory, OPTIONS)) {
      EngineCounters before = store.counters();
      ProcessMeter meter = ProcessMeter.start();
      WriteLoad.Outcome outcome = load.during(store, lab.nanos(), work);
      Lab.Cost cost = new Lab.Cost(meter.stop(), before, store.counters());
      Puts.verify(store, data, order, outcome.prefix(), lab);
      lab.tell(row, load, outcome, cost, outcome.operations() * data.entryBytes());
    } finally {
      lab.remove(directory);
    }
  }

  /**
   * All that a lone caller does; of many in flight some, since a clock takes from the fast side.
   */
  private static int timedEvery(int inFlight) {
    return inFlight == 1 ? 1 : 4;
  }

  private static void requireNothingFlushed(EngineCounters before, EngineCounters after) {
    if (after.flushes() != before.flushes()) {
      throw new IllegalStateException("a memtable was flushed, which this row forbids");
    }
  }
}
