package io.aitta.it.bench.row;

import io.aitta.it.bench.data.DataSet;
import io.aitta.it.bench.engine.EngineCounters;
import io.aitta.it.bench.engine.EngineOptions;
import io.aitta.it.bench.engine.EngineStore;
import io.aitta.it.bench.engine.Level;
import io.aitta.it.bench.load.BackgroundPuts;
import io.aitta.it.bench.load.Loader;
import io.aitta.it.bench.load.WriteLoad;
import io.aitta.it.bench.measure.ProcessMeter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The workloads of RocksDB's own db_bench, under its names: keys of 16 and values of 100 bytes.
 * {@code mergerandom} is not among them, since Aitta offers no merge operator.
 */
final class DbBench implements RowGroup {
  private static final long KEYS = 1_000_000;
  private static final int VALUE_BYTES = 100;
  private static final int THREADS_MAX = 4;
  private static final int PUTS_PER_SECOND = 50_000;

  @Override
  public String name() {
    return "db_bench";
  }

  @Override
  public boolean isHeavy() {
    return true;
  }

  @Override
  public List<Row> rows() {
    return List.of(
        row("fillseq", "puts of 1 M keys in order"),
        row("fillrandom", "puts of 1 M keys in random order"),
        row("overwrite", "the same again over themselves"),
        row("fillsync", "durable puts, 1,024 in flight"),
        row("readrandom", "gets of random keys"),
        row("readmissing", "gets of keys that are not there"),
        row("readseq", "a scan forward"),
        row("readreverse", "a scan in reverse"),
        row("seekrandom", "seeks to random keys, one entry each"),
        row("readwhilewriting", "gets of random keys while 50,000 puts/s run"),
        row("deleterandom", "deletes of all keys in random order"));
  }

  private static Row row(String name, String words) {
    return new Row("db_bench-" + name, words, "operations/s", Target.none());
  }

  @Override
  public void run(Lab lab) {
    DataSet data = new DataSet(lab.scaled(KEYS, 2_000), VALUE_BYTES);
    int[] inOrder = IntStream.range(0, Math.toIntExact(data.keys())).toArray();
    int[] shuffled = data.shuffled();
    fresh(lab, data, "fillseq", Puts.inOrder(data, inOrder, Level.BUFFERED));
    filled(lab, data, shuffled);
    if (lab.wants("db_bench-fillsync")) {
      sync(lab, data, shuffled);
    }
    read(lab, data);
  }

  private static void fresh(Lab lab, DataSet data, String name, WriteLoad.Work work) {
    if (lab.wants("db_bench-" + name)) {
      Path directory = lab.freshDirectory();
      try (EngineStore store = lab.open(directory, EngineOptions.ORDINARY)) {
        count(lab, store, data, name, work, data.keys());
      } finally {
        lab.remove(directory);
      }
    }
  }

  /** What follows one another over the same store. */
  private static void filled(Lab lab, DataSet data, int[] order) {
    if (!lab.wantsAny("db_bench-fillrandom", "db_bench-overwrite", "db_bench-deleterandom")) {
      return;
    }
    Path directory = lab.freshDirectory();
    try (EngineStore store = lab.open(directory, EngineOptions.ORDINARY)) {
      WriteLoad.Work puts = Puts.inOrder(data, order, Level.BUFFERED);
      count(lab, store, data, "fillrandom", puts, data.keys());
      Puts.verify(store, data, order, data.keys(), lab);
      count(lab, store, data, "overwrite", puts, data.keys());
      count(
          lab,
          store,
          data,
          "deleterandom",
          (writer, number, ack) ->
              writer.delete(data.key(order[(int) number]), Level.BUFFERED, ack),
          data.keys());
    } finally {
      lab.remove(directory);
    }
  }

  private static void count(
      Lab lab, EngineStore store, DataSet data, String name, WriteLoad.Work work, long count) {
    WriteLoad load =
        Puts.load(
            lab,
            "db_bench-fillrandom",
            Fill.IN_FLIGHT,
            THREADS_MAX,
            16,
            Puts.forEver(data, data.shuffled(), Level.BUFFERED));
    EngineCounters before = store.counters();
    ProcessMeter meter = ProcessMeter.start();
    WriteLoad.Outcome outcome = load.count(store, count, work);
    Lab.Cost cost = new Lab.Cost(meter.stop(), before, store.counters());
    lab.tell("db_bench-" + name, load, outcome, cost, count * data.entryBytes());
  }

  private static void sync(Lab lab, DataSet data, int[] order) {
    String row = "db_bench-fillsync";
    WriteLoad.Work work = Puts.forEver(data, order, Level.DURABLE);
    WriteLoad load = Puts.load(lab, row, Fill.IN_FLIGHT, Fill.IN_FLIGHT, 1, work);
    Path directory = lab.freshDirectory();
    try (EngineStore store = lab.open(directory, EngineOptions.ORDINARY)) {
      EngineCounters before = store.counters();
      ProcessMeter meter = ProcessMeter.start();
      WriteLoad.Outcome outcome = load.during(store, lab.nanos(), work);
      Lab.Cost cost = new Lab.Cost(meter.stop(), before, store.counters());
      lab.tell(row, load, outcome, cost, outcome.operations() * data.entryBytes());
    } finally {
      lab.remove(directory);
    }
  }

  private static void read(Lab lab, DataSet data) {
    List<String> rows =
        List.of("readrandom", "readmissing", "readseq", "readreverse", "seekrandom");
    boolean wanted =
        lab.wants("db_bench-readwhilewriting")
            || rows.stream().anyMatch(row -> lab.wants("db_bench-" + row));
    if (!wanted) {
      return;
    }
    Path directory = lab.freshDirectory();
    try (EngineStore store = lab.open(directory, EngineOptions.ORDINARY)) {
      Loader.loadTables(store, data);
      GetRows reads = new GetRows(lab, store, data);
      reads.single("db_bench-readrandom", RandomGets.present(data));
      reads.single("db_bench-readmissing", RandomGets.absent(data));
      reads.alone(Scans.full(data, false), List.of("db_bench-readseq"));
      reads.alone(Scans.full(data, true), List.of("db_bench-readreverse"));
      reads.measure("db_bench-seekrandom", Scans.seekAndNext(data, 1), 1);
      if (lab.wants("db_bench-readwhilewriting")) {
        try (BackgroundPuts puts =
            BackgroundPuts.begin(store, data, PUTS_PER_SECOND, Level.BUFFERED)) {
          reads.single("db_bench-readwhilewriting", RandomGets.present(data));
          puts.requireRunning();
        }
      }
    } finally {
      lab.remove(directory);
    }
  }
}
