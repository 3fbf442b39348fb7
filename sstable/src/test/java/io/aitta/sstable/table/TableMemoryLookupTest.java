package io.aitta.sstable.table;

import static io.aitta.sstable.table.TableFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.Bytes;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.Lookup;
import io.aitta.core.iterator.RangeDeletes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Lookups that memory answers: by the filter first, or by the block alone where that pays. */
final class TableMemoryLookupTest {
  private static final int KEYS = 2_000;

  private final TableFixture fixture;
  private final TableReader reader;

  TableMemoryLookupTest() throws IOException {
    fixture = new TableFixture(new MemoryFileSystem(), 1 << 20);
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      cells.add(Cell.put(name(i), i + 1, value(i)));
    }
    reader = fixture.open(fixture.write(TableOptions.DEFAULT, cells, RangeDeletes.NONE));
  }

  private static byte[] name(int i) {
    return key(String.format("key-%08d", i));
  }

  private static byte[] value(int i) {
    byte[] value = new byte[90 + i % 20];
    Arrays.fill(value, (byte) i);
    return value;
  }

  private static byte[] absent(int i) {
    return key(String.format("key-%08d+", i));
  }

  private void fillTheCache() {
    try (InternalIterator cursor = reader.iterator(true)) {
      assertThat(TableFixture.forward(cursor)).hasSize(KEYS);
    }
  }

  private TableReader.Answer ask(byte[] key, boolean found) {
    Lookup lookup = TableFixture.lookup(key, 1L << 40);
    TableReader.Answer answer = reader.lookupInMemory(lookup);
    assertThat(lookup.decided()).isEqualTo(found);
    return answer;
  }

  @Test
  void everyKeyIsFoundAndNoOtherHoweverTheyAreMixed() {
    fillTheCache();
    for (int i = 0; i < KEYS; i++) {
      assertThat(ask(name(i), true)).isEqualTo(TableReader.Answer.DONE);
      if (i % 37 == 0 || i % 64 > 48) {
        assertThat(ask(absent(i), false)).isEqualTo(TableReader.Answer.DONE);
      }
    }
  }

  @Test
  void theFilterIsNotAskedWhileAllThatIsAskedForIsThere() {
    fillTheCache();
    for (int i = 0; i < 100; i++) {
      ask(name(i), true);
    }
    long spared = fixture.cache.spared();
    ask(absent(100), false); // by its block
    assertThat(fixture.cache.spared()).isEqualTo(spared);
    for (int i = 0; i < 1_000; i++) {
      ask(absent(i), false);
    }
    assertThat(fixture.cache.spared()).isGreaterThan(spared + 900);
  }

  @Test
  void noBlockIsWantedOfAKeyThatTheFilterDenies() {
    TableFixture.get(reader, name(0), 1L << 40); // its block, and no other, is in memory now
    int wanted = 0;
    for (int i = 0; i < 200; i++) {
      for (int found = 0; found < 20; found++) {
        ask(name(0), true);
      }
      wanted += ask(absent(1_000 + i), false) == TableReader.Answer.NEEDS_BLOCK ? 1 : 0;
      ask(name(0), true);
      assertThat(ask(name(1_000 + i), false)).isEqualTo(TableReader.Answer.NEEDS_BLOCK);
    }
    assertThat(wanted).isLessThan(20);
  }

  /**
   * A cache for two thirds of the table: blocks come and go, and with them copies of their ends.
   */
  @Test
  void manyThreadsFindWhatIsThereWhileBlocksComeAndGo() throws Exception {
    TableFixture small = new TableFixture(new MemoryFileSystem(), 160 << 10);
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      cells.add(Cell.put(name(i), i + 1, value(i)));
    }
    TableReader shared = small.open(small.write(TableOptions.DEFAULT, cells, RangeDeletes.NONE));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Integer>> found = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        int seed = thread;
        found.add(threads.submit(() -> readsAsWritten(shared, new Random(seed))));
      }
      for (Future<Integer> one : found) {
        assertThat(one.get(60, TimeUnit.SECONDS)).isPositive();
      }
    } finally {
      threads.shutdown();
    }
    assertThat(small.cache.evictions()).isPositive();
    assertThat(small.cache.usedBytes()).isLessThanOrEqualTo(small.cache.bytesMax());
    shared.close();
    assertThat(small.cache.usedBytes()).isZero();
  }

  /** Looks mostly around a place that moves on; how often memory alone knew. */
  private static int readsAsWritten(TableReader shared, Random random) {
    int fromMemory = 0;
    for (int step = 0; step < 60_000; step++) {
      int i = Math.floorMod(step / 20 + (int) (300 * random.nextGaussian()), KEYS);
      boolean there = random.nextInt(20) > 0;
      Lookup lookup = TableFixture.lookup(there ? name(i) : absent(i), 1L << 40);
      if (shared.lookupInMemory(lookup) == TableReader.Answer.DONE) {
        fromMemory++;
      } else {
        shared.lookup(lookup, true);
      }
      if (lookup.decided() != there || (there && !Bytes.wrap(value(i)).equals(lookup.value()))) {
        throw new AssertionError("key " + i + " reads as " + lookup.value());
      }
    }
    return fromMemory;
  }
}
