package io.aitta.sstable.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.format.Kind;
import io.aitta.core.format.Trailer;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.RangeDeletes;
import java.io.IOException;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TableSeekTest {
  static List<TableOptions> options() {
    return TableRoundTripTest.options();
  }

  @ParameterizedTest
  @MethodSource("options")
  void aCursorMovesAsOneOverASortedSetDoes(TableOptions options) throws IOException {
    Random random = Seeds.random("seek");
    for (int round = 0; round < 10; round++) {
      NavigableSet<Cell> cells =
          new TreeSet<>(TableFixture.randomCells(random, 1 + random.nextInt(500), 40));
      TableFixture fixture = new TableFixture(new MemoryFileSystem(), random.nextInt(20_000));
      TableSummary summary = fixture.write(options, cells, RangeDeletes.NONE);
      try (TableReader reader = fixture.open(summary);
          InternalIterator cursor = reader.iterator(random.nextBoolean())) {
        Cell at = null;
        for (int step = 0; step < 2000; step++) {
          at = move(cursor, cells, at, random);
          assertThat(cursor.valid()).isEqualTo(at != null);
          if (at != null) {
            assertThat(Cell.at(cursor)).isEqualTo(at);
          }
        }
      }
    }
  }

  /** Makes one move with both and returns where the model stands. */
  private static Cell move(
      InternalIterator cursor, NavigableSet<Cell> cells, Cell at, Random random) {
    int choice = random.nextInt(at == null ? 4 : 16);
    switch (choice) {
      case 0 -> {
        cursor.first();
        return cells.first();
      }
      case 1 -> {
        cursor.last();
        return cells.last();
      }
      case 2, 3 -> {
        Cell target = target(cells, random);
        byte[] padded = new byte[target.key().length + 3];
        System.arraycopy(target.key(), 0, padded, 2, target.key().length);
        if (choice == 2) {
          cursor.seek(padded, 2, target.key().length, target.trailer());
          return cells.ceiling(target);
        }
        cursor.seekBefore(padded, 2, target.key().length, target.trailer());
        return cells.lower(target);
      }
      default -> {
        boolean forward = choice < 10;
        if (forward) {
          cursor.next();
          return cells.higher(at);
        }
        cursor.previous();
        return cells.lower(at);
      }
    }
  }

  private static Cell target(NavigableSet<Cell> cells, Random random) {
    byte[] key = TableFixture.randomKey(random);
    if (random.nextBoolean()) {
      Cell near = cells.ceiling(new Cell(key, Trailer.seek(Trailer.NUMBER_MAX), new byte[0]));
      key = near == null ? key : near.key();
    }
    long number = random.nextInt(cells.size() + 2);
    long trailer =
        switch (random.nextInt(3)) {
          case 0 -> Trailer.seek(number);
          case 1 -> Trailer.of(number, Kind.PUT);
          default -> 0;
        };
    return new Cell(key, trailer, new byte[0]);
  }
}
