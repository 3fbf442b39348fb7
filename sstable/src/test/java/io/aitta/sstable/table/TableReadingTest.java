package io.aitta.sstable.table;

import static io.aitta.sstable.table.TableFixture.get;
import static io.aitta.sstable.table.TableFixture.key;
import static io.aitta.sstable.table.TableFixture.lookup;
import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.Lookup;
import io.aitta.core.iterator.RangeDeletes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class TableReadingTest {
  private static final int KEYS = 2000;

  private static List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      cells.add(Cell.put(name(i), i + 1, new byte[] {(byte) i, (byte) (i >> 8)}));
    }
    return cells;
  }

  private static byte[] name(int i) {
    return key(String.format("key-%08d", i));
  }

  private static TableReader open(TableFixture fixture) throws IOException {
    TableOptions options = new TableOptions(500, 16, Compression.NONE, 10);
    return fixture.open(fixture.write(options, cells(), RangeDeletes.NONE));
  }

  @Test
  void aLookupThatMayNotReadAsksForItsBlockAndIsAnsweredOnceItIsLoaded() throws IOException {
    TableFixture fixture = new TableFixture();
    try (TableReader reader = open(fixture)) {
      Lookup lookup = lookup(name(1234), 5000);
      assertThat(reader.lookup(lookup, false)).isEqualTo(TableReader.Answer.NEEDS_BLOCK);
      assertThat(lookup.decided()).isFalse();
      int block = reader.blockOf(lookup);
      assertThat(reader.isCached(block)).isFalse();
      LoadedBlock loaded = reader.load(block);
      assertThat(reader.isCached(block)).isTrue();
      assertThat(reader.lookup(lookup, false)).isEqualTo(TableReader.Answer.DONE);
      assertThat(lookup.version()).isEqualTo(1235);

      Lookup other = lookup(name(1234), 5000);
      reader.lookup(other, loaded);
      assertThat(other.version()).isEqualTo(1235);
    }
  }

  @Test
  void aLookupIsAnsweredFromALoadedBlockThatTheCacheDidNotKeep() throws IOException {
    TableFixture fixture = new TableFixture(new MemoryFileSystem(), 0);
    try (TableReader reader = open(fixture)) {
      Lookup lookup = lookup(name(77), 5000);
      LoadedBlock loaded = reader.load(reader.blockOf(lookup));
      assertThat(reader.isCached(loaded.block())).isFalse();
      reader.lookup(lookup, loaded);
      assertThat(lookup.version()).isEqualTo(78);
    }
  }

  @Test
  void anAbsentKeyReadsNoBlockAsLongAsTheFilterDeniesIt() throws IOException {
    TableFixture fixture = new TableFixture();
    try (TableReader reader = open(fixture)) {
      int passed = 0;
      for (int i = 0; i < 10_000; i++) {
        Lookup absent = lookup(key(String.format("key-%08d+", i % KEYS) + i), 5000);
        passed += reader.blockOf(absent) >= 0 ? 1 : 0;
      }
      assertThat(passed).isLessThan(200);
      assertThat(fixture.cache.spared()).isEqualTo(10_000 - passed);
    }
  }

  @Test
  void aCompactionsCursorLeavesNoTraceInTheCache() throws IOException {
    TableFixture fixture = new TableFixture();
    try (TableReader reader = open(fixture)) {
      get(reader, name(500), 5000);
      long used = fixture.cache.usedBytes();
      long misses = fixture.cache.misses();
      try (InternalIterator cursor = reader.iterator(false)) {
        assertThat(TableFixture.forward(cursor)).hasSize(KEYS);
      }
      assertThat(fixture.cache.usedBytes()).isEqualTo(used);
      assertThat(fixture.cache.misses()).isEqualTo(misses);
    }
  }

  @Test
  void aReadersScanFillsTheCacheWithinItsBudget() throws IOException {
    TableFixture fixture = new TableFixture(new MemoryFileSystem(), 20_000);
    try (TableReader reader = open(fixture);
        InternalIterator cursor = reader.iterator(true)) {
      assertThat(TableFixture.forward(cursor)).hasSize(KEYS);
      assertThat(fixture.cache.usedBytes()).isBetween(18_000L, 20_000L);
      assertThat(fixture.cache.evictions()).isPositive();
    }
  }

  @Test
  void manyThreadsReadOneTableThroughASmallCache() throws IOException, InterruptedException {
    TableFixture fixture = new TableFixture(new MemoryFileSystem(), 10_000);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    try (TableReader reader = open(fixture)) {
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        Random random = new Random(t);
        boolean scans = t == 3;
        Thread thread = new Thread(() -> read(reader, random, scans));
        thread.setUncaughtExceptionHandler((dead, thrown) -> failure.set(thrown));
        thread.start();
        threads.add(thread);
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertThat(failure.get()).isNull();
    assertThat(fixture.cache.usedBytes()).isZero();
  }

  private static void read(TableReader reader, Random random, boolean scans) {
    if (scans) {
      for (int i = 0; i < 10; i++) {
        try (InternalIterator cursor = reader.iterator(random.nextBoolean())) {
          assertThat(TableFixture.forward(cursor)).hasSize(KEYS);
        }
      }
      return;
    }
    for (int i = 0; i < 20_000; i++) {
      int wanted = random.nextInt(KEYS);
      if (get(reader, name(wanted), 5000).version() != wanted + 1) {
        throw new AssertionError("wrong answer for " + wanted);
      }
    }
  }
}
