package io.aitta.sstable.table;

import static io.aitta.sstable.table.TableFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.Lookup;
import io.aitta.core.iterator.RangeDeletes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
      cells.add(Cell.put(name(i), i + 1, new byte[100]));
    }
    reader = fixture.open(fixture.write(TableOptions.DEFAULT, cells, RangeDeletes.NONE));
  }

  private static byte[] name(int i) {
    return key(String.format("key-%08d", i));
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
}
