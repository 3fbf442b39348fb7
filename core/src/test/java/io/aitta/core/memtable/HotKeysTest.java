package io.aitta.core.memtable;

import static io.aitta.core.memtable.Tables.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.format.KeyHash;
import io.aitta.core.format.Kind;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.Lookup;
import io.aitta.core.iterator.VersionModel;
import io.aitta.core.iterator.VisibleIterator;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many versions of one key, and many keys of one hash: neither may cost a walk over all of them.
 */
class HotKeysTest {
  private static final int VERSIONS = 1_000_000;
  private static final byte[] HOT = Tables.utf8("the hot key");

  @Test
  @Tag("K04")
  void theFirstOfAMillionVersionsIsFoundInLogarithmicSteps() {
    MemTable table = hotTable();
    long hash = KeyHash.of(HOT);
    long[] nanos = new long[2_000];
    for (int i = 0; i < nanos.length; i++) {
      Lookup lookup = new Lookup(HOT, hash, 1, 0);
      long begin = cpuNanos();
      table.lookup(lookup);
      nanos[i] = cpuNanos() - begin;
      assertThat(lookup.version()).isEqualTo(1);
    }
    Arrays.sort(nanos);
    System.out.println("get of the first of 1 M versions: median " + nanos[1_000] + " ns");
    assertThat(nanos[1_000])
        .isLessThan(100_000); // a walk over all of them takes a thousand times that
  }

  @Test
  void everyOneOfAMillionVersionsIsFound() {
    MemTable table = hotTable();
    for (int number = 1; number <= VERSIONS; number += 997) {
      assertThat(ByteBuffer.wrap(Tables.get(table, HOT, number)).getInt()).isEqualTo(number);
    }
  }

  @Test
  void aScanPassesAMillionVersionsInAFewSteps() {
    MemTable table = hotTable();
    Tables.put(table, utf8("a"), utf8("v"), VERSIONS + 1);
    Tables.put(table, utf8("z"), utf8("v"), VERSIONS + 2);
    for (boolean reversed : new boolean[] {false, true}) {
      for (long number : new long[] {3, VERSIONS / 2, VERSIONS + 2}) {
        VisibleIterator scan = Tables.scan(table, number, reversed);
        assertThat(VersionModel.drain(scan)).hasSize(number > VERSIONS ? 3 : 1);
        assertThat(scan.examined()).isLessThan(60);
      }
    }
  }

  @Test
  void theVersionsOfAHotKeyAreWalkedBothWays() {
    MemTable table = Tables.table();
    for (int number = 1; number <= 3_000; number++) {
      Tables.put(table, HOT, new byte[0], number);
    }
    InternalIterator cursor = table.iterator();
    long expected = 3_000;
    for (cursor.first(); cursor.valid(); cursor.next()) {
      assertThat(cursor.trailer() >>> 8).isEqualTo(expected--);
    }
    assertThat(expected).isZero();
    for (cursor.last(); cursor.valid(); cursor.previous()) {
      assertThat(cursor.trailer() >>> 8).isEqualTo(++expected);
    }
    assertThat(expected).isEqualTo(3_000);
  }

  @Test
  @Tag("K03")
  void tenThousandKeysOfOneHashAreFoundAndNoPutIsSlow() {
    long[] nanos = new long[10_000];
    for (int round = 0; round < 3; round++) { // the first rounds warm up
      MemTable table = new MemTable(1, 0, Runnable::run);
      for (int i = 0; i < nanos.length; i++) {
        byte[] key = utf8("key " + i * 31 % 10_000);
        long begin = cpuNanos();
        table.insert(Kind.PUT, key, 42L, key, 0, key.length, i + 1);
        nanos[i] = cpuNanos() - begin;
      }
      checkOneHash(table);
    }
    Arrays.sort(nanos);
    System.out.println(
        "10,000 puts of one hash: median "
            + nanos[5_000]
            + " ns, 99.9 % "
            + nanos[9_990]
            + " ns, greatest "
            + nanos[9_999]
            + " ns");
    assertThat(nanos[5_000]).isLessThan(50_000); // a walk over all of them takes longer
    assertThat(nanos[9_990]).isLessThan(1_000_000);
  }

  private static void checkOneHash(MemTable table) {
    table.publish(10_000);
    for (int i = 0; i < 10_000; i++) {
      byte[] key = utf8("key " + i);
      Lookup lookup = new Lookup(key, 42L, 10_000, 0);
      table.lookup(lookup);
      assertThat(lookup.value().toArray()).isEqualTo(key);
      assertThat(table.newestTouching(key, 42L)).isEqualTo(lookup.version());
    }
    assertThat(table.newestTouching(utf8("no such key"), 42L)).isZero();
    assertThat(Tables.count(table.iterator())).isEqualTo(10_000);
  }

  /** Of this thread, so that other work on the machine does not count. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static MemTable hotTable() {
    MemTable table = new MemTable(1, 0, Runnable::run);
    long hash = KeyHash.of(HOT);
    for (int number = 1; number <= VERSIONS; number++) {
      byte[] value = ByteBuffer.allocate(4).putInt(number).array();
      table.insert(Kind.PUT, HOT, hash, value, 0, 4, number);
    }
    table.publish(VERSIONS);
    return table;
  }
}
