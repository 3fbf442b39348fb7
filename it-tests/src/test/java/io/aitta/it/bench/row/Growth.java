package io.aitta.it.bench.row;

import io.aitta.it.bench.data.DataSet;
import io.aitta.it.bench.data.Dice;
import io.aitta.it.bench.data.KeyChoice;
import io.aitta.it.bench.engine.Digest;
import io.aitta.it.bench.engine.EngineOptions;
import io.aitta.it.bench.engine.EngineStore;
import io.aitta.it.bench.engine.Level;
import io.aitta.it.bench.engine.Reader;
import io.aitta.it.bench.load.ReadLoad;
import io.aitta.it.bench.load.WriteLoad;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the cost of an operation grows with the store: one store filled to 1, 10 and 50 M keys. A
 * figure is the cost at the last size divided by that at the first.
 */
final class Growth implements RowGroup {
  private static final String PUTS = "grow-puts";
  private static final String HOT = "grow-hot";
  private static final String COLD = "grow-cold";
  private static final long[] SIZES = {1_000_000, 10_000_000, 50_000_000};
  private static final long HOT_KEYS = 100_000;
  private static final int VALUE_BYTES = 100;
  private static final int THREADS = 2;

  /** Room for the blocks of the hot keys, in a heap of 1 GiB; little beside 50 M keys. */
  private static final EngineOptions OPTIONS = EngineOptions.ORDINARY.withCacheBytes(448L << 20);

  /** For gets of which none finds its block in the cache, at any size. */
  private static final EngineOptions UNCACHED = EngineOptions.ORDINARY.withCacheBytes(1L << 20);

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public boolean isHeavy() {
    return true;
  }

  @Override
  public boolean isOnDemand() {
    return true;
  }

  @Override
  public List<Row> rows() {
    return List.of(
        new Row(
            PUTS,
            "cost of a buffered put, compaction and all, at 50 M keys for that at 1 M",
            "times",
            Target.ownAtMost(2)),
        new Row(
            HOT,
            "cost of a get among a hot set of 100,000 keys at 50 M keys for that at 1 M",
            "times",
            Target.ownAtMost(2.5)),
        new Row(
            COLD,
            "cost of a get whose block is not in the cache at 50 M keys for that at 1 M",
            "times",
            Target.ownAtMost(1.5)));
  }

  @Override
  public void run(Lab lab) {
    List<Double> puts = new ArrayList<>();
    List<Double> hot = new ArrayList<>();
    List<Double> cold = new ArrayList<>();
    List<Long> sizes = new ArrayList<>();
    Path directory = lab.freshDirectory();
    try {
      long filled = 0;
      for (long full : SIZES) {
        long size = Math.max(lab.scaled(full, 2_000), filled + 1_000);
        DataSet data = new DataSet(size, VALUE_BYTES);
        try (EngineStore store = lab.open(directory, OPTIONS)) {
          puts.add(fill(lab, store, filled, size));
          long hotKeys = Math.min(HOT_KEYS, size);
          hot.add(read(lab, store, data, size / 2 - hotKeys / 2, hotKeys));
        }
        try (EngineStore store = lab.open(directory, UNCACHED)) {
          cold.add(read(lab, store, data, 0, size));
        }
        filled = size;
        sizes.add(size);
      }
    } finally {
      lab.remove(directory);
    }
    tell(lab, PUTS, sizes, puts);
    tell(lab, HOT, sizes, hot);
    tell(lab, COLD, sizes, cold);
  }

  /** Puts the keys from {@code from} on in a scattered order; nanoseconds each, until idle. */
  private static double fill(Lab lab, EngineStore store, long from, long size) {
    DataSet data = new DataSet(size, VALUE_BYTES);
    long count = size - from;
    long step = coprime(count);
    boolean waits = lab.engine().blocksItsCaller() && !lab.engine().gathersBatches();
    WriteLoad load = new WriteLoad(1, waits ? 1 : Fill.IN_FLIGHT, 64);
    long began = System.nanoTime();
    load.count(
        store,
        count,
        (writer, number, ack) -> {
          long index = from + number * step % count;
          writer.put(scattered(index), data.value(index), Level.BUFFERED, ack);
        });
    store.awaitIdle();
    return (double) (System.nanoTime() - began) / count;
  }

  /** Keys of any age lie beside each other, so that each new table overlaps all that is there. */
  private static byte[] scattered(long index) {
    return DataSet.keyOf(Dice.mix(index) >>> 1);
  }

  private static long coprime(long count) {
    long step = (long) (count * 0.618) | 1;
    while (gcd(step, count) != 1) {
      step += 2;
    }
    return step;
  }

  private static long gcd(long first, long second) {
    return second == 0 ? first : gcd(second, first % second);
  }

  /** Gets of random keys among some; nanoseconds each, of one thread. */
  private static double read(Lab lab, EngineStore store, DataSet data, long from, long keys) {
    ReadLoad.Works works =
        seed -> {
          KeyChoice choice = KeyChoice.uniform(keys, seed);
          return new Gets(data, choice, from);
        };
    new ReadLoad(THREADS, 99, 16).during(store, lab.nanos(), works);
    double rate = new ReadLoad(THREADS, lab.seed(), 16).during(store, lab.nanos(), works).rate();
    return THREADS * 1e9 / rate;
  }

  private record Gets(DataSet data, KeyChoice keys, long from) implements ReadLoad.Work {
    @Override
    public int read(Reader reader, Digest digest) {
      return reader.get(scattered(from + keys.next()), digest) ? 1 : 0;
    }

    @Override
    public int expect(Digest digest) {
      digest.add(data.value(from + keys.next()));
      return 1;
    }
  }

  private static void tell(Lab lab, String row, List<Long> sizes, List<Double> nanos) {
    Map<String, Double> more = new TreeMap<>();
    for (int i = 0; i < nanos.size(); i++) {
      more.put("ns at %,13d keys".formatted(sizes.get(i)), nanos.get(i));
    }
    int last = nanos.size() - 1;
    lab.tell(
        row,
        nanos.get(last) / nanos.get(0),
        new Measurement.Load(THREADS, 1, sizes.get(last), 0),
        more);
  }
}
