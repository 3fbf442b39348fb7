package io.aitta.sstable.table;

import static io.aitta.sstable.table.TableFixture.key;
import static io.aitta.sstable.table.TableFixture.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.CorruptionException;
import io.aitta.core.io.AppendFile;
import io.aitta.core.io.ReadFile;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.core.iterator.RangeDeletes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TableTruncationTest {
  private final MemoryFileSystem disk = new MemoryFileSystem();
  private TableFixture fixture;
  private TableSummary summary;

  @BeforeEach
  void writeATable() throws IOException {
    fixture = new TableFixture(disk, 1 << 20);
    List<Cell> cells = new ArrayList<>();
    for (int i = 100; i < 130; i++) {
      cells.add(Cell.put(key("key " + i), i, value("value " + i)));
    }
    summary =
        fixture.write(
            new TableOptions(200, 16, Compression.NONE, 10),
            cells,
            RangeDeletes.NONE.with(key("a"), key("b"), 3));
  }

  @Test
  void aFileOfAnotherLengthIsRefusedAndBothLengthsNamed() throws IOException {
    for (long length = summary.sizeBytes() - 1; length >= 0; length--) {
      disk.cut(TableFixture.FILE, length);
      String found = length + " bytes";
      assertThatThrownBy(() -> fixture.open(summary))
          .isInstanceOfSatisfying(
              CorruptionException.class,
              corruption -> {
                assertThat(corruption.expected())
                    .isEqualTo("a file of " + summary.sizeBytes() + " bytes");
                assertThat(corruption.found()).isEqualTo(found);
              });
    }
  }

  @Test
  void aCutFileIsRefusedEvenIfItsLengthIsTheOneExpected() throws IOException {
    for (long length = summary.sizeBytes() - 1; length > 0; length--) {
      disk.cut(TableFixture.FILE, length);
      long cut = length;
      assertThatThrownBy(
              () ->
                  TableReader.open(
                      TableFixture.FILE, 7, summary.salt(), cut, fixture.cache, fixture.handles))
          .as("cut to %d", cut)
          .isInstanceOf(CorruptionException.class);
    }
  }

  @Test
  void aTableMovedWithinItsFileIsRefused() throws IOException {
    Path moved = TableFixture.DIR.resolve("000008.sst");
    ByteBuffer bytes = ByteBuffer.allocate((int) summary.sizeBytes());
    try (ReadFile source = disk.openRead(TableFixture.FILE)) {
      source.readAt(0, bytes);
    }
    try (AppendFile target = disk.create(moved)) {
      target.append(ByteBuffer.allocate(4), bytes.flip());
      target.sync();
    }
    long length = summary.sizeBytes() + 4;
    assertThatThrownBy(
            () ->
                TableReader.open(moved, 8, summary.salt(), length, fixture.cache, fixture.handles))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("checksum");
  }

  @Test
  void anotherTableOfTheRightLengthIsRefused() {
    assertThatThrownBy(
            () ->
                TableReader.open(
                    TableFixture.FILE,
                    7,
                    summary.salt() + 1,
                    summary.sizeBytes(),
                    fixture.cache,
                    fixture.handles))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("expected the table of salt");
  }

  @Test
  void aMissingFileIsACorruptionThatSaysWhatWasExpected() throws IOException {
    disk.delete(TableFixture.FILE);
    assertThatThrownBy(() -> fixture.open(summary))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining(
            "expected a file of " + summary.sizeBytes() + " bytes, found no file");
  }
}
