package io.aitta.it.bench.row;

import io.aitta.it.bench.data.DataSet;
import io.aitta.it.bench.engine.EngineOptions;
import io.aitta.it.bench.engine.EngineStore;
import io.aitta.it.bench.engine.Level;
import io.aitta.it.bench.load.WriteLoad;
import io.aitta.it.bench.measure.ProcessMeter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Four runs of 500,000 entries that overlap wholly, merged into one level. */
final class Merge implements RowGroup {
  private static final String ROW = "C1";
  private static final int RUNS = 4;
  private static final long RUN_ENTRIES = 500_000;
  private static final EngineOptions OPTIONS =
      EngineOptions.ORDINARY
          .withMemtableBytes(512L << 20)
          .withL0CompactTables(EngineOptions.L0_NEVER);

  @Override
  public String name() {
    return "merge";
  }

  @Override
  public List<Row> rows() {
    return List.of(
        new Row(
            ROW,
            "merge of four overlapping runs of 500,000 × 116 B, a second of one core",
            "entries/CPU s",
            Target.atLeast(1.5)));
  }

  @Override
  public void run(Lab lab) {
    lab.warmUpBy(() -> merge(lab, lab.scaled(RUN_ENTRIES / 4, 1_000)));
    lab.tell(merge(lab, lab.scaled(RUN_ENTRIES, 2_000)));
  }

  private static Measurement merge(Lab lab, long runEntries) {
    DataSet data = new DataSet(RUNS * runEntries, 100);
    Path directory = lab.freshDirectory();
    try (EngineStore store = lab.open(directory, OPTIONS)) {
      for (int run = 0; run < RUNS; run++) {
        write(store, data, run, runEntries);
        store.flush();
      }
      ProcessMeter meter = ProcessMeter.start();
      store.compact();
      store.awaitIdle();
      ProcessMeter.Taken taken = meter.stop();
      if (!store.isCompacted()) {
        throw new IllegalStateException("the runs are not merged");
      }
      Puts.verify(store, data, data.shuffled(), data.keys(), lab);
      return new Measurement(
          ROW,
          lab.engine().name(),
          lab.plan().round(),
          data.keys() / taken.cpuSeconds(),
          new Measurement.Load(1, 1, data.keys(), taken.seconds()),
          Measurement.costs(taken, data.keys(), data.keys() * data.entryBytes(), 0, 0),
          null,
          "",
          Map.of(
              "entries/s", data.keys() / taken.seconds(),
              "MB of user data a CPU second",
                  data.keys() * data.entryBytes() / 1e6 / taken.cpuSeconds()),
          List.of());
    } finally {
      lab.remove(directory);
    }
  }

  private static void write(EngineStore store, DataSet data, int run, long entries) {
    new WriteLoad(1, 512, 1_000)
        .count(
            store,
            entries,
            (writer, number, ack) -> {
              long index = RUNS * number + run;
              writer.put(data.key(index), data.value(index), Level.BUFFERED, ack);
            });
  }
}
