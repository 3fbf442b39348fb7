package io.aitta.sstable.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.Bytes;
import io.aitta.core.CorruptionException;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class VersionEditTest {
  private static final Path FILE = Path.of("dir", "MANIFEST-000001");

  private static VersionEdit decode(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    return VersionEdit.decode(ByteBuffer.wrap(bytes), FILE, 77);
  }

  private static String encode(VersionEdit edit) {
    ByteBuffer bytes = edit.encode();
    byte[] array = new byte[bytes.remaining()];
    bytes.get(array);
    return HexFormat.ofDelimiter(" ").formatHex(array);
  }

  @Test
  void thePackagesExampleIsWhatIsWritten() {
    VersionEdit edit = VersionEdit.builder().flushedThrough(300).remove(1, 9).build();

    assertThat(encode(edit)).isEqualTo("04 01 02 ac 02 0a 01 02 01 09");
    assertThat(decode("04 01 02 ac 02 0a 01 02 01 09")).isEqualTo(edit);
  }

  @Test
  void everyFieldStandsAtItsTag() {
    VersionEdit edit =
        VersionEdit.builder()
            .storeId(0x0102030405060708L)
            .formatVersion(1)
            .order("bytes")
            .flushedThrough(2)
            .numbersReserved(3)
            .timeMarkMillis(4)
            .nextFile(5)
            .logNumber(6)
            .syncedTo(7)
            .add(
                new TableMeta(8, 1, 9, -1, Bytes.utf8("a"), Bytes.utf8("b"), 10, 11, 12, 1, 2, 130))
            .build();
    String golden =
        "01 01 08 08 07 06 05 04 03 02 01" // store id
            + " 02 01 01 01 03 01 05 62 79 74 65 73" // format, order
            + " 04 01 01 02 05 01 01 03 06 01 01 04 07 01 01 05 08 01 01 06" // counters
            + " 09 01 38" // a table of 56 bytes
            + " 01 01 01 08 02 01 01 01 03 01 01 09 04 01 08 ff ff ff ff ff ff ff ff"
            + " 05 01 01 61 06 01 01 62 07 01 01 0a 08 01 01 0b 09 01 01 0c 0a 01 01 01"
            + " 0b 01 01 02 0c 01 02 82 01"
            + " 0b 00 01 07"; // synced to, which is optional

    assertThat(encode(edit)).isEqualTo(golden);
    assertThat(decode(golden)).isEqualTo(edit);
  }

  @Test
  @Tag("M05")
  void anyEditIsReadAsItWasWritten() {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      VersionEdit edit = RandomEdits.edit(random);

      VersionEdit read = VersionEdit.decode(edit.encode(), FILE, 0);

      assertThat(read).as("-Dseed=%d round %d", seed, round).isEqualTo(edit);
      assertThat(read.encode()).as("-Dseed=%d", seed).isEqualTo(edit.encode());
      assertThat(edit.toBuilder().build()).isEqualTo(edit);
    }
  }

  @Test
  void anUnknownOptionalFieldIsSkipped() {
    assertThat(decode("63 00 03 01 02 03 04 01 01 05"))
        .isEqualTo(VersionEdit.builder().flushedThrough(5).build());
  }

  @Test
  void anUnknownRequiredFieldIsATypedError() {
    assertThatThrownBy(() -> decode("63 01 03 01 02 03"))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.errorCode()).isEqualTo(ErrorCode.FORMAT_TOO_NEW))
        .hasMessageContaining("MANIFEST-000001 at offset 77: field 99 of an edit");
  }

  @Test
  void anUnknownFieldOfATableIsTreatedTheSameWay() {
    VersionEdit edit = VersionEdit.builder().add(TestVersions.table(1, "3[a-b]")).build();
    String hex = encode(edit);
    int length = Integer.parseInt(hex.substring(6, 8), 16);
    String grown = "09 01 " + HexFormat.of().toHexDigits((byte) (length + 4)) + hex.substring(8);

    assertThat(decode(grown + " 63 00 01 07")).isEqualTo(edit);
    assertThatThrownBy(() -> decode(grown + " 63 01 01 07"))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.errorCode()).isEqualTo(ErrorCode.FORMAT_TOO_NEW))
        .hasMessageContaining("field 99 of a table");
  }

  @Test
  void malformedEditsAreCorruptionThatNamesThePlace() {
    for (String hex :
        new String[] {
          "04", // no flag
          "04 02 01 05", // a flag that is none
          "04 01 02 05", // longer than the record
          "04 01 02 05 05", // a varint that ends early
          "04 01 01 85", // a varint that does not end
          "04 01 0a ff ff ff ff ff ff ff ff ff 01", // beyond 63 bits
          "04 01 00", // empty
          "04 01 01 05 04 01 01 05", // twice
          "01 01 01 05", // a store id of one byte
          "0a 01 01 05", // half a pair
          "09 01 00", // a table of nothing
          "80 80 80 80 80 80 01 00 00", // a tag beyond an int
        }) {
      assertThatThrownBy(() -> decode(hex))
          .as(hex)
          .isInstanceOfSatisfying(
              CorruptionException.class,
              e -> {
                assertThat(e.file()).isEqualTo("MANIFEST-000001");
                assertThat(e.offset()).isEqualTo(77);
              });
    }
  }

  @Test
  void randomBytesAreAnEditOrATypedError() {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      ByteBuffer bytes = RandomEdits.edit(random).encode();
      if (bytes.hasRemaining()) {
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
          int at = random.nextInt(bytes.limit());
          bytes.put(at, (byte) (bytes.get(at) ^ (1 << random.nextInt(8))));
        }
      }
      try {
        VersionEdit edit = VersionEdit.decode(bytes, FILE, 0);
        assertThat(VersionEdit.decode(edit.encode(), FILE, 0))
            .as("-Dseed=%d", seed)
            .isEqualTo(edit);
      } catch (StoreException typed) {
        assertThat(typed.errorCode())
            .as("-Dseed=%d", seed)
            .isIn(ErrorCode.CORRUPTION, ErrorCode.FORMAT_TOO_NEW);
      }
    }
  }
}
