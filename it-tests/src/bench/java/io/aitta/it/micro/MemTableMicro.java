package io.aitta.it.micro;

import io.aitta.core.Bytes;
import io.aitta.core.format.KeyHash;
import io.aitta.core.format.Operation;
import io.aitta.core.format.TreeKey;
import io.aitta.core.iterator.Lookup;
import io.aitta.core.memtable.MemTable;
import io.aitta.it.bench.data.DataSet;
import io.aitta.it.bench.data.KeyChoice;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Puts into and gets from a memtable, 100 B values, keys in random order. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MemTableMicro {
  private static final int PUTS = 100_000;
  private static final int KEYS = 1_000_000;

  private final DataSet data = new DataSet(KEYS, 100);
  private final Operation[] operations = new Operation[PUTS];
  private final byte[][] keys = new byte[KEYS][];
  private final MemTable filled = new MemTable(1, 0, Runnable::run);
  private final KeyChoice choice = KeyChoice.uniform(KEYS, 1);

  @Setup
  public void fill() {
    int[] order = data.shuffled();
    for (int i = 0; i < KEYS; i++) {
      Operation put = put(order[i]);
      filled.insert(put, i + 1L);
      keys[i] = put.treeKey();
      if (i < PUTS) {
        operations[i] = put;
      }
    }
    filled.publish(KEYS);
  }

  private Operation put(long index) {
    return Operation.put(
        TreeKey.KEYSPACE_DEFAULT, Bytes.wrap(data.key(index)), Bytes.wrap(data.value(index)));
  }

  /** 100,000 into a fresh one, as a memtable between two flushes takes them. */
  @Benchmark
  @OperationsPerInvocation(PUTS)
  public long put() {
    MemTable table = new MemTable(2, 0, Runnable::run);
    for (int i = 0; i < PUTS; i++) {
      table.insert(operations[i], i + 1L);
    }
    table.publish(PUTS);
    return table.entries();
  }

  /** A key that is there, among a million; with the lookup and the value's own array. */
  @Benchmark
  public Object get() {
    byte[] key = keys[(int) choice.next()];
    Lookup lookup = new Lookup(key, KeyHash.of(key), KEYS, 0);
    filled.lookup(lookup);
    return lookup.value();
  }
}
