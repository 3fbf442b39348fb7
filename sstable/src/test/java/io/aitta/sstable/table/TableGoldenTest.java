package io.aitta.sstable.table;

import static io.aitta.sstable.table.TableFixture.key;
import static io.aitta.sstable.table.TableFixture.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.io.AppendFile;
import io.aitta.core.io.ReadFile;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.RangeDeletes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of version 1 as they lie on users' disks: the bytes never change. */
final class TableGoldenTest {
  /** The entries and the range delete of the example in the packages. */
  private static final List<Cell> EXAMPLE =
      List.of(Cell.put(key("ab"), 2, value("x")), Cell.delete(key("ac"), 1));

  private static final RangeDeletes EXAMPLE_DELETES = RangeDeletes.NONE.with(key("a"), key("b"), 3);

  private static byte[] golden(String name) throws IOException {
    String resource = "/golden/table-v1-" + name + ".hex";
    try (InputStream source = TableGoldenTest.class.getResourceAsStream(resource)) {
      String text = new String(source.readAllBytes(), StandardCharsets.US_ASCII);
      return HexFormat.of().parseHex(text.replace("\n", ""));
    }
  }

  private static TableReader open(TableFixture fixture, byte[] bytes) throws IOException {
    try (AppendFile file = fixture.fs.create(TableFixture.FILE)) {
      file.append(ByteBuffer.wrap(bytes));
    }
    return TableReader.open(
        TableFixture.FILE, 7, TableFixture.SALT, bytes.length, fixture.cache, fixture.handles);
  }

  @Test
  void theExampleIsWrittenAsItAlwaysWas() throws IOException {
    TableFixture fixture = new TableFixture();
    TableSummary summary = fixture.write(TableOptions.DEFAULT, EXAMPLE, EXAMPLE_DELETES);
    ByteBuffer written = ByteBuffer.allocate((int) summary.sizeBytes());
    try (ReadFile file = fixture.fs.openRead(TableFixture.FILE)) {
      file.readAt(0, written);
    }
    assertThat(HexFormat.of().formatHex(written.array()))
        .isEqualTo(HexFormat.of().formatHex(golden("none")));
  }

  @Test
  void theExampleIsReadAsItAlwaysWas() throws IOException {
    try (TableReader reader = open(new TableFixture(), golden("none"));
        InternalIterator cursor = reader.iterator(false)) {
      assertThat(TableFixture.forward(cursor)).isEqualTo(EXAMPLE);
      assertThat(reader.rangeDeletes().fragments())
          .usingRecursiveComparison()
          .isEqualTo(EXAMPLE_DELETES.fragments());
      assertThat(TableFixture.get(reader, key("ab"), 5).deletedBy()).isEqualTo(3);
      assertThat(TableFixture.get(reader, key("ac"), 5).deletedBy()).isEqualTo(3);
      assertThat(TableFixture.get(reader, key("ab"), 2).version()).isEqualTo(2);
      reader.verify();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lz4", "zstd"})
  void packedTablesAreReadAsTheyAlwaysWere(String name) throws IOException {
    List<Cell> cells = new ArrayList<>();
    for (int i = 10; i < 20; i++) {
      String text = "value of " + i + ", value of " + i + ", value of " + i;
      cells.add(Cell.put(key("key" + i), i, value(text)));
    }
    try (TableReader reader = open(new TableFixture(), golden(name));
        InternalIterator cursor = reader.iterator(true)) {
      assertThat(reader.blocks()).isEqualTo(4);
      assertThat(TableFixture.forward(cursor)).isEqualTo(cells);
      reader.verify();
    }
  }
}
