package io.aitta.it.micro;

import io.aitta.core.Bytes;
import io.aitta.core.format.Operation;
import io.aitta.core.format.TreeKey;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.MergingIterator;
import io.aitta.core.memtable.MemTable;
import io.aitta.it.bench.data.DataSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A merging iterator over sorted memtables whose keys alternate; a figure is for one entry. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MergeMicro {
  private static final int ENTRIES = 100_000;

  @Param({"1", "2", "4", "8"})
  public int sources;

  private final List<MemTable> tables = new ArrayList<>();

  @Setup
  public void fill() {
    DataSet data = new DataSet(ENTRIES, 100);
    for (int source = 0; source < sources; source++) {
      MemTable table = new MemTable(source + 1L, 0, Runnable::run);
      long number = 0;
      for (int index = source; index < ENTRIES; index += sources) {
        table.insert(
            Operation.put(
                TreeKey.KEYSPACE_DEFAULT,
                Bytes.wrap(data.key(index)),
                Bytes.wrap(data.value(index))),
            ++number);
      }
      table.publish(number);
      table.settle();
      tables.add(table);
    }
  }

  @Benchmark
  @OperationsPerInvocation(ENTRIES)
  public long walk() {
    List<InternalIterator> walked = new ArrayList<>();
    tables.forEach(table -> walked.add(table.iterator()));
    long sum = 0;
    try (InternalIterator merged = MergingIterator.of(walked)) {
      for (merged.first(); merged.valid(); merged.next()) {
        sum += merged.trailer();
      }
    }
    return sum;
  }
}
