package io.aitta.sstable.table;

import static io.aitta.sstable.table.TableFixture.key;
import static io.aitta.sstable.table.TableFixture.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.format.Kind;
import io.aitta.core.format.Trailer;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.core.iterator.RangeDeletes;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class TableWriterTest {
  private final MemoryFileSystem disk = new MemoryFileSystem();
  private TableWriter writer;

  @BeforeEach
  void createATable() throws IOException {
    disk.createDirectories(TableFixture.DIR);
    writer =
        new TableWriter(
            disk.create(TableFixture.FILE),
            TableFixture.FILE,
            TableFixture.SALT,
            TableOptions.DEFAULT);
  }

  @Test
  void anEntryThatIsNotBehindTheOneBeforeIsRefused() throws IOException {
    TableFixture.add(writer, Cell.put(key("kk"), 5, value("1")));
    List<Cell> wrong =
        List.of(
            Cell.put(key("kk"), 5, value("1")),
            Cell.put(key("kk"), 6, value("1")),
            Cell.put(key("k"), 4, value("1")),
            Cell.put(key("kj"), 4, value("1")),
            Cell.put(new byte[0], 4, value("1")));
    for (Cell cell : wrong) {
      assertThatThrownBy(() -> TableFixture.add(writer, cell))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("out of order");
    }
    TableFixture.add(writer, Cell.delete(key("kk"), 4));
    TableFixture.add(writer, Cell.put(key("kka"), 9, value("1")));
    assertThat(writer.finish().entries()).isEqualTo(3);
  }

  @Test
  void theOrderIsOfUnsignedBytes() throws IOException {
    TableFixture.add(writer, Cell.put(new byte[] {0x7F}, 1, value("")));
    TableFixture.add(writer, Cell.put(new byte[] {(byte) 0x80}, 1, value("")));
    assertThatThrownBy(() -> TableFixture.add(writer, Cell.put(new byte[] {1}, 1, value(""))))
        .isInstanceOf(IllegalStateException.class);
    writer.close();
  }

  @Test
  void aRangeDeleteIsNoEntry() throws IOException {
    Cell cell = new Cell(key("a"), Trailer.of(1, Kind.RANGE_DELETE), key("b"));
    assertThatThrownBy(() -> TableFixture.add(writer, cell))
        .isInstanceOf(IllegalStateException.class);
    writer.close();
  }

  @Test
  void rangeDeletesComeInOrder() throws IOException {
    writer.addRangeDeletes(RangeDeletes.NONE.with(key("a"), key("c"), 1));
    writer.addRangeDeletes(RangeDeletes.NONE.with(key("c"), key("d"), 1));
    assertThatThrownBy(() -> writer.addRangeDeletes(RangeDeletes.NONE.with(key("b"), key("f"), 1)))
        .isInstanceOf(IllegalStateException.class);
    writer.close();
  }

  @Test
  void anEmptyTableIsNotWritten() throws IOException {
    assertThat(writer.isEmpty()).isTrue();
    assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
    writer.close();
  }

  @Test
  void nothingGoesInAfterTheEnd() throws IOException {
    TableFixture.add(writer, Cell.put(key("a"), 1, value("1")));
    assertThat(writer.isEmpty()).isFalse();
    writer.finish();
    assertThatThrownBy(() -> TableFixture.add(writer, Cell.put(key("b"), 1, value("1"))))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
    writer.close();
    assertThat(disk.openHandles()).isEmpty();
  }

  @Test
  @Tag("F04")
  void aFinishedTableSurvivesAPowerCutOnceItsNameIsDurable() throws IOException {
    TableFixture.add(writer, Cell.put(key("a"), 1, value("1")));
    TableSummary summary = writer.finish();
    disk.syncDirectory(TableFixture.DIR);
    disk.syncDirectory(TableFixture.DIR.getParent());
    MemoryFileSystem after = disk.crash(CrashPolicy.STRICT, new Random(1));
    try (TableReader reader = new TableFixture(after, 0).open(summary)) {
      assertThat(TableFixture.get(reader, key("a"), 1).version()).isEqualTo(1);
    }
  }

  @Test
  void anAbandonedWriterLeavesNoHandle() throws IOException {
    TableFixture.add(writer, Cell.put(key("a"), 1, value("1")));
    writer.close();
    writer.close();
    assertThat(disk.openHandles()).isEmpty();
  }

  @Test
  void theEstimateIsNearTheLengthOfTheFile() throws IOException {
    Random random = Seeds.random("estimate");
    for (Cell cell : TableFixture.randomCells(random, 20_000, 100)) {
      TableFixture.add(writer, cell);
    }
    long estimated = writer.estimatedBytes();
    long actual = writer.finish().sizeBytes();
    assertThat(estimated).isBetween(actual * 97 / 100, actual * 103 / 100);
  }
}
