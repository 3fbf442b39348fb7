package io.aitta.it.micro;

import io.aitta.core.format.KeyHash;
import io.aitta.it.bench.data.DataSet;
import io.aitta.it.bench.data.KeyChoice;
import io.aitta.sstable.filter.BloomFilter;
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

/** A filter of 10 bits a key over half a million keys, what a table of 64 MiB has. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FilterMicro {
  private static final int KEYS = 500_000;

  private final long[] hashes = new long[KEYS];
  private final long[] absent = new long[KEYS];
  private final KeyChoice choice = KeyChoice.uniform(KEYS, 1);
  private BloomFilter filter = BloomFilter.build(hashes, 0, 10);

  @Setup
  public void fill() {
    DataSet data = new DataSet(KEYS, 8);
    for (int i = 0; i < KEYS; i++) {
      hashes[i] = KeyHash.of(data.key(i));
      absent[i] = KeyHash.of(data.absentKey(i));
    }
    filter = build();
  }

  @Benchmark
  public BloomFilter build() {
    return BloomFilter.build(hashes, KEYS, 10);
  }

  @Benchmark
  public boolean askForOneThatIsThere() {
    return filter.mayContain(hashes[(int) choice.next()]);
  }

  @Benchmark
  public boolean askForOneThatIsNot() {
    return filter.mayContain(absent[(int) choice.next()]);
  }
}
