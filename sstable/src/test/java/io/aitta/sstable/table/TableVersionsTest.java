package io.aitta.sstable.table;

import static io.aitta.sstable.table.TableFixture.get;
import static io.aitta.sstable.table.TableFixture.key;
import static io.aitta.sstable.table.TableFixture.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.Bytes;
import io.aitta.core.format.Kind;
import io.aitta.core.format.Trailer;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.Lookup;
import io.aitta.core.iterator.RangeDeletes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class TableVersionsTest {
  private static final int VERSIONS = 3000;

  /** Even numbers, newest first, between two neighbours. */
  private static List<Cell> manyVersions() {
    List<Cell> cells = new ArrayList<>();
    cells.add(Cell.put(key("hos"), 1, value("before")));
    for (int i = VERSIONS; i > 0; i--) {
      cells.add(Cell.put(key("hot"), 2L * i, value("value " + 2 * i)));
    }
    cells.add(Cell.put(key("hot+"), 3, value("behind")));
    cells.add(Cell.put(key("hou"), 5, value("far behind")));
    return cells;
  }

  @Test
  void everyVersionOfAKeyThatSpansBlocksIsFoundByItsNumber() throws IOException {
    TableFixture fixture = new TableFixture();
    TableOptions options = new TableOptions(200, 4, Compression.NONE, 10);
    TableSummary summary = fixture.write(options, manyVersions(), RangeDeletes.NONE);
    try (TableReader reader = fixture.open(summary)) {
      assertThat(reader.blocks()).isGreaterThan(100);
      reader.verify();
      assertThat(get(reader, key("hot"), 0).decided()).isFalse();
      assertThat(get(reader, key("hot"), 1).decided()).isFalse();
      for (long number = 2; number <= 2 * VERSIONS + 3; number++) {
        long version = Math.min(number, 2 * VERSIONS) / 2 * 2;
        Lookup found = get(reader, key("hot"), number);
        assertThat(found.version()).isEqualTo(version);
        assertThat(found.value()).isEqualTo(Bytes.utf8("value " + version));
      }
      assertThat(get(reader, key("hos"), 1000).version()).isEqualTo(1);
      assertThat(get(reader, key("hot+"), 1000).version()).isEqualTo(3);
      assertThat(get(reader, key("hou"), 1000).version()).isEqualTo(5);
      assertThat(get(reader, key("hot "), 1000).decided()).isFalse();
    }
  }

  @Test
  void seeksStandBetweenVersionsOfAKeyThatSpansBlocks() throws IOException {
    TableFixture fixture = new TableFixture();
    TableOptions options = new TableOptions(200, 4, Compression.NONE, 10);
    TableSummary summary = fixture.write(options, manyVersions(), RangeDeletes.NONE);
    byte[] hot = key("hot");
    try (TableReader reader = fixture.open(summary);
        InternalIterator cursor = reader.iterator(true)) {
      for (long number = 3; number < 2 * VERSIONS; number += 2) {
        cursor.seek(hot, 0, hot.length, Trailer.seek(number));
        assertThat(Trailer.number(cursor.trailer())).isEqualTo(number - 1);
        cursor.seekBefore(hot, 0, hot.length, Trailer.seek(number));
        assertThat(Trailer.number(cursor.trailer())).isEqualTo(number + 1);
      }
    }
  }

  @Test
  @Tag("S04")
  void aKeyCoveredByARangeDeleteIsDeletedThoughTheFilterDoesNotKnowIt() throws IOException {
    TableFixture fixture = new TableFixture();
    TableSummary summary =
        fixture.write(
            TableOptions.DEFAULT,
            List.of(Cell.put(key("b"), 9, value("new")), Cell.put(key("c"), 2, value("old"))),
            RangeDeletes.NONE.with(key("a"), key("d"), 5));
    try (TableReader reader = fixture.open(summary)) {
      assertThat(get(reader, key("absent"), 100).deletedBy()).isEqualTo(5);
      assertThat(get(reader, key("absent"), 4).decided()).isFalse();
      assertThat(get(reader, key("b"), 100).version()).isEqualTo(9);
      assertThat(get(reader, key("b"), 8).deletedBy()).isEqualTo(5);
      assertThat(get(reader, key("c"), 100).deletedBy()).isEqualTo(5);
      assertThat(get(reader, key("c"), 3).version()).isEqualTo(2);
      assertThat(get(reader, key("d"), 100).decided()).isFalse();
    }
  }

  @Test
  void aTableOfRangeDeletesOnlyAnswersAndHasNoEntries() throws IOException {
    TableFixture fixture = new TableFixture();
    TableSummary summary =
        fixture.write(
            TableOptions.DEFAULT, List.of(), RangeDeletes.NONE.with(key("a"), key("d"), 5));
    assertThat(summary.firstKey()).isEqualTo(Bytes.of(key("a")));
    assertThat(summary.lastKey()).isEqualTo(Bytes.of(key("d")));
    try (TableReader reader = fixture.open(summary);
        InternalIterator cursor = reader.iterator(false)) {
      assertThat(get(reader, key("b"), 100).deletedBy()).isEqualTo(5);
      assertThat(TableFixture.forward(cursor)).isEmpty();
      assertThat(TableFixture.backward(cursor)).isEmpty();
      cursor.seek(key("b"), 0, 5, 0);
      assertThat(cursor.valid()).isFalse();
      cursor.seekBefore(key("b"), 0, 5, 0);
      assertThat(cursor.valid()).isFalse();
      reader.verify();
    }
  }

  @Test
  void anExpiringValueIsJudgedByTheReadersTime() throws IOException {
    TableFixture fixture = new TableFixture();
    byte[] expiring = {0, 0, 0, 0, 0, 0, 0, 50, 'v'};
    Cell cell = new Cell(key("a"), Trailer.of(7, Kind.EXPIRING_PUT), expiring);
    TableSummary summary = fixture.write(TableOptions.DEFAULT, List.of(cell), RangeDeletes.NONE);
    try (TableReader reader = fixture.open(summary)) {
      Lookup early = new Lookup(key("a"), TableFixture.lookup(key("a"), 9).hash(), 9, 49);
      reader.lookup(early, true);
      assertThat(early.value()).isEqualTo(Bytes.utf8("v"));
      Lookup late = new Lookup(key("a"), early.hash(), 9, 50);
      reader.lookup(late, true);
      assertThat(late.deletedBy()).isEqualTo(7);
    }
  }
}
