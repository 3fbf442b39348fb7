package io.aitta.sstable.table;

import static io.aitta.sstable.table.TableFixture.key;
import static io.aitta.sstable.table.TableFixture.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.format.Varint;
import io.aitta.core.iterator.RangeDeletes;
import io.aitta.sstable.block.MalformedBlockException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jpountz.lz4.LZ4Factory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TableCompressionTest {
  @ParameterizedTest
  @EnumSource(
      value = Compression.class,
      names = {"LZ4", "ZSTD"})
  void onlyBlocksThatShrinkByAnEighthArePacked(Compression compression) throws IOException {
    TableFixture fixture = new TableFixture();
    byte[] noise = new byte[3000];
    new Random(3).nextBytes(noise);
    List<Cell> cells = new ArrayList<>();
    cells.add(Cell.put(key("a"), 1, new byte[5000]));
    cells.add(Cell.put(key("b"), 2, Arrays.copyOf(noise, 5000))); // two fifths zeros
    cells.add(Cell.put(key("c"), 3, Arrays.copyOf(noise, 3100))); // nearly none
    TableSummary summary =
        fixture.write(new TableOptions(2000, 16, compression, 10), cells, RangeDeletes.NONE);
    try (TableReader reader = fixture.open(summary)) {
      assertThat(reader.blocks()).isEqualTo(3);
      assertThat(compressionOf(reader, 0)).isEqualTo(compression);
      assertThat(compressionOf(reader, 1)).isEqualTo(compression);
      assertThat(compressionOf(reader, 2)).isEqualTo(Compression.NONE);
      assertThat(reader.index().length(0)).isLessThan(200);
    }
  }

  private static Compression compressionOf(TableReader reader, int block) {
    byte[] id = new byte[1];
    reader.file().read(reader.index().offset(block) + reader.index().length(block), id, 1);
    return Compression.of(id[0]);
  }

  @Test
  void allFormsOfLz4ReadEachOther() {
    byte[] plain = value("a granary, a granary, a granary, a granary".repeat(20));
    List<LZ4Factory> factories =
        List.of(
            LZ4Factory.fastestInstance(),
            LZ4Factory.fastestJavaInstance(),
            LZ4Factory.safeInstance());
    for (LZ4Factory writer : factories) {
      byte[] packed = writer.fastCompressor().compress(plain);
      byte[] stored = new byte[packed.length + 2];
      assertThat(Varint.put(stored, 0, plain.length)).isEqualTo(2);
      System.arraycopy(packed, 0, stored, 2, packed.length);
      byte[] read =
          BlockDecompressor.unpack(Compression.LZ4.id(), stored, 0, stored.length, plain.length);
      assertThat(read).isEqualTo(plain);
      for (LZ4Factory reader : factories) {
        assertThat(reader.safeDecompressor().decompress(packed, plain.length)).isEqualTo(plain);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(bytes = {1, 2})
  void aClaimedLengthIsBoundedBeforeAnythingIsAllocated(byte compression) {
    byte[] stored = new byte[100];
    int end = Varint.put(stored, 0, 1 << 30);
    assertThat(end).isEqualTo(5);
    assertThatThrownBy(() -> BlockDecompressor.unpack(compression, stored, 0, 100, 1 << 20))
        .isInstanceOf(MalformedBlockException.class)
        .hasMessageContaining("at most 1048576 bytes");
    assertThatThrownBy(
            () -> BlockDecompressor.unpack(compression, stored, 0, 100, Integer.MAX_VALUE))
        .isInstanceOf(MalformedBlockException.class);
  }

  @ParameterizedTest
  @ValueSource(bytes = {1, 2})
  void packedBytesThatAreNoneAreMalformed(byte compression) {
    Random random = Seeds.random("packed noise");
    for (int i = 0; i < 2000; i++) {
      byte[] stored = new byte[1 + random.nextInt(60)];
      random.nextBytes(stored);
      try {
        BlockDecompressor.unpack(compression, stored, 0, stored.length, 1 << 16);
      } catch (MalformedBlockException expected) {
        assertThat(expected.expected()).isNotEmpty();
      }
    }
  }

  @Test
  void anUnknownCompressionIsTooNew() {
    assertThatThrownBy(() -> BlockDecompressor.unpack((byte) 9, new byte[10], 0, 10, 100))
        .isInstanceOfSatisfying(
            StoreException.class,
            tooNew -> assertThat(tooNew.errorCode()).isEqualTo(ErrorCode.FORMAT_TOO_NEW));
  }
}
