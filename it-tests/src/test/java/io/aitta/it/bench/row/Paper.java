package io.aitta.it.bench.row;

import io.aitta.it.bench.data.DataSet;
import io.aitta.it.bench.engine.EngineOptions;
import io.aitta.it.bench.engine.EngineStore;
import io.aitta.it.bench.engine.Level;
import io.aitta.it.bench.load.ReadLoad;
import io.aitta.it.bench.load.WriteLoad;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * The two tables of the paper this project starts from: small numbers of operations on a store that
 * is open and warm, and 10,000 operations of 1 KiB. A figure is operations a second in the median
 * of many repetitions.
 */
final class Paper implements RowGroup {
  private static final int REPETITIONS = 21;
  private static final int WARM_UPS = 30;
  private static final int SMALL = 1_000;
  private static final int MANY = 10_000;
  private static final int LARGE = 100;
  private static final int KIB = 1_024;

  @Override
  public String name() {
    return "paper";
  }

  @Override
  public List<Row> rows() {
    return List.of(
        row("writes_1000", "1,000 puts of 100 B"),
        row("writes_10000", "10,000 puts of 100 B"),
        row("reads_1000", "1,000 gets in order"),
        row("reads_10000", "10,000 gets in order"),
        row("random_reads_1000", "1,000 gets of random keys"),
        row("random_reads_10000", "10,000 gets of random keys"),
        row("mixed_1000", "1,000 operations, half puts, half gets"),
        row("mixed_10000", "10,000 operations, half puts, half gets"),
        row("large_100x1024B", "100 puts of 1,024 B"),
        row("large_100x4096B", "100 puts of 4,096 B"),
        row("ssd_sync_true", "10,000 durable puts of 1 KiB"),
        row("ssd_sync_false", "10,000 buffered puts of 1 KiB"));
  }

  private static Row row(String name, String words) {
    return new Row(PaperClaims.row(name), words, "operations/s", PaperClaims.target(name));
  }

  @Override
  public void run(Lab lab) {
    writes(lab, "writes_1000", SMALL, 100, Level.BUFFERED, REPETITIONS);
    writes(lab, "writes_10000", MANY, 100, Level.BUFFERED, REPETITIONS);
    for (int count : new int[] {SMALL, MANY}) {
      reads(lab, count);
      mixed(lab, "mixed_" + count, count);
    }
    writes(lab, "large_100x1024B", LARGE, KIB, Level.BUFFERED, REPETITIONS);
    writes(lab, "large_100x4096B", LARGE, 4 * KIB, Level.BUFFERED, REPETITIONS);
    writes(lab, "ssd_sync_true", MANY, KIB, Level.DURABLE, 3);
    writes(lab, "ssd_sync_false", MANY, KIB, Level.BUFFERED, REPETITIONS / 4);
  }

  private static void writes(
      Lab lab, String name, int count, int valueBytes, Level level, int repetitions) {
    String row = "paper-" + name;
    if (!lab.wants(row)) {
      return;
    }
    DataSet data = new DataSet(count, valueBytes);
    int[] order = data.shuffled();
    WriteLoad.Work work = Puts.inOrder(data, order, level);
    int most = level == Level.DURABLE ? Fill.IN_FLIGHT : 4;
    WriteLoad load = Puts.load(lab, row, Math.min(count, Fill.IN_FLIGHT), most, 64, work);
    try (EngineStore store = lab.fresh(EngineOptions.ORDINARY)) {
      repeat(lab, row, count, load, repetitions, n -> load.count(store, count, work).rate());
      Puts.verify(store, data, order, count, lab);
    }
  }

  private static void mixed(Lab lab, String name, int count) {
    String row = "paper-" + name;
    if (!lab.wants(row)) {
      return;
    }
    DataSet data = new DataSet(count, 100);
    int[] order = data.shuffled();
    Mixed.Parts halves = new Mixed.Parts(50, 0, 0, 0);
    WriteLoad load =
        Puts.load(
            lab,
            row,
            Math.min(count, Fill.IN_FLIGHT),
            4,
            64,
            Puts.inOrder(data, order, Level.BUFFERED));
    try (EngineStore store = lab.fresh(EngineOptions.ORDINARY)) {
      load.count(store, count, Puts.inOrder(data, order, Level.BUFFERED));
      repeat(
          lab,
          row,
          count,
          load,
          REPETITIONS,
          n -> {
            Mixed work = new Mixed(data, halves, Mixed.Choice.UNIFORM, n);
            double rate = load.count(store, count, work).rate();
            work.requireRead(count);
            return rate;
          });
    }
  }

  private static void reads(Lab lab, int count) {
    String inOrder = "paper-reads_" + count;
    String random = "paper-random_reads_" + count;
    if (!lab.wantsAny(inOrder, random)) {
      return;
    }
    DataSet data = new DataSet(count, 100);
    try (EngineStore store = lab.fresh(EngineOptions.ORDINARY)) {
      new WriteLoad(1, SMALL, 64)
          .count(store, count, Puts.inOrder(data, data.shuffled(), Level.BUFFERED));
      WriteLoad one = new WriteLoad(1, 1, 64);
      if (lab.wants(inOrder)) {
        repeat(lab, inOrder, count, one, REPETITIONS, n -> read(store, count, ordered(data)));
      }
      if (lab.wants(random)) {
        repeat(
            lab,
            random,
            count,
            one,
            REPETITIONS,
            n -> read(store, count, RandomGets.present(data)));
      }
    }
  }

  private static double read(EngineStore store, int count, ReadLoad.Works works) {
    return new ReadLoad(1, 1, 64).steps(store, count, works).rate();
  }

  private static ReadLoad.Works ordered(DataSet data) {
    return seed -> RandomGets.of(data, new Counting());
  }

  /** One index after the other. */
  private static final class Counting implements io.aitta.it.bench.data.KeyChoice {
    private long next;

    @Override
    public long next() {
      return next++;
    }
  }

  private static void repeat(
      Lab lab, String row, int count, WriteLoad load, int repetitions, IntToDoubleFunction rateOf) {
    int warmUps = (int) Math.max(3, WARM_UPS * Math.min(1, lab.plan().scale() * 2));
    for (int i = 0; i < warmUps && repetitions > 3; i++) {
      double unused = rateOf.applyAsDouble(i);
    }
    double[] rates = new double[repetitions];
    for (int i = 0; i < repetitions; i++) {
      rates[i] = rateOf.applyAsDouble(i);
    }
    Arrays.sort(rates);
    double median = rates[repetitions / 2];
    lab.tell(
        row,
        median,
        new Measurement.Load(load.threads(), load.window(), count, count / median),
        Map.of("milliseconds", 1_000 * count / median));
  }
}
