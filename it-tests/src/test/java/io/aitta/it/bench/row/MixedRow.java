package io.aitta.it.bench.row;

import io.aitta.it.bench.data.DataSet;
import io.aitta.it.bench.engine.EngineCounters;
import io.aitta.it.bench.engine.EngineOptions;
import io.aitta.it.bench.engine.EngineStore;
import io.aitta.it.bench.load.Course;
import io.aitta.it.bench.load.Loader;
import io.aitta.it.bench.load.WriteLoad;
import io.aitta.it.bench.measure.ProcessMeter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Measures reads and writes mixed, over data in tables; the clock stops when compaction is idle.
 */
record MixedRow(Row row, Mixed.Parts parts, Mixed.Choice choice, long operations) {
  private static final int TIMED_EVERY = 8;
  private static final int THREADS_MAX = 4;

  /** Over data that is loaded; what earlier rows wrote again is as it was. */
  private void measure(Lab lab, EngineStore store, DataSet data) {
    WriteLoad load = load(lab, store, data);
    long count = lab.scaled(operations, 2_000);
    lab.warmUp(nanos -> load.during(store, nanos, new Mixed(data, parts, choice, -1)));
    store.awaitIdle();
    lab.supplyPages(count * parts.writes() / 100 * data.entryBytes());
    measure(lab, store, data, load, count);
  }

  private WriteLoad load(Lab lab, EngineStore store, DataSet data) {
    boolean blocks = lab.engine().blocksItsCaller();
    int[] candidates = blocks ? new int[] {1, 2, THREADS_MAX} : new int[] {1};
    int threads =
        lab.threadsOnceWarm(
            row.id(),
            candidates,
            tried ->
                of(lab, tried)
                    .during(
                        store,
                        lab.trialNanos(candidates.length),
                        new Mixed(data, parts, choice, -2))
                    .rate());
    return of(lab, threads);
  }

  private static WriteLoad of(Lab lab, int threads) {
    boolean waits = lab.engine().blocksItsCaller() && !lab.engine().gathersBatches();
    return new WriteLoad(threads, waits ? 1 : Fill.IN_FLIGHT / threads, TIMED_EVERY);
  }

  private void measure(Lab lab, EngineStore store, DataSet data, WriteLoad load, long count) {
    Mixed work = new Mixed(data, parts, choice, lab.seed());
    LongAdder acknowledged = new LongAdder();
    EngineCounters before = store.counters();
    ProcessMeter meter = ProcessMeter.start();
    long began = System.nanoTime();
    try (Course course = Course.begin(store, acknowledged)) {
      WriteLoad.Outcome outcome = load.count(store, count, work, acknowledged);
      long pending = store.counters().pendingBytes();
      store.awaitIdle();
      double seconds = (System.nanoTime() - began) / 1e9;
      Lab.Cost cost = new Lab.Cost(meter.stop(), before, store.counters());
      lab.tell(
          new Measurement(
              row.id(),
              lab.engine().name(),
              lab.plan().round(),
              count / seconds,
              new Measurement.Load(load.threads(), load.window(), count, seconds),
              cost.of(count, 0),
              outcome.latencies().figures(),
              Long.toHexString(work.requireRead(count)),
              Map.of(
                  "operations/s until the last ack",
                  outcome.rate(),
                  "bytes pending at the last ack",
                  (double) pending),
              course.end()));
    }
  }

  /** Rows over the same data, loaded once. Those that add keys come last. */
  record Group(String name, List<MixedRow> mixed, long keys, int valueBytes, boolean isHeavy)
      implements RowGroup {
    @Override
    public List<Row> rows() {
      return mixed.stream().map(MixedRow::row).toList();
    }

    @Override
    public void run(Lab lab) {
      DataSet data = new DataSet(lab.scaled(keys, 2_000), valueBytes);
      Path directory = lab.freshDirectory();
      try (EngineStore store = lab.open(directory, EngineOptions.ORDINARY)) {
        Loader.loadTables(store, data);
        mixed.stream()
            .filter(it -> lab.wants(it.row().id()))
            .sorted(Comparator.comparingInt(it -> it.parts().inserts()))
            .forEach(it -> it.measure(lab, store, data));
      } finally {
        lab.remove(directory);
      }
    }
  }

  /** Half reads, half updates, of popular keys. */
  static Group m1() {
    Row row =
        new Row(
            "M1",
            "50/50 zipfian, 1 KiB, 1 M keys, 1,024 in flight, level os, until idle",
            "operations/s",
            Target.atLeast(3));
    return new Group(
        "mixed",
        List.of(new MixedRow(row, new Mixed.Parts(50, 0, 0, 0), Mixed.Choice.ZIPFIAN, 1_000_000)),
        1_000_000,
        1_024,
        true);
  }

  /** YCSB's six workloads. */
  static Group ycsb() {
    return new Group(
        "ycsb",
        List.of(
            ycsb("A", "50 % reads, 50 % updates", new Mixed.Parts(50, 0, 0, 0), zipf(), 1),
            ycsb("B", "95 % reads, 5 % updates", new Mixed.Parts(95, 0, 0, 0), zipf(), 1),
            ycsb("C", "reads", new Mixed.Parts(100, 0, 0, 0), zipf(), 1),
            ycsb(
                "D",
                "95 % reads of the latest, 5 % inserts",
                new Mixed.Parts(95, 5, 0, 0),
                Mixed.Choice.LATEST,
                1),
            ycsb("E", "95 % scans, 5 % inserts", new Mixed.Parts(0, 5, 95, 0), zipf(), 0.2),
            ycsb(
                "F",
                "50 % reads, 50 % read, then written",
                new Mixed.Parts(50, 0, 0, 50),
                zipf(),
                1)),
        200_000,
        1_000,
        true);
  }

  private static Mixed.Choice zipf() {
    return Mixed.Choice.ZIPFIAN;
  }

  private static MixedRow ycsb(
      String letter, String words, Mixed.Parts parts, Mixed.Choice choice, double part) {
    Row row =
        new Row(
            "YCSB-" + letter,
            words + "; 200,000 records of 1,000 B, 1,024 in flight, level os",
            "operations/s",
            Target.none());
    return new MixedRow(row, parts, choice, (long) (part * 300_000));
  }
}
