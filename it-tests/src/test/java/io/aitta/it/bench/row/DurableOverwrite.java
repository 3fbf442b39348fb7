package io.aitta.it.bench.row;

import io.aitta.it.bench.data.DataSet;
import io.aitta.it.bench.engine.EngineCounters;
import io.aitta.it.bench.engine.EngineOptions;
import io.aitta.it.bench.engine.EngineStore;
import io.aitta.it.bench.engine.Level;
import io.aitta.it.bench.load.Course;
import io.aitta.it.bench.load.WriteLoad;
import io.aitta.it.bench.measure.ProcessMeter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Durable puts over 1 M keys for as long as a disk can be filled; compaction is part of it. */
final class DurableOverwrite implements RowGroup {
  private static final String ROW = "W1b";
  private static final int SECONDS_FACTOR = 30;

  @Override
  public String name() {
    return "durable-overwrite";
  }

  @Override
  public boolean isHeavy() {
    return true;
  }

  @Override
  public List<Row> rows() {
    return List.of(
        new Row(
            ROW,
            "durable put 1 KiB, 1,024 in flight, 30 × --seconds over 1 M keys, until idle",
            "puts/s",
            Target.atLeast(4)));
  }

  @Override
  public void run(Lab lab) {
    DataSet data = new DataSet(lab.scaled(1_000_000, 2_000), 1_024);
    int[] order = data.shuffled();
    WriteLoad.Work work = Puts.inOrder(data, order, Level.DURABLE);
    WriteLoad load = Puts.load(lab, ROW, Fill.IN_FLIGHT, Fill.IN_FLIGHT, 4, work);
    lab.warmUpOnStores(EngineOptions.ORDINARY, (store, nanos) -> load.during(store, nanos, work));
    lab.supplyPages(data.keys() * data.entryBytes());
    Path directory = lab.freshDirectory();
    try (EngineStore store = lab.open(directory, EngineOptions.ORDINARY)) {
      LongAdder acknowledged = new LongAdder();
      EngineCounters before = store.counters();
      ProcessMeter meter = ProcessMeter.start();
      long began = System.nanoTime();
      try (Course course = Course.begin(store, acknowledged)) {
        WriteLoad.Outcome outcome =
            load.during(store, SECONDS_FACTOR * lab.nanos(), work, acknowledged);
        long pending = store.counters().pendingBytes();
        store.awaitIdle();
        double seconds = (System.nanoTime() - began) / 1e9;
        Lab.Cost cost = new Lab.Cost(meter.stop(), before, store.counters());
        Puts.verify(store, data, order, outcome.prefix(), lab);
        lab.tell(
            new Measurement(
                ROW,
                lab.engine().name(),
                lab.plan().round(),
                outcome.operations() / seconds,
                new Measurement.Load(load.threads(), load.window(), outcome.operations(), seconds),
                cost.of(outcome.operations(), outcome.operations() * data.entryBytes()),
                outcome.latencies().figures(),
                "",
                Map.of(
                    "puts/s until the last ack",
                    outcome.rate(),
                    "bytes pending at the last ack",
                    (double) pending),
                course.end()));
      }
    } finally {
      lab.remove(directory);
    }
  }
}
