package io.aitta.it.micro;

import io.aitta.core.Bytes;
import io.aitta.core.format.KeyHash;
import io.aitta.core.format.Kind;
import io.aitta.core.format.Trailer;
import io.aitta.core.format.TreeKey;
import io.aitta.core.iterator.Lookup;
import io.aitta.it.bench.data.DataSet;
import io.aitta.it.bench.data.KeyChoice;
import io.aitta.sstable.block.BlockBuilder;
import io.aitta.sstable.block.BlockIterator;
import io.aitta.sstable.block.PointSearch;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Searches and walks in one block of about 4 KiB, and building it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BlockMicro {
  private static final int ENTRIES = 34;
  private static final int RESTART_INTERVAL = 16;

  private final DataSet data = new DataSet(ENTRIES, 100);
  private final byte[][] keys = new byte[ENTRIES][];
  private final byte[][] values = new byte[ENTRIES][];
  private final BlockBuilder builder = new BlockBuilder(RESTART_INTERVAL);
  private final BlockIterator iterator = new BlockIterator();
  private final KeyChoice choice = KeyChoice.uniform(ENTRIES, 1);
  private byte[] block = new byte[0];

  @Setup
  public void fill() {
    for (int i = 0; i < ENTRIES; i++) {
      keys[i] = TreeKey.of(TreeKey.KEYSPACE_DEFAULT, Bytes.wrap(data.key(i)));
      values[i] = data.value(i);
    }
    int length = build();
    block = Arrays.copyOf(builder.array(), length);
    iterator.reset(block, 0, block.length);
  }

  /** All entries of a block, hashes and all. */
  @Benchmark
  public int build() {
    builder.reset();
    for (int i = 0; i < ENTRIES; i++) {
      byte[] key = keys[i];
      long trailer = Trailer.of(i + 1L, Kind.PUT);
      builder.add(
          key, 0, key.length, KeyHash.of(key), true, trailer, values[i], 0, values[i].length);
    }
    return builder.finish();
  }

  /** A get that has found its block; with the lookup and the value's own array. */
  @Benchmark
  public Object get() {
    byte[] key = keys[(int) choice.next()];
    Lookup lookup = new Lookup(key, KeyHash.of(key), ENTRIES, 0);
    PointSearch.offer(block, lookup);
    return lookup.value();
  }

  @Benchmark
  public long seek() {
    byte[] key = keys[(int) choice.next()];
    iterator.seek(key, 0, key.length, Trailer.seek(ENTRIES));
    return iterator.trailer();
  }

  /** From the first entry to the last. */
  @Benchmark
  public long walk() {
    long sum = 0;
    for (iterator.first(); iterator.valid(); iterator.next()) {
      sum += iterator.trailer();
    }
    return sum;
  }
}
