package io.aitta.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.Bytes;
import io.aitta.core.Durability;
import io.aitta.core.Range;
import io.aitta.core.format.Operation;
import io.aitta.core.format.Varint;
import io.aitta.core.format.record.RecordWriter;
import io.aitta.core.io.AppendFile;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.it.fuzz.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The log: as a file with all its checksums, and a group's operations behind them. */
public final class LogTargets {
  private static final Path DIRECTORY = Path.of("/data");
  private static final Path FILE = LogFile.path(DIRECTORY, 3);
  private static final long STORE = 0x1234_5678L;
  private static final int OPERATIONS = 5;

  private LogTargets() {}

  public static List<Target> all() {
    return List.of(
        new Target("log", List.of(log()), List.of(), LogTargets::replay, Target.TYPED),
        Target.of("group", List.of(operations()), Target.TYPED, LogTargets::readGroup));
  }

  private static List<Operation> sample() {
    return List.of(
        Operation.put(1, Bytes.utf8("key"), Bytes.utf8("value")),
        Operation.delete(1, Bytes.utf8("key")),
        Operation.put(1, Bytes.EMPTY, Bytes.EMPTY),
        Operation.put(7, Bytes.utf8("k".repeat(100)), Bytes.utf8("v".repeat(300))),
        Operation.deleteRange(1, Range.prefix(Bytes.utf8("a"))));
  }

  /** The layout of a group's operations; see the package of the log. */
  private static byte[] encode(List<Operation> operations) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Operation operation : operations) {
      out.write(operation.kind());
      byte[] lengths = new byte[2 * Varint.INT_BYTES_MAX];
      int at = Varint.put(lengths, 0, operation.treeKey().length);
      at = Varint.put(lengths, at, operation.value().length());
      out.write(lengths, 0, at);
      out.writeBytes(operation.treeKey());
      out.writeBytes(operation.value().toArray());
    }
    return out.toByteArray();
  }

  private static byte[] operations() {
    return encode(sample());
  }

  private static Target.Check readGroup(byte[] bytes) {
    GroupHeader header = new GroupHeader(Durability.DISK, OPERATIONS, 9, 10, 0, 0);
    ReplayedGroup group = new ReplayedGroup(FILE, 72, header, ByteBuffer.wrap(bytes), 0);
    List<Operation> read = new ArrayList<>();
    for (Operation next = group.next(); next != null; next = group.next()) {
      read.add(next);
    }
    return () -> {
      assertThat(read).hasSize(OPERATIONS);
      ByteBuffer again = ByteBuffer.wrap(encode(read));
      ReplayedGroup same = new ReplayedGroup(FILE, 72, header, again, 0);
      for (Operation one : read) {
        Operation other = same.next();
        assertThat(other.kind()).isEqualTo(one.kind());
        assertThat(other.treeKey()).isEqualTo(one.treeKey());
        assertThat(other.value()).isEqualTo(one.value());
      }
    };
  }

  /** The sample, numbered from somewhere on. */
  private static final class SampleBatch extends LogBatch {
    private final long before;

    SampleBatch(long before) {
      this.before = before;
    }

    @Override
    public long numberBefore() {
      return before;
    }

    @Override
    public long firstNumber() {
      return before + 1;
    }

    @Override
    public long lastNumber() {
      return before + OPERATIONS;
    }

    @Override
    public Durability level() {
      return Durability.DISK;
    }

    @Override
    public int operations() {
      return OPERATIONS;
    }

    @Override
    public Operation operation(int index) {
      return sample().get(index);
    }

    @Override
    public long timeMarkMillis() {
      return 1_000_000 + before;
    }
  }

  private static byte[] log() {
    try {
      MemoryFileSystem fs = new MemoryFileSystem();
      fs.createDirectories(DIRECTORY);
      LogHeader header = new LogHeader(STORE, 3, 1, 0, 0, 0);
      try (AppendFile file = fs.create(FILE)) {
        ByteBuffer record =
            ByteBuffer.allocate(LogHeader.BYTES).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        header.encode(record);
        new RecordWriter(file, LogHeader.FRAME_SALT).append(record.flip());
        GroupWriter groups = new GroupWriter(1 << 12);
        for (int i = 0; i < 6; i++) {
          long synced = file.appended();
          groups.encode(file, header.salt(), new SampleBatch((long) i * OPERATIONS), synced);
          groups.finish();
        }
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) fs.size(FILE));
      try (var file = fs.openRead(FILE)) {
        file.readAt(0, bytes);
      }
      return bytes.array();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Target.Attempt replay(byte[] bytes) throws IOException {
    MemoryFileSystem fs = new MemoryFileSystem();
    fs.createDirectories(DIRECTORY);
    try (AppendFile file = fs.create(FILE)) {
      file.append(ByteBuffer.wrap(bytes));
    }
    return () -> {
      LogReplay.Summary summary =
          LogReplay.replay(
              fs,
              DIRECTORY,
              STORE,
              0,
              0,
              group -> {
                for (Operation next = group.next(); next != null; next = group.next()) {
                  java.util.Objects.requireNonNull(next.treeKey());
                }
              });
      return () -> {
        assertThat(summary.bytes() + summary.tornBytes()).isLessThanOrEqualTo(bytes.length);
        assertThat(fs.openHandles()).isEmpty();
      };
    };
  }
}
