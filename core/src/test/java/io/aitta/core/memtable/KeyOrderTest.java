package io.aitta.core.memtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.iterator.InternalIterator;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order is right and complete at every moment, whatever the background does or does not. */
class KeyOrderTest {
  private static final int KEYS = 40_000;

  private final ManualExecutor background = new ManualExecutor();

  @ParameterizedTest
  @ValueSource(ints = {1, 31, 32, 33, 256, 257, 2_048, 2_049, 16_384, 16_385, 16_416, 16_417})
  void everyKeyIsThereOnceWhateverTheirCount(int keys) {
    MemTable table = new MemTable(1, 0, background, Tables.smallChunks());
    fill(table, keys, i -> i * 7919 % keys);
    checkOrder(table, keys);
    background.runAll();
    checkOrder(table, keys);
    table.settle();
    checkOrder(table, keys);
  }

  @Test
  void ascendingKeysComeOutInOrder() {
    MemTable table = new MemTable(1, 0, Runnable::run);
    fill(table, KEYS, i -> i);
    checkOrder(table, KEYS);
  }

  @Test
  void descendingKeysComeOutInOrder() {
    MemTable table = new MemTable(1, 0, Runnable::run);
    fill(table, KEYS, i -> KEYS - 1 - i);
    checkOrder(table, KEYS);
  }

  @Test
  void aCursorIsRightWhileMergesAreUnderWayAndAfterThem() {
    MemTable table = new MemTable(1, 0, background, Tables.smallChunks());
    fill(table, 20_000, i -> i * 7919 % 20_000);
    assertThat(background.waiting()).isPositive();
    InternalIterator before = table.iterator();
    before.first();
    for (int i = 0; i < 2_000; i++) {
      before.next();
    }
    background.runAll();
    table.settle();

    for (int i = 2_000; i < 20_000; i++) {
      assertThat(keyOf(before)).isEqualTo(i);
      before.next();
    }
    assertThat(before.valid()).isFalse();
    checkOrder(table, 20_000);
  }

  @Test
  void withoutABackgroundTheRunsStayFew() {
    Arena arena = new Arena(new ChunkPool(ChunkPool.CHUNK_BYTES_MAX, 0));
    KeyOrder order = new KeyOrder(arena, background);
    for (int i = 0; i < 400_000; i++) {
      byte[] key = key((int) (i * 7919L % 400_000));
      order.prepare();
      order.add(arena.appendFirst(key, key, 0, 0, 1));
    }

    assertThat(order.runs().length).isLessThan(8 + 8 + 64 + 400_000 / 16_384);
    background.runAll();
    order.adopt();
    background.runAll();
    order.adopt();
    assertThat(order.runs().length).isLessThan(70);
  }

  @Test
  void anExecutorThatRefusesCostsOnlyTheMerge() {
    MemTable table =
        new MemTable(
            1,
            0,
            task -> {
              throw new RejectedExecutionException("closing");
            });
    fill(table, KEYS, i -> i * 7919 % KEYS);

    checkOrder(table, KEYS);
  }

  @Test
  void aMergeThatFailedReachesTheWriter() {
    Arena arena = new Arena(Tables.smallChunks());
    KeyOrder order = new KeyOrder(arena, background);
    for (int i = 0; background.waiting() == 0; i++) {
      byte[] key = new byte[16];
      key[0] = (byte) (i & 1); // half the heads are equal: a merge has to read keys
      key[14] = (byte) (i >> 8);
      key[15] = (byte) i;
      order.prepare();
      order.add(arena.appendFirst(key, key, 0, 0, 1));
    }
    arena.letGo();
    arena.letGo(); // also the merge's hold: the chunks are gone before it runs

    background.runAll();

    assertThatThrownBy(order::adopt)
        .isInstanceOf(IllegalStateException.class)
        .hasCauseInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(order::adopt).isInstanceOf(IllegalStateException.class);
  }

  private static void fill(MemTable table, int keys, IntUnaryOperator keyOfPlace) {
    for (int i = 0; i < keys; i++) {
      byte[] key = key(keyOfPlace.applyAsInt(i));
      Tables.put(table, key, key, i + 1);
    }
  }

  private static void checkOrder(MemTable table, int keys) {
    InternalIterator cursor = table.iterator();
    cursor.first();
    for (int i = 0; i < keys; i++) {
      assertThat(keyOf(cursor)).isEqualTo(i);
      cursor.next();
    }
    assertThat(cursor.valid()).isFalse();
    cursor.last();
    for (int i = keys - 1; i >= 0; i--) {
      assertThat(keyOf(cursor)).isEqualTo(i);
      cursor.previous();
    }
    assertThat(cursor.valid()).isFalse();
  }

  private static byte[] key(int number) {
    return java.nio.ByteBuffer.allocate(12).putLong(0x0101010101010101L).putInt(number).array();
  }

  private static int keyOf(InternalIterator cursor) {
    return java.nio.ByteBuffer.wrap(cursor.keyArray()).getInt(cursor.keyFrom() + 8);
  }
}
