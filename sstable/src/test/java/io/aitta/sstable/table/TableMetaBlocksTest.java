package io.aitta.sstable.table;

import static io.aitta.sstable.table.TableFixture.key;
import static io.aitta.sstable.table.TableFixture.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.CorruptionException;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.format.Checksum;
import io.aitta.core.io.AppendFile;
import io.aitta.core.io.ReadFile;
import io.aitta.core.iterator.RangeDeletes;
import io.aitta.sstable.filter.BloomFilter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables as a newer, or a broken, version of the software would write them: checksums hold. */
final class TableMetaBlocksTest {
  private static final Path REMADE = TableFixture.DIR.resolve("000008.sst");

  private TableFixture fixture;
  private byte[] table;
  private Footer footer;
  private MetaIndex meta;

  @BeforeEach
  void writeATable() throws IOException {
    fixture = new TableFixture();
    TableSummary summary =
        fixture.write(
            TableOptions.DEFAULT, List.of(Cell.put(key("a"), 1, value("1"))), RangeDeletes.NONE);
    table = new byte[(int) summary.sizeBytes()];
    try (ReadFile file = fixture.fs.openRead(TableFixture.FILE)) {
      file.readAt(0, ByteBuffer.wrap(table));
    }
    int footerAt = table.length - Footer.BYTES;
    byte[] footerBytes = new byte[Footer.BYTES];
    System.arraycopy(table, footerAt, footerBytes, 0, Footer.BYTES);
    footer = Footer.decode(footerBytes, TableFixture.FILE, footerAt, TableFixture.SALT);
    byte[] encoded = new byte[footer.metaIndexLength()];
    System.arraycopy(table, (int) footer.metaIndexOffset(), encoded, 0, encoded.length);
    meta = MetaIndex.decode(encoded, footer.metaIndexOffset());
  }

  /** The table with one block more before its meta index, and names changed or, for null, gone. */
  private TableReader remake(MetaIndex.Entry added, UnaryOperator<String> names, int version)
      throws IOException {
    long size;
    try (AppendFile file = fixture.fs.create(REMADE)) {
      file.append(ByteBuffer.wrap(table, 0, (int) footer.metaIndexOffset()));
      MetaIndex remade = new MetaIndex();
      for (MetaIndex.Entry entry : meta.entries()) {
        String name = names.apply(entry.name());
        if (name != null) {
          remade.add(new MetaIndex.Entry(name, entry.required(), entry.offset(), entry.length()));
        }
      }
      if (added != null) {
        byte[] bytes = new byte[added.length()];
        long offset = append(file, bytes);
        remade.add(new MetaIndex.Entry(added.name(), added.required(), offset, bytes.length));
      }
      byte[] encoded = remade.encode();
      long metaAt = append(file, encoded);
      file.append(footer(metaAt, encoded.length, file.appended(), version));
      file.sync();
      size = file.appended();
    }
    return TableReader.open(REMADE, 8, TableFixture.SALT, size, fixture.cache, fixture.handles);
  }

  private static long append(AppendFile file, byte[] bytes) throws IOException {
    long offset = file.appended();
    int crc = BlockChecksum.of(bytes, 0, bytes.length, (byte) 0, TableFixture.SALT, offset);
    ByteBuffer trailer = ByteBuffer.allocate(5).order(ByteOrder.LITTLE_ENDIAN);
    file.append(ByteBuffer.wrap(bytes), trailer.put((byte) 0).putInt(crc).flip());
    return offset;
  }

  private static ByteBuffer footer(long metaAt, int metaLength, long offset, int version) {
    byte[] bytes = new Footer(TableFixture.SALT, metaAt, metaLength).encode(offset);
    ByteBuffer target = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    target.putInt(20, version);
    int crc = Checksum.salted(Checksum.crc32c(bytes, 0, 24), TableFixture.SALT, offset);
    return target.putInt(24, crc);
  }

  @Test
  void anUnknownBlockThatIsNotRequiredIsPassedOver() throws IOException {
    MetaIndex.Entry added = new MetaIndex.Entry("aitta.statistics", false, 0, 77);
    try (TableReader reader = remake(added, name -> name, 1)) {
      assertThat(TableFixture.get(reader, key("a"), 1).version()).isEqualTo(1);
      reader.verify();
    }
  }

  @Test
  void anUnknownBlockThatIsRequiredIsRefusedByName() {
    MetaIndex.Entry added = new MetaIndex.Entry("aitta.encryption", true, 0, 77);
    assertThatThrownBy(() -> remake(added, name -> name, 1))
        .isInstanceOfSatisfying(
            StoreException.class,
            refused -> assertThat(refused.errorCode()).isEqualTo(ErrorCode.FORMAT_TOO_NEW))
        .hasMessageContaining("000008.sst needs \"aitta.encryption\"");
  }

  @Test
  void aNewerFormatIsRefusedByItsNumber() {
    assertThatThrownBy(() -> remake(null, name -> name, 2))
        .isInstanceOfSatisfying(
            StoreException.class,
            refused -> assertThat(refused.errorCode()).isEqualTo(ErrorCode.FORMAT_TOO_NEW))
        .hasMessageContaining("has table format 2");
  }

  @Test
  void aTableWhoseFilterIsOfAnUnknownKindIsReadWithoutIt() throws IOException {
    UnaryOperator<String> unknown = name -> name.equals(BloomFilter.NAME) ? "aitta.new" : name;
    try (TableReader reader = remake(null, unknown, 1)) {
      assertThat(reader.contents().filter()).isNull();
      assertThat(TableFixture.get(reader, key("a"), 1).version()).isEqualTo(1);
      assertThat(TableFixture.get(reader, key("b"), 1).decided()).isFalse();
    }
  }

  @Test
  void aTableWithoutItsIndexOrPropertiesIsCorrupt() throws IOException {
    for (String missing : List.of(TableFormat.INDEX, TableFormat.PROPERTIES)) {
      assertThatThrownBy(() -> remake(null, name -> name.equals(missing) ? null : name, 1))
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining(missing);
      fixture.fs.delete(REMADE);
    }
  }
}
