package io.aitta.core.format.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.CorruptionException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RecordTest {
  private static final long SALT = 42;
  private static final Path NAME = Path.of("000001.log");

  @Test
  void theExampleOfThePackageHolds() throws Exception {
    MemoryFile file = new MemoryFile();
    new RecordWriter(file, SALT).append(ByteBuffer.wrap("aitta".getBytes(UTF_8)));
    assertThat(HexFormat.of().formatHex(file.bytes()))
        .isEqualTo("0500000001000000" + "12a9620b2eaa93ae" + "6169747461");
  }

  @Test
  void recordsComeBackInOrderWhateverTheirLength() throws Exception {
    for (int fragment : new int[] {1, 2, 7, 64, 1000}) {
      MemoryFile file = new MemoryFile();
      List<byte[]> written = new ArrayList<>();
      RecordWriter writer = new RecordWriter(file, SALT, fragment);
      for (int length = 0; length < 150; length++) {
        byte[] record = bytes(length, length);
        assertThat(writer.append(ByteBuffer.wrap(record))).isLessThan(writer.offset());
        written.add(record);
      }
      assertThat(read(file.bytes(), SALT)).usingRecursiveComparison().isEqualTo(written);
    }
  }

  @Test
  @Tag("W14")
  void aRecordAtTheLengthOfAFragmentAndAroundItComesBack() throws Exception {
    for (int length : new int[] {-1, 0, 1}) {
      MemoryFile file = new MemoryFile();
      RecordWriter writer = new RecordWriter(file, SALT);
      byte[] large = bytes(7, Frame.FRAGMENT_BYTES_MAX + length);
      byte[] small = bytes(8, 3);
      writer.append(ByteBuffer.wrap(large));
      writer.append(ByteBuffer.wrap(small));
      assertThat(read(file.bytes(), SALT)).containsExactly(large, small);
    }
  }

  @Test
  void aRecordIsOneCallToTheFileHoweverManyFragmentsItHas() throws Exception {
    MemoryFile file = new MemoryFile();
    RecordWriter writer = new RecordWriter(file, SALT, 10);
    long first = writer.append(ByteBuffer.wrap(bytes(1, 95)));
    long second = writer.append(ByteBuffer.wrap(bytes(2, 5)));
    assertThat(file.appends).isEqualTo(2);
    assertThat(first).isZero();
    assertThat(second).isEqualTo(95 + 10 * Frame.HEADER_BYTES);
    assertThat(writer.offset()).isEqualTo(second + 5 + Frame.HEADER_BYTES);
  }

  @Test
  @Tag("W02")
  void zerosUpToTheEndOfTheFileAreACleanEnd() throws Exception {
    byte[] whole = threeRecords();
    for (int zeros : new int[] {1, 15, 16, 17, 300_000}) {
      byte[] prepared = Arrays.copyOf(whole, whole.length + zeros);
      RecordReader reader = reader(prepared, SALT);
      assertThat(drain(reader)).hasSize(3);
      assertThat(reader.offset()).isEqualTo(whole.length);
      assertThat(reader.next()).isNull();
    }
  }

  @Test
  void zerosBeforeSomethingElseAreDamage() throws Exception {
    byte[] whole = threeRecords();
    byte[] prepared = Arrays.copyOf(whole, whole.length + 300_000);
    prepared[prepared.length - 1] = 1;
    RecordReader reader = reader(prepared, SALT);
    assertThatThrownBy(() -> drain(reader))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("000001.log at offset " + whole.length);
    assertThat(reader.offset()).isEqualTo(whole.length);
  }

  @Test
  void aFileCutAnywhereGivesWholeRecordsAndThenDamage() throws Exception {
    byte[] whole = threeRecords();
    List<byte[]> all = read(whole, SALT);
    for (int length = 0; length < whole.length; length++) {
      RecordReader reader = reader(Arrays.copyOf(whole, length), SALT);
      List<byte[]> found = new ArrayList<>();
      boolean clean = drainUntilDamage(reader, found);
      assertThat(found).usingRecursiveComparison().isEqualTo(all.subList(0, found.size()));
      assertThat(clean).isEqualTo(reader.offset() == length);
    }
  }

  @Test
  void everyFlippedBitIsFound() throws Exception {
    byte[] whole = threeRecords();
    List<byte[]> all = read(whole, SALT);
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      RecordReader reader = reader(flipped, SALT);
      List<byte[]> found = new ArrayList<>();
      assertThat(drainUntilDamage(reader, found)).as("bit %s", bit).isFalse();
      assertThat(found).usingRecursiveComparison().isEqualTo(all.subList(0, found.size()));
      assertThat(reader.offset()).isLessThanOrEqualTo(bit / 8);
    }
  }

  @Test
  @Tag("W03")
  void aRecordOfAnotherFileOrAnotherPlaceDoesNotPass() throws Exception {
    byte[] whole = threeRecords();
    assertThatThrownBy(() -> read(whole, SALT + 1)).isInstanceOf(CorruptionException.class);
    byte[] shifted = new byte[whole.length + 4];
    System.arraycopy(whole, 0, shifted, 4, whole.length);
    RecordReader reader = new RecordReader(MemoryFile.of(shifted), NAME, SALT, 4);
    assertThatThrownBy(reader::next).isInstanceOf(CorruptionException.class);
  }

  @Test
  @Tag("W19")
  void fragmentsOfTwoRecordsDoNotMix() throws Exception {
    ByteBuffer file = Frame.allocate(2 * Frame.HEADER_BYTES);
    Frame.putHeader(file, 0, Frame.FIRST, 0, 0, SALT, 0);
    Frame.putHeader(file, Frame.HEADER_BYTES, Frame.FULL, 0, 0, SALT, Frame.HEADER_BYTES);
    assertThatThrownBy(() -> read(copy(file), SALT))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("a middle or last frame");
    Frame.putHeader(file, 0, Frame.LAST, 0, 0, SALT, 0);
    assertThatThrownBy(() -> read(copy(file), SALT))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("a full or first frame");
  }

  @Test
  void noiseIsNeverARecordAndNeverAnythingButACorruption() throws Exception {
    long seed = Long.getLong("seed", 20_261);
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 5_000; i++) {
      byte[] noise = new byte[1 + random.nextInt(200)];
      random.nextBytes(noise);
      noise[0] |= 1; // never the beginning of prepared space
      assertThatThrownBy(() -> read(noise, SALT)).isInstanceOf(CorruptionException.class);
    }
  }

  @Test
  void aLengthThatWasOnlyReadIsNeverAllocated() {
    ByteBuffer file = Frame.allocate(Frame.HEADER_BYTES);
    Frame.putHeader(file, 0, Frame.FULL, Frame.FRAGMENT_BYTES_MAX, 0, SALT, 0);
    assertThatThrownBy(() -> read(copy(file), SALT))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("a payload of 8388608 bytes");
    Frame.putHeader(file, 0, Frame.FULL, Frame.FRAGMENT_BYTES_MAX + 1, 0, SALT, 0);
    assertThatThrownBy(() -> read(copy(file), SALT))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("a frame header");
  }

  private static byte[] threeRecords() throws Exception {
    MemoryFile file = new MemoryFile();
    RecordWriter writer = new RecordWriter(file, SALT, 20);
    writer.append(ByteBuffer.wrap(bytes(1, 19)));
    writer.append(ByteBuffer.wrap(bytes(2, 50)));
    writer.append(ByteBuffer.wrap(bytes(3, 20)));
    return file.bytes();
  }

  private static byte[] bytes(long seed, int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  private static RecordReader reader(byte[] file, long salt) throws Exception {
    return new RecordReader(MemoryFile.of(file), NAME, salt, 0);
  }

  private static List<byte[]> read(byte[] file, long salt) throws Exception {
    return drain(reader(file, salt));
  }

  private static List<byte[]> drain(RecordReader reader) throws Exception {
    List<byte[]> records = new ArrayList<>();
    for (ByteBuffer next = reader.next(); next != null; next = reader.next()) {
      records.add(copy(next));
    }
    return records;
  }

  private static boolean drainUntilDamage(RecordReader reader, List<byte[]> found)
      throws Exception {
    try {
      for (ByteBuffer next = reader.next(); next != null; next = reader.next()) {
        found.add(copy(next));
      }
      return true;
    } catch (CorruptionException damage) {
      assertThat(damage.file()).isEqualTo("000001.log");
      return false;
    }
  }

  private static byte[] copy(ByteBuffer record) {
    byte[] copy = new byte[record.remaining()];
    record.get(record.position(), copy);
    return copy;
  }
}
