package io.aitta.core.memtable;

import static io.aitta.core.memtable.Tables.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.Bytes;
import io.aitta.core.format.KeyHash;
import io.aitta.core.format.Kind;
import io.aitta.core.iterator.Lookup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lookups by readers that do not keep a table from being released. */
@Timeout(120)
class UnheldLookupTest {
  private static final int KEYS = 500;
  private static final int TABLES = 400;

  private final ChunkPool pool = Tables.smallChunks();

  private static Lookup ask(byte[] key, long number) {
    return new Lookup(key, KeyHash.of(key), number, 0);
  }

  @Test
  void theNewestVersionIsToldAsToAnybody() {
    MemTable table = Tables.table();
    Tables.put(table, utf8("a"), utf8("1"), 1);
    Tables.put(table, utf8("a"), utf8("2"), 2);
    Tables.insert(table, Kind.DELETE, utf8("b"), utf8(""), 3);
    Tables.insert(table, Kind.RANGE_DELETE, utf8("c"), utf8("d"), 4);
    table.publish(4);

    Lookup put = ask(utf8("a"), 4);
    assertThat(table.lookupUnheld(put)).isTrue();
    assertThat(put.value()).isEqualTo(Bytes.utf8("2"));
    assertThat(put.version()).isEqualTo(2);

    Lookup deleted = ask(utf8("b"), 4);
    assertThat(table.lookupUnheld(deleted)).isTrue();
    assertThat(deleted.deletedBy()).isEqualTo(3);

    Lookup covered = ask(utf8("cc"), 4);
    assertThat(table.lookupUnheld(covered)).isTrue();
    assertThat(covered.sourceDone()).isTrue();
    assertThat(covered.deletedBy()).isEqualTo(4);

    Lookup absent = ask(utf8("e"), 4);
    assertThat(table.lookupUnheld(absent)).isTrue();
    assertThat(absent.sourceDone()).isFalse();
  }

  @Test
  void anOlderVersionHasToBeAskedForWithAPin() {
    MemTable table = Tables.table();
    Tables.put(table, utf8("a"), utf8("1"), 1);
    Tables.put(table, utf8("a"), utf8("2"), 2);

    assertThat(table.lookupUnheld(ask(utf8("a"), 1))).isFalse();
    assertThat(Tables.get(table, utf8("a"), 1)).isEqualTo(utf8("1"));
  }

  @Test
  void aReleasedTableTellsNothing() {
    MemTable table = new MemTable(1, 0, Runnable::run, pool);
    Tables.put(table, utf8("a"), utf8("1"), 1);
    table.release();

    assertThat(table.lookupUnheld(ask(utf8("a"), 1))).isFalse();
    assertThat(table.lookupUnheld(ask(utf8("absent"), 1))).isFalse();
  }

  /** Each table holds the same keys, with its own number in every byte of every value. */
  @Test
  void whatIsToldIsRightWhileChunksGoFromTableToTable() throws Exception {
    ExecutorService readers = Executors.newFixedThreadPool(2);
    try {
      AtomicReference<MemTable> current = new AtomicReference<>(filled(1));
      List<Future<Long>> reads = new ArrayList<>();
      for (int reader = 0; reader < 2; reader++) {
        reads.add(readers.submit(() -> readUntilLast(current)));
      }
      for (int number = 2; number <= TABLES; number++) {
        MemTable before = current.get();
        before.release(); // under the readers, who hold nothing
        current.set(filled(number));
      }
      for (Future<Long> read : reads) {
        assertThat(read.get()).isPositive();
      }
    } finally {
      readers.shutdownNow();
    }
  }

  private MemTable filled(int number) {
    MemTable table = new MemTable(number, number * 1_000L, Runnable::run, pool);
    byte[] value = new byte[60];
    Arrays.fill(value, (byte) number);
    long sequence = number * 1_000L;
    for (int key = 0; key < KEYS; key++) {
      Tables.insert(table, Kind.PUT, utf8("key " + key), value, ++sequence);
    }
    table.publish(sequence);
    return table;
  }

  private static long readUntilLast(AtomicReference<MemTable> current) {
    long told = 0;
    for (int key = 0; ; key = (key + 1) % KEYS) {
      MemTable table = current.get();
      Lookup lookup = ask(utf8("key " + key), table.visibleNumber());
      if (table.lookupUnheld(lookup)) {
        Bytes value = lookup.value();
        assertThat(value).isNotNull();
        assertThat(value.length()).isEqualTo(60);
        for (int i = 0; i < 60; i++) {
          assertThat(value.at(i)).isEqualTo((int) table.id() & 0xFF);
        }
        told++;
        if (table.id() == TABLES) {
          return told;
        }
      }
    }
  }
}
