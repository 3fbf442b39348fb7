package io.aitta.core.memtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.format.KeyHash;
import io.aitta.core.format.Kind;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.Lookup;
import io.aitta.core.iterator.VisibleIterator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One writer, and readers meanwhile: whatever number a reader has loaded, it sees exactly the
 * writes up to it, whole. What each number wrote follows from the number alone.
 */
@Timeout(120)
class PublicationTest {
  private static final int KEYS = 40_009;
  private static final int WRITES = 300_000;
  private static final int STEP = 7_919;
  private static final int RANGE_EVERY = 1_009;
  private static final int RANGE_KEYS = 50;

  @Test
  void aReaderSeesAllUpToItsNumberAndNothingBeyond() throws Exception {
    ExecutorService background = Executors.newSingleThreadExecutor();
    ExecutorService readers = Executors.newFixedThreadPool(2);
    try {
      MemTable table = new MemTable(1, 0, background);
      List<Future<Long>> reads = new ArrayList<>();
      reads.add(readers.submit(() -> new Reader(table, 1).getUntilEnd()));
      reads.add(readers.submit(() -> new Reader(table, 2).scanUntilEnd()));
      write(table);
      for (Future<Long> read : reads) {
        assertThat(read.get()).isPositive();
      }
      Reader after = new Reader(table, 3);
      after.checkScan(WRITES, false);
      after.checkScan(WRITES, true);
      after.checkScan(WRITES / 3, true);
    } finally {
      readers.shutdownNow();
      background.shutdownNow();
    }
  }

  private static void write(MemTable table) {
    Random random = new Random(4);
    long published = 0;
    for (int number = 1; number <= WRITES; number++) {
      if (number % RANGE_EVERY == 0) {
        int first = keyOf(number);
        byte[] end = key(Math.min(KEYS, first + RANGE_KEYS));
        Tables.insert(table, Kind.RANGE_DELETE, key(first), end, number);
      } else {
        Tables.insert(table, Kind.PUT, key(keyOf(number)), value(number), number);
      }
      if (number - published > random.nextInt(20)) {
        table.publish(number);
        published = number;
      }
    }
    table.publish(WRITES);
  }

  private static int keyOf(long number) {
    return (int) (number * STEP % KEYS);
  }

  private static byte[] key(int key) {
    return ByteBuffer.allocate(8).putInt(1).putInt(key).array();
  }

  /** As long as the number says, and of its number throughout. */
  private static byte[] value(long number) {
    ByteBuffer value = ByteBuffer.allocate(8 * (int) (1 + number % 5));
    while (value.hasRemaining()) {
      value.putLong(number);
    }
    return value.array();
  }

  private static final class Reader {
    final MemTable table;
    final Random random;
    final int inverse;
    long checks;

    Reader(MemTable table, long seed) {
      this.table = table;
      this.random = new Random(seed);
      this.inverse =
          java.math.BigInteger.valueOf(STEP)
              .modInverse(java.math.BigInteger.valueOf(KEYS))
              .intValue();
    }

    long getUntilEnd() {
      long early = 0;
      while (table.visibleNumber() < WRITES) {
        long number = table.visibleNumber();
        early = early == 0 ? number : early;
        for (int i = 0; i < 100; i++) {
          checkGet(random.nextInt(KEYS), number);
          checkGet(keyOf(number), number); // the one just written
          checkGet(random.nextInt(KEYS), early);
        }
      }
      return checks;
    }

    long scanUntilEnd() {
      while (table.visibleNumber() < WRITES) {
        checkScan(table.visibleNumber(), random.nextBoolean());
        for (int i = 0; i < 20; i++) {
          checkSeek(table.visibleNumber());
        }
      }
      return checks;
    }

    /** The number whose put is the newest of the key up to {@code number}; 0 if it has none. */
    long expected(int key, long number) {
      long residue = (long) key * inverse % KEYS;
      long newest = number - Math.floorMod(number - residue, (long) KEYS);
      while (newest > 0 && newest % RANGE_EVERY == 0) {
        newest -= KEYS;
      }
      if (newest <= 0) {
        return 0;
      }
      for (long range = number / RANGE_EVERY * RANGE_EVERY; range > newest; range -= RANGE_EVERY) {
        int first = keyOf(range);
        if (first <= key && key < first + RANGE_KEYS) {
          return 0;
        }
      }
      return newest;
    }

    void checkGet(int key, long number) {
      byte[] treeKey = key(key);
      Lookup lookup = new Lookup(treeKey, KeyHash.of(treeKey), number, 0);
      table.lookup(lookup);
      lookup.sourceDone();
      long expected = expected(key, number);
      if (lookup.version() != expected) {
        throw new AssertionError(
            "key " + key + " at " + number + ": " + lookup.version() + ", not " + expected);
      }
      if (expected > 0) {
        assertThat(lookup.value().toArray()).isEqualTo(value(expected));
      }
      checks++;
    }

    void checkScan(long number, boolean reversed) {
      VisibleIterator scan = Tables.scan(table, number, reversed);
      for (int i = 0; i < KEYS; i++) {
        int key = reversed ? KEYS - 1 - i : i;
        long expected = expected(key, number);
        if (expected > 0) {
          assertThat(scan.next()).isTrue();
          checkEntry(scan, key, expected);
        }
      }
      assertThat(scan.next()).isFalse();
    }

    private void checkEntry(VisibleIterator scan, int key, long expected) {
      int shown = ByteBuffer.wrap(scan.keyArray()).getInt(scan.keyFrom() + 4);
      if (shown != key || scan.version() != expected) {
        throw new AssertionError(
            "key " + shown + " of " + scan.version() + ", not " + key + " of " + expected);
      }
      if (scan.valueLength() != 8 * (1 + expected % 5)
          || ByteBuffer.wrap(scan.valueArray()).getLong(scan.valueFrom()) != expected) {
        throw new AssertionError("value of " + key + " is not that of " + expected);
      }
      checks++;
    }

    void checkSeek(long number) {
      int target = keyOf(number - random.nextInt((int) Math.min(100, number + 1)));
      byte[] key = key(target);
      InternalIterator cursor = table.iterator();
      cursor.seek(key, 0, key.length, number << 8 | 0xFF);
      long expected = expected(target, number);
      if (expected > 0) {
        assertThat(cursor.valid()).isTrue();
        assertThat(cursor.trailer() >>> 8).isEqualTo(expected);
      }
      checks++;
    }
  }
}
