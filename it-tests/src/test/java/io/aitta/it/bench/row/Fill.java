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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Puts of many keys in random order with flush and compaction running; the clock stops when
 * compaction is idle.
 */
final class Fill implements RowGroup {
  static final int IN_FLIGHT = 1_024;
  private static final int TIMED_EVERY = 16;
  private static final int THREADS_MAX = 4;
  private static final String DISK = "A1-disk";
  private static final String WRITTEN = "A1-written";

  private final Row row;
  private final long keys;
  private final int valueBytes;
  private final boolean measuresSpace;

  private Fill(Row row, long keys, int valueBytes, boolean measuresSpace) {
    this.row = row;
    this.keys = keys;
    this.valueBytes = valueBytes;
    this.measuresSpace = measuresSpace;
  }

  /** 5 M keys of 100 bytes, and what they take on the disk. */
  static Fill small() {
    return new Fill(
        new Row(
            "W4",
            "buffered put 100 B, 1,024 in flight, 5 M keys in random order, until idle",
            "puts/s",
            Target.atLeast(4, 5)),
        5_000_000,
        100,
        true);
  }

  /** 2 M keys of 1 KiB. */
  static Fill large() {
    return new Fill(
        new Row(
            "W5",
            "buffered put 1 KiB, 1,024 in flight, 2 M keys in random order, until idle",
            "puts/s",
            Target.atLeast(2.5)),
        2_000_000,
        1_024,
        false);
  }

  @Override
  public String name() {
    return "fill-" + valueBytes;
  }

  @Override
  public boolean isHeavy() {
    return true;
  }

  @Override
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>(List.of(row));
    if (measuresSpace) {
      rows.add(new Row(DISK, "bytes on disk after full compaction", "bytes", Target.atMost(1.05)));
      rows.add(
          new Row(
              WRITTEN,
              "bytes the process writes for a byte put, from the first put until idle",
              "bytes/byte",
              Target.atMost(1)));
    }
    return rows;
  }

  @Override
  public void run(Lab lab) {
    DataSet data = new DataSet(lab.scaled(keys, 5_000), valueBytes);
    int[] order = data.shuffled();
    WriteLoad.Work work = Puts.inOrder(data, order, Level.BUFFERED);
    WriteLoad load = Puts.load(lab, row.id(), IN_FLIGHT, THREADS_MAX, TIMED_EVERY, work);
    lab.warmUpOnStores(EngineOptions.ORDINARY, (store, nanos) -> load.during(store, nanos, work));
    lab.supplyPages(data.keys() * data.entryBytes());
    Path directory = lab.freshDirectory();
    try (EngineStore store = lab.open(directory, EngineOptions.ORDINARY)) {
      fill(lab, store, data, order, load);
      if (lab.wants(DISK)) {
        store.flush();
        store.compact();
        store.awaitIdle();
        long bytes = Lab.bytesOf(directory);
        lab.tell(
            DISK,
            (double) bytes,
            new Measurement.Load(1, 1, data.keys(), 0),
            Map.of("bytes for a byte put", (double) bytes / (data.keys() * data.entryBytes())));
      }
    } finally {
      lab.remove(directory);
    }
  }

  private void fill(Lab lab, EngineStore store, DataSet data, int[] order, WriteLoad load) {
    LongAdder acknowledged = new LongAdder();
    EngineCounters before = store.counters();
    ProcessMeter meter = ProcessMeter.start();
    long began = System.nanoTime();
    try (Course course = Course.begin(store, acknowledged)) {
      WriteLoad.Outcome outcome =
          load.count(store, data.keys(), Puts.inOrder(data, order, Level.BUFFERED), acknowledged);
      long pending = store.counters().pendingBytes();
      store.awaitIdle();
      double seconds = (System.nanoTime() - began) / 1e9;
      ProcessMeter.Taken taken = meter.stop();
      EngineCounters after = store.counters();
      List<Measurement.Tick> ticks = course.end();
      Puts.verify(store, data, order, data.keys(), lab);
      Map<String, Double> more = new TreeMap<>();
      more.put("puts/s until the last ack", outcome.rate());
      more.put("bytes pending at the last ack", (double) pending);
      more.put("flushes", (double) (after.flushes() - before.flushes()));
      more.put("compactions", (double) (after.compactions() - before.compactions()));
      Measurement.Costs costs =
          new Lab.Cost(taken, before, after).of(data.keys(), data.keys() * data.entryBytes());
      Measurement.Load done =
          new Measurement.Load(load.threads(), load.window(), data.keys(), seconds);
      lab.tell(
          new Measurement(
              row.id(),
              lab.engine().name(),
              lab.plan().round(),
              data.keys() / seconds,
              done,
              costs,
              outcome.latencies().figures(),
              "",
              more,
              ticks));
      lab.tell(WRITTEN, costs.writtenPerByte(), done, Map.of());
    }
  }
}
