package io.aitta.sstable.table;

import static io.aitta.sstable.table.TableFixture.key;
import static io.aitta.sstable.table.TableFixture.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.CorruptionException;
import io.aitta.core.StoreException;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.Lookup;
import io.aitta.core.iterator.RangeDeletes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TableDamageTest {
  private static final RangeDeletes DELETES =
      RangeDeletes.NONE.with(key("g"), key("h"), 900).with(key("m3"), key("m7"), 20);

  private final MemoryFileSystem disk = new MemoryFileSystem();
  private final List<Cell> cells = cells();

  private static List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (char letter = 'a'; letter <= 'z'; letter++) {
      String name = letter + (letter % 3 == 0 ? "/a-longer-name" : "");
      cells.add(Cell.put(key(name), 500 + letter, value("second " + letter + letter + letter)));
      cells.add(Cell.put(key(name), letter, value("first")));
      cells.add(Cell.delete(key(name + "z"), 300 + letter));
    }
    return cells;
  }

  private TableFixture fixture() throws IOException {
    return new TableFixture(disk, 1 << 20);
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void everyFlippedBitIsDetectedAndNeverAWrongAnswer(Compression compression) throws IOException {
    TableOptions options = new TableOptions(256, 4, compression, 10);
    TableSummary summary = fixture().write(options, cells, DELETES);
    assertThat(readAll(summary)).isZero(); // undamaged: everything answers, and rightly
    long detected = 0;
    for (long offset = 0; offset < summary.sizeBytes(); offset++) {
      for (int bit = 0; bit < 8; bit++) {
        disk.flip(TableFixture.FILE, offset, 1 << bit);
        int failed = readAll(summary);
        disk.flip(TableFixture.FILE, offset, 1 << bit);
        assertThat(failed).as("bit %d of byte %d", bit, offset).isPositive();
        detected++;
      }
    }
    System.out.println(
        "flips " + 8 * summary.sizeBytes() + ": detected " + detected + ", wrong answers 0");
  }

  /** Asks for everything; returns how many answers were a typed error, and fails on a wrong one. */
  private int readAll(TableSummary summary) throws IOException {
    TableReader reader;
    try {
      reader = fixture().open(summary);
    } catch (StoreException damaged) {
      return 1;
    }
    try (reader) {
      assertThat(reader.rangeDeletes().fragments())
          .usingRecursiveComparison()
          .isEqualTo(DELETES.fragments());
      return failedLookups(reader) + failedScans(reader);
    }
  }

  private int failedLookups(TableReader reader) {
    int failed = 0;
    for (Cell cell : cells) {
      long number = cell.trailer() >>> 8;
      Lookup lookup = TableFixture.lookup(cell.key(), number);
      try {
        reader.lookup(lookup, true);
      } catch (StoreException damaged) {
        failed++;
        continue;
      }
      assertThat(lookup.decided()).isTrue();
      long cover = DELETES.coverNumber(cell.key(), 0, cell.key().length, number);
      boolean exists = cell.value().length > 0 && cover < number;
      assertThat(lookup.version()).isEqualTo(exists ? number : 0);
    }
    return failed;
  }

  private int failedScans(TableReader reader) {
    int failed = 0;
    for (boolean fillCache : new boolean[] {false, true}) {
      try (InternalIterator cursor = reader.iterator(fillCache)) {
        assertThat(TableFixture.forward(cursor)).isEqualTo(cells);
        assertThat(TableFixture.backward(cursor)).isEqualTo(cells);
      } catch (StoreException damaged) {
        failed++;
      }
    }
    return failed;
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void verifyFindsADamagedDataBlock(Compression compression) throws IOException {
    TableOptions options = new TableOptions(256, 4, compression, 10);
    TableSummary summary = fixture().write(options, cells, DELETES);
    try (TableReader reader = fixture().open(summary)) {
      reader.verify();
      long offset = reader.index().offset(1);
      disk.flip(TableFixture.FILE, offset + 17, 0x10);
      assertThatThrownBy(reader::verify)
          .isInstanceOfSatisfying(
              CorruptionException.class,
              corruption -> {
                assertThat(corruption.file()).isEqualTo("000007.sst");
                assertThat(corruption.offset()).isEqualTo(offset);
                assertThat(corruption.expected()).startsWith("checksum 0x");
                assertThat(corruption.found()).startsWith("0x");
              });
    }
  }
}
