package io.aitta.core.format.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FrameScannerTest {
  private static final long SALT = 7;

  @Test
  void everyRecordBeyondADamagedPlaceIsFound() throws Exception {
    MemoryFile file = new MemoryFile();
    List<Long> offsets = write(file, 400, 3_000); // several windows
    byte[] damaged = file.bytes();
    damaged[(int) (offsets.get(3) + Frame.HEADER_BYTES)] ^= 1;
    damaged[(int) (offsets.get(4) + 9)] ^= 1;

    FrameScanner scanner = new FrameScanner(MemoryFile.of(damaged), SALT, offsets.get(3) + 1);
    List<Long> found = new ArrayList<>();
    for (long next = scanner.next(); next >= 0; next = scanner.next()) {
      found.add(next);
    }
    assertThat(found).isEqualTo(offsets.subList(5, offsets.size()));
  }

  @Test
  void aFrameInsideARecordOrOfAnotherFileIsNotTaken() throws Exception {
    MemoryFile inner = new MemoryFile();
    new RecordWriter(inner, SALT + 1).append(ByteBuffer.allocate(100));
    MemoryFile file = new MemoryFile();
    new RecordWriter(file, SALT, 50).append(ByteBuffer.wrap(inner.bytes()));

    FrameScanner scanner = new FrameScanner(file, SALT, 1);
    assertThat(scanner.next()).isEqualTo(-1);
    assertThat(new FrameScanner(file, SALT, 0).next()).isZero();
  }

  @Test
  void thePayloadOfAFoundFrameIsReadAsFarAsItReaches() throws Exception {
    MemoryFile file = new MemoryFile();
    new RecordWriter(file, SALT).append(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    FrameScanner scanner = new FrameScanner(file, SALT, 0);
    long frame = scanner.next();
    ByteBuffer payload = ByteBuffer.allocate(3);
    assertThat(scanner.payload(frame, payload)).isTrue();
    assertThat(payload.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    assertThat(scanner.payload(frame, ByteBuffer.allocate(4))).isFalse();
  }

  private static List<Long> write(MemoryFile file, int records, int lengthMax) throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    RecordWriter writer = new RecordWriter(file, SALT);
    List<Long> offsets = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      byte[] record = new byte[10 + random.nextInt(lengthMax)];
      random.nextBytes(record);
      offsets.add(writer.append(ByteBuffer.wrap(record)));
    }
    return offsets;
  }
}
