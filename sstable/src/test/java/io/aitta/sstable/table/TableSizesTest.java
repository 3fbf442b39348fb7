package io.aitta.sstable.table;

import static io.aitta.sstable.table.TableFixture.get;
import static io.aitta.sstable.table.TableFixture.key;
import static io.aitta.sstable.table.TableFixture.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.Bytes;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.RangeDeletes;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Scenario K01. */
final class TableSizesTest {
  @ParameterizedTest
  @EnumSource(Compression.class)
  @Tag("K01")
  void keysAndValuesOfAllSizesComeBack(Compression compression) throws IOException {
    byte[] great = new byte[20 << 20];
    new Random(1).nextBytes(great);
    byte[] longKey = key("k".repeat(64 << 10));
    byte[] longer = Arrays.copyOf(longKey, longKey.length + 1);
    byte[] highest = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF};
    List<Cell> cells =
        List.of(
            Cell.put(new byte[0], 10, value("an empty tree key")),
            Cell.put(key(""), 9, new byte[0]),
            Cell.put(key("great"), 8, great),
            Cell.put(key("great"), 7, new byte[3 << 20]),
            Cell.put(key("h"), 6, value("small, behind the great one")),
            Cell.put(longKey, 5, new byte[0]),
            Cell.put(longer, 4, value("the long key is its prefix")),
            Cell.put(highest, 3, value("highest")));
    TableFixture fixture = new TableFixture(new MemoryFileSystem(), 1 << 20);
    TableOptions options = TableOptions.DEFAULT.withCompression(compression);
    TableSummary summary = fixture.write(options, cells, RangeDeletes.NONE);
    try (TableReader reader = fixture.open(summary);
        InternalIterator cursor = reader.iterator(true)) {
      assertThat(TableFixture.forward(cursor)).isEqualTo(cells);
      assertThat(TableFixture.backward(cursor)).isEqualTo(cells);
      for (Cell cell : cells) {
        assertThat(get(reader, cell.key(), cell.trailer() >>> 8).value())
            .isEqualTo(Bytes.wrap(cell.value()));
      }
      reader.verify();
      assertThat(fixture.cache.usedBytes()).isLessThanOrEqualTo(1 << 20);
    }
  }
}
