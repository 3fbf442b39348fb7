package io.aitta.it.bench.row;

import io.aitta.it.bench.data.DataSet;
import io.aitta.it.bench.engine.EngineCounters;
import io.aitta.it.bench.engine.EngineOptions;
import io.aitta.it.bench.engine.EngineStore;
import io.aitta.it.bench.engine.Level;
import io.aitta.it.bench.load.WriteLoad;
import io.aitta.it.bench.measure.ProcessMeter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Atomic batches of 1,000 on both sides; figures count entries. */
final class Batches implements RowGroup {
  private static final int BATCH = 1_000;
  private static final int IN_FLIGHT = 16;
  private static final int KIB = 1_024;

  @Override
  public String name() {
    return "batches";
  }

  @Override
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (Level level : Level.values()) {
      for (int valueBytes : new int[] {100, KIB}) {
        rows.add(
            new Row(
                id(level, valueBytes),
                "atomic batches of 1,000, 16 in flight, 1 M entries, %s, %d B"
                    .formatted(level.name().toLowerCase(java.util.Locale.ROOT), valueBytes),
                "entries/s",
                Target.atLeast(valueBytes == KIB ? 2 : 2.5)));
      }
    }
    return rows;
  }

  private static String id(Level level, int valueBytes) {
    return "W6-%s-%d".formatted(level.name().toLowerCase(java.util.Locale.ROOT), valueBytes);
  }

  @Override
  public void run(Lab lab) {
    for (int valueBytes : new int[] {100, KIB}) {
      DataSet data = new DataSet(lab.scaled(1_000_000, 20_000), valueBytes);
      int[] order = data.shuffled();
      for (Level level : Level.values()) {
        if (lab.wants(id(level, valueBytes))) {
          measure(lab, id(level, valueBytes), level, data, order);
        }
      }
    }
  }

  private static void measure(Lab lab, String row, Level level, DataSet data, int[] order) {
    WriteLoad.Work work = Puts.batches(data, order, BATCH, level);
    WriteLoad load = Puts.loadOfBatches(lab, row, IN_FLIGHT, work);
    lab.warmUpOnStores(EngineOptions.ORDINARY, (store, nanos) -> load.during(store, nanos, work));
    lab.supplyPages(data.keys() * data.entryBytes());
    Path directory = lab.freshDirectory();
    try (EngineStore store = lab.open(directory, EngineOptions.ORDINARY)) {
      EngineCounters before = store.counters();
      ProcessMeter meter = ProcessMeter.start();
      WriteLoad.Outcome batches = load.count(store, (data.keys() + BATCH - 1) / BATCH, work);
      Lab.Cost cost = new Lab.Cost(meter.stop(), before, store.counters());
      Puts.verify(store, data, order, data.keys(), lab);
      WriteLoad.Outcome entries =
          new WriteLoad.Outcome(data.keys(), data.keys(), batches.seconds(), batches.latencies());
      lab.tell(row, load, entries, cost, data.keys() * data.entryBytes());
    } finally {
      lab.remove(directory);
    }
  }
}
