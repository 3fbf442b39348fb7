package io.aitta.core.memtable;

import static io.aitta.core.memtable.Tables.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.format.KeyHash;
import io.aitta.core.format.Kind;
import io.aitta.core.iterator.Lookup;
import org.junit.jupiter.api.Test;

class ReleaseTest {
  private final ChunkPool pool = Tables.smallChunks();
  private final ManualExecutor background = new ManualExecutor();
  private final MemTable table = new MemTable(1, 0, background, pool);

  @Test
  void aReleasedTableGivesItsChunksBackOnce() {
    fill(100);
    assertThat(pool.idleBytes()).isZero();

    table.release();
    long idle = pool.idleBytes();
    table.release();

    assertThat(idle).isGreaterThanOrEqualTo(4 * ChunkPool.CHUNK_BYTES_MIN);
    assertThat(pool.idleBytes()).isEqualTo(idle);
    assertThat(table.bytes()).isZero();
  }

  @Test
  void aReusedChunkShowsNothingOfItsLastUse() {
    fill(100);
    table.release();
    MemTable next = new MemTable(2, 100, background, pool);
    Tables.put(next, utf8("a"), utf8("b"), 101);

    assertThat(pool.idleBytes()).isPositive();
    assertThat(Tables.get(next, utf8("a"), 101)).isEqualTo(utf8("b"));
    assertThat(Tables.get(next, utf8("key 1"), 101)).isNull();
    assertThat(Tables.count(next.iterator())).isEqualTo(1);
  }

  @Test
  void chunksStayUntilTheLastMergeUnderWayHasEnded() {
    fill(16_400);
    assertThat(background.waiting()).isEqualTo(1);
    table.release();
    assertThat(pool.idleBytes()).isZero();

    background.runAll();

    assertThat(pool.idleBytes()).isPositive();
  }

  @Test
  void thePoolKeepsNoMoreThanItMay() {
    fill(4_000);
    table.release();

    assertThat(pool.idleBytes()).isEqualTo(16 * ChunkPool.CHUNK_BYTES_MIN);
  }

  @Test
  void aReleasedTableAnswersNothingWrong() {
    fill(100);
    table.release();
    Lookup lookup = new Lookup(utf8("absent"), KeyHash.of(utf8("absent")), 100, 0);

    assertThatThrownBy(() -> table.lookup(lookup)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(table::iterator).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> table.newestTouching(utf8("k"), 1))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Tables.insert(table, Kind.PUT, utf8("k"), utf8("v"), 200))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aPoolOfSizesThatCannotBeIsRefused() {
    assertThatThrownBy(() -> new ChunkPool(ChunkPool.CHUNK_BYTES_MAX + 8, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ChunkPool(ChunkPool.CHUNK_BYTES_MIN + 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ChunkPool(ChunkPool.CHUNK_BYTES_MIN, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void fill(int keys) {
    for (int number = 1; number <= keys; number++) {
      Tables.put(table, utf8("key " + number), utf8("value"), number);
    }
  }
}
