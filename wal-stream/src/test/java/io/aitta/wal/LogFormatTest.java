package io.aitta.wal;

import static io.aitta.core.Durability.DISK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.Bytes;
import io.aitta.core.CorruptionException;
import io.aitta.core.Durability;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.format.Kind;
import io.aitta.core.format.Operation;
import io.aitta.core.format.TreeKey;
import io.aitta.core.format.record.Frame;
import io.aitta.core.format.record.RecordWriter;
import io.aitta.core.io.AppendFile;
import io.aitta.core.io.ReadFile;
import io.aitta.core.io.TimeSource;
import io.aitta.core.io.memory.MemoryFileSystem;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The bytes on disk, which no later version may change. */
class LogFormatTest {
  private static final Path DIRECTORY = Path.of("/data");

  @Test
  void theExampleOfThePackageHolds() throws Exception {
    MemoryFileSystem fs = new MemoryFileSystem();
    fs.createDirectories(DIRECTORY);
    FileLog log =
        FileLog.create(
            fs,
            TimeSource.system(),
            DIRECTORY,
            42,
            LogHouse.PLAIN,
            () -> 3,
            Ballast.open(fs, DIRECTORY, 0),
            new FileLog.Start(16, 17, 1_000, List.of()));
    LogBatch batch =
        new Batch(
            List.of(
                Operation.put(1, Bytes.utf8("ab"), Bytes.utf8("x")),
                Operation.delete(1, Bytes.utf8("c"))));
    assertThat(log.append(batch).kind()).isEqualTo(LogResult.Kind.APPENDED);
    assertThat(bytes(fs, LogFile.path(DIRECTORY, 3)))
        .isEqualTo(
            hex(
                """
                    38 00 00 00 01 00 00 00 1e 54 e8 b0 58 89 d0 24
                    41 57 41 4c 01 00 00 00 2a 00 00 00 00 00 00 00
                    03 00 00 00 00 00 00 00 11 00 00 00 00 00 00 00
                    10 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
                    00 00 00 00 00 00 00 00 2c 00 00 00 01 00 00 00
                    8d 23 42 f4 44 f9 1f 75 01 02 00 00 00 00 00 00
                    10 00 00 00 00 00 00 00 11 00 00 00 00 00 00 00
                    00 00 00 00 00 00 00 00 e8 03 00 00 00 00 00 00
                    cd ba 1b 7c 3e 00 00 00 01 00 00 00 c4 11 32 cc
                    c3 f1 20 7d 01 02 00 00 02 00 00 00 10 00 00 00
                    00 00 00 00 11 00 00 00 00 00 00 00 84 00 00 00
                    00 00 00 00 e9 03 00 00 00 00 00 00 a6 a6 33 0d
                    01 06 01 00 00 00 01 61 62 78 00 05 00 00 00 00
                    01 63
                    """));
  }

  @Test
  void fileNamesAreReadAsTheyAreWritten() {
    for (long number : new long[] {1, 999_999, 1_000_000, 123_456_789_012L}) {
      String name = String.valueOf(LogFile.path(DIRECTORY, number).getFileName());
      assertThat(LogFile.number(name)).isEqualTo(number);
    }
    assertThat(LogFile.path(DIRECTORY, 12)).hasFileName("000012.log");
    for (String other :
        List.of("", ".log", "12.log", "0000012.log", "00001x.log", "000012.sst", "._000012.log")) {
      assertThat(LogFile.number(other)).as(other).isEqualTo(-1);
    }
  }

  @Test
  void aLogOfALaterFormatIsRefusedByName() throws Exception {
    ByteBuffer header = header(42, 3).putInt(4, 2);
    assertThatThrownBy(() -> open(header, 42, 3))
        .isInstanceOfSatisfying(
            StoreException.class,
            refusal -> assertThat(refusal.errorCode()).isEqualTo(ErrorCode.FORMAT_TOO_NEW))
        .hasMessageContaining("000003.log has log format 2");
  }

  @Test
  void aLogOfAnotherStoreOrAnotherNumberIsRefused() throws Exception {
    assertThatThrownBy(() -> open(header(41, 3), 42, 3))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("expected a log of store 2a, found 29");
    assertThatThrownBy(() -> open(header(42, 4), 42, 3))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("expected log 3, found log 4");
    assertThatThrownBy(() -> open(header(42, 3).putInt(0, 7), 42, 3))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("expected a log, found magic 7");
    assertThatThrownBy(() -> open(header(42, 3).limit(20), 42, 3))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("expected a header of 56 bytes, found 20");
  }

  @Test
  void operationsThatCannotBeAreACorruption() throws Exception {
    assertBad("an operation of a known kind", 9, 4, 0);
    assertBad("a key and a value", Kind.PUT, 3, 0);
    assertBad("a key and a value", Kind.PUT, 4, 5);
    assertBad("the lengths of a key and a value", Kind.PUT, 200, 0);
    assertBad("a value behind a deadline", Kind.EXPIRING_PUT, 4, 4);
  }

  @Test
  void aGroupWithTooFewOrTooManyOperationsIsACorruption() throws Exception {
    ByteBuffer none = ByteBuffer.allocate(0);
    assertThatThrownBy(() -> drain(group(1, none)))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("expected 1 operations, found only 0");
    assertThatThrownBy(() -> drain(group(0, ByteBuffer.allocate(3))))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("expected the group's end, found 3 bytes more");
  }

  @Test
  void noiseIsNeverAnythingButACorruption() {
    long seed = Long.getLong("seed", 20_261);
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] noise = new byte[random.nextInt(60)];
      random.nextBytes(noise);
      for (int at = 0; at < Math.min(3, noise.length); at++) {
        noise[at] = (byte) random.nextInt(12);
      }
      try {
        drain(group(3, ByteBuffer.wrap(noise)));
      } catch (CorruptionException expected) {
        assertThat(expected.file()).isEqualTo("000003.log");
      }
    }
  }

  private static void assertBad(String expected, int kind, int keyLength, int valueLength) {
    ByteBuffer bytes = ByteBuffer.allocate(12);
    bytes.put((byte) kind).put((byte) keyLength).put((byte) valueLength);
    bytes.putInt(1).putInt(7).flip();
    assertThatThrownBy(() -> drain(group(1, bytes)))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("000003.log at offset 132: expected " + expected);
  }

  private static ReplayedGroup group(int operations, ByteBuffer bytes) {
    GroupHeader header = new GroupHeader(DISK, operations, 0, 1, 0, 0);
    return new ReplayedGroup(LogFile.path(DIRECTORY, 3), 132, header, bytes, 0);
  }

  private static void drain(ReplayedGroup group) {
    Operation next = group.next();
    while (next != null) {
      assertThat(next.treeKey()).hasSizeGreaterThanOrEqualTo(TreeKey.KEYSPACE_BYTES);
      next = group.next();
    }
  }

  private static ByteBuffer header(long storeId, long log) {
    ByteBuffer header = Frame.allocate(LogHeader.BYTES);
    new LogHeader(storeId, log, 1, 0, 0, 0).encode(header);
    return header.flip();
  }

  private static void open(ByteBuffer header, long storeId, long log) throws Exception {
    MemoryFileSystem fs = new MemoryFileSystem();
    fs.createDirectories(DIRECTORY);
    Path path = LogFile.path(DIRECTORY, log);
    try (AppendFile file = fs.create(path)) {
      new RecordWriter(file, LogHeader.FRAME_SALT).append(header);
    }
    LogReader.open(fs, path, storeId, log);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
  }

  private static byte[] bytes(MemoryFileSystem fs, Path path) throws Exception {
    ByteBuffer bytes = ByteBuffer.allocate((int) fs.size(path));
    try (ReadFile file = fs.openRead(path)) {
      file.readAt(0, bytes);
    }
    byte[] content = new byte[bytes.position()];
    bytes.flip().get(content);
    return content;
  }

  private static final class Batch extends LogBatch {
    private final List<Operation> operations;

    private Batch(List<Operation> operations) {
      this.operations = operations;
    }

    @Override
    public long numberBefore() {
      return 16;
    }

    @Override
    public long firstNumber() {
      return 17;
    }

    @Override
    public long lastNumber() {
      return 18;
    }

    @Override
    public Durability level() {
      return DISK;
    }

    @Override
    public int operations() {
      return operations.size();
    }

    @Override
    public Operation operation(int index) {
      return operations.get(index);
    }

    @Override
    public long timeMarkMillis() {
      return 1_001;
    }
  }
}
