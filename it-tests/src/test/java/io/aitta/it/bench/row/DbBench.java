package io.aitta.it.bench.row;

import io.aitta.it.bench.data.DataSet;
import io.aitta.it.bench.data.Dice;
import io.aitta.it.bench.engine.Digest;
import io.aitta.it.bench.engine.EngineCounters;
import io.aitta.it.bench.engine.EngineOptions;
import io.aitta.it.bench.engine.EngineStore;
import io.aitta.it.bench.engine.Level;
import io.aitta.it.bench.engine.Reader;
import io.aitta.it.bench.load.Loader;
import io.aitta.it.bench.load.WriteLoad;
import io.aitta.it.bench.measure.ProcessMeter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The workloads of RocksDB's own db_bench, under its names: keys of 16 and values of 100 bytes.
 * {@code mergerandom} counts: RocksDB by its merge operator, Aitta, which has none, by a get and a
 * conditional put.
 */
final class DbBench implements RowGroup {
  private static final long KEYS = 1_000_000;
  private static final int VALUE_BYTES = 100;
  private static final int THREADS_MAX = 4;
  private static final int PUTS_PER_SECOND = 50_000;
  private static final int COUNTERS_EVERY = 17;

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
        row("deleterandom", "deletes of all keys in random order"),
        row(
            "mergerandom",
            "one more in the counter of a random key: a merge there, a get and a conditional put"
                + " here"));
  }

  private static Row row(String name, String words) {
    return new Row("db_bench-" + name, words, "operations/s", Target.none());
  }

  @Override
  public void run(Lab lab) {
    DataSet data = new DataSet(lab.scaled(KEYS, 2_000), VALUE_BYTES);
    int[] inOrder = IntStream.range(0, Math.toIntExact(data.keys())).toArray();
    int[] shuffled = data.shuffled();
    warmUp(lab, data, shuffled);
    fresh(lab, data, "fillseq", Puts.inOrder(data, inOrder, Level.BUFFERED));
    filled(lab, data, shuffled);
    if (lab.wants("db_bench-fillsync")) {
      sync(lab, data, shuffled);
    }
    read(lab, data);
    if (lab.wants("db_bench-mergerandom")) {
      merge(lab, data);
    }
  }

  private static void warmUp(Lab lab, DataSet data, int[] order) {
    boolean waits = lab.engine().blocksItsCaller() && !lab.engine().gathersBatches();
    for (Level level : Level.values()) {
      WriteLoad load = new WriteLoad(1, waits ? 1 : Fill.IN_FLIGHT, 16);
      lab.warmUpOnStores(
          EngineOptions.ORDINARY,
          (store, nanos) -> load.during(store, nanos, Puts.inOrder(data, order, level)));
    }
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
            Puts.inOrder(data, data.shuffled(), Level.BUFFERED));
    EngineCounters before = store.counters();
    ProcessMeter meter = ProcessMeter.start();
    WriteLoad.Outcome outcome = load.count(store, count, work);
    Lab.Cost cost = new Lab.Cost(meter.stop(), before, store.counters());
    lab.tell("db_bench-" + name, load, outcome, cost, count * data.entryBytes());
  }

  private static void sync(Lab lab, DataSet data, int[] order) {
    String row = "db_bench-fillsync";
    WriteLoad.Work work = Puts.inOrder(data, order, Level.DURABLE);
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

  /** Random keys out of as many as there are increments; afterwards each counter must be right. */
  private static void merge(Lab lab, DataSet data) {
    WriteLoad.Work work =
        (writer, number, ack) ->
            writer.increment(data.key(counter(data, number)), Level.BUFFERED, ack);
    Path directory = lab.freshDirectory();
    try (EngineStore store = lab.open(directory, EngineOptions.ORDINARY)) {
      count(lab, store, data, "mergerandom", work, data.keys());
      requireCounts(store, data);
    } finally {
      lab.remove(directory);
    }
  }

  private static long counter(DataSet data, long number) {
    return Long.remainderUnsigned(Dice.mix(number), data.keys());
  }

  private static void requireCounts(EngineStore store, DataSet data) {
    long[] counts = new long[Math.toIntExact(data.keys())];
    for (long number = 0; number < counts.length; number++) {
      counts[(int) counter(data, number)]++;
    }
    Digest expected = new Digest();
    Digest found = new Digest();
    try (Reader reader = store.reader()) {
      for (int index = 0; index < counts.length; index += COUNTERS_EVERY) {
        boolean there = reader.get(data.key(index), found);
        if (there != counts[index] > 0) {
          throw new IllegalStateException("a counter is wrong: " + index);
        }
        if (there) {
          expected.add(littleEndian(counts[index]));
        }
      }
    }
    if (expected.sum() != found.sum()) {
      throw new IllegalStateException("increments were lost, or counted twice");
    }
  }

  private static byte[] littleEndian(long count) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(count).array();
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
      reads.singleBesidePuts(
          "db_bench-readwhilewriting", RandomGets.present(data), PUTS_PER_SECOND);
    } finally {
      lab.remove(directory);
    }
  }
}
