package io.aitta.sstable.table;

import static io.aitta.sstable.table.TableFixture.backward;
import static io.aitta.sstable.table.TableFixture.forward;
import static io.aitta.sstable.table.TableFixture.get;
import static io.aitta.sstable.table.TableFixture.key;
import static io.aitta.sstable.table.TableFixture.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.Bytes;
import io.aitta.core.format.Kind;
import io.aitta.core.format.Trailer;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.Lookup;
import io.aitta.core.iterator.RangeDeletes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TableRoundTripTest {
  static List<TableOptions> options() {
    return List.of(
        TableOptions.DEFAULT,
        new TableOptions(16, 1, Compression.NONE, 10),
        new TableOptions(100, 4, Compression.NONE, 0),
        new TableOptions(300, 16, Compression.LZ4, 20),
        new TableOptions(1000, 1024, Compression.ZSTD, 1));
  }

  @ParameterizedTest
  @MethodSource("options")
  void whatIsWrittenIsReadForwardAndBackward(TableOptions options) throws IOException {
    Random random = Seeds.random("round trip");
    for (int round = 0; round < 20; round++) {
      List<Cell> cells = List.copyOf(TableFixture.randomCells(random, 1 + random.nextInt(800), 60));
      TableFixture fixture = new TableFixture(new MemoryFileSystem(), random.nextInt(20_000));
      TableSummary summary = fixture.write(options, cells, RangeDeletes.NONE);
      try (TableReader reader = fixture.open(summary)) {
        for (boolean fillCache : new boolean[] {false, true, true}) {
          try (InternalIterator cursor = reader.iterator(fillCache)) {
            assertThat(forward(cursor)).isEqualTo(cells);
            assertThat(backward(cursor)).isEqualTo(cells);
          }
        }
        reader.verify();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("options")
  void aLookupFindsTheNewestVersionVisibleToIt(TableOptions options) throws IOException {
    Random random = Seeds.random("lookup");
    for (int round = 0; round < 10; round++) {
      List<Cell> cells = List.copyOf(TableFixture.randomCells(random, 1 + random.nextInt(600), 60));
      TableFixture fixture = new TableFixture(new MemoryFileSystem(), random.nextInt(20_000));
      TableSummary summary = fixture.write(options, cells, RangeDeletes.NONE);
      try (TableReader reader = fixture.open(summary)) {
        for (int i = 0; i < 2000; i++) {
          byte[] key =
              random.nextInt(4) == 0
                  ? TableFixture.randomKey(random)
                  : cells.get(random.nextInt(cells.size())).key();
          long number = random.nextInt(cells.size() + 2);
          Cell expected = newest(cells, key, number);
          Lookup found = get(reader, key, number);
          assertThat(found.decided()).isEqualTo(expected != null);
          if (expected != null && Trailer.kind(expected.trailer()) == Kind.PUT) {
            assertThat(found.value()).isEqualTo(Bytes.wrap(expected.value()));
            assertThat(found.version()).isEqualTo(Trailer.number(expected.trailer()));
          } else if (expected != null) {
            assertThat(found.value()).isNull();
            assertThat(found.deletedBy()).isEqualTo(Trailer.number(expected.trailer()));
          }
        }
      }
    }
  }

  private static Cell newest(List<Cell> cells, byte[] key, long number) {
    for (Cell cell : cells) {
      if (Arrays.equals(cell.key(), key) && Trailer.number(cell.trailer()) <= number) {
        return cell;
      }
    }
    return null;
  }

  @Test
  void theSummaryTellsWhatTheTableHolds() throws IOException {
    TableFixture fixture = new TableFixture();
    byte[] expiring = new byte[9];
    expiring[7] = 99;
    List<Cell> cells = new ArrayList<>();
    cells.add(Cell.put(key("b"), 12, value("1")));
    cells.add(Cell.delete(key("b"), 11));
    cells.add(new Cell(key("c"), Trailer.of(17, Kind.EXPIRING_PUT), expiring));
    RangeDeletes deletes =
        RangeDeletes.NONE.with(key("a"), key("b"), 5).with(key("k"), key("m"), 40);

    TableSummary summary = fixture.write(TableOptions.DEFAULT, cells, deletes);

    assertThat(summary)
        .isEqualTo(
            new TableSummary(
                fixture.fs.size(TableFixture.FILE),
                TableFixture.SALT,
                Bytes.of(key("a")),
                Bytes.of(key("m")),
                5,
                40,
                3,
                1,
                2,
                99));
    try (TableReader reader = fixture.open(summary)) {
      assertThat(reader.summary()).isEqualTo(summary);
      assertThat(reader.rangeDeletes().fragments())
          .usingRecursiveComparison()
          .isEqualTo(deletes.fragments());
    }
  }
}
