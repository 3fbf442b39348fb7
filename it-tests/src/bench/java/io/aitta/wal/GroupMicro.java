package io.aitta.wal;

import io.aitta.core.Bytes;
import io.aitta.core.Durability;
import io.aitta.core.format.Operation;
import io.aitta.core.format.TreeKey;
import io.aitta.core.format.record.Frame;
import io.aitta.core.io.AppendFile;
import io.aitta.it.bench.data.DataSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A group of the log: encoded with its checksum into a record that goes nowhere, and its operations
 * decoded again. Lies here for the sake of what the package keeps to itself.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GroupMicro {
  private static final int GROUP_BYTES = 4 << 20;

  @Param({"1", "64", "1000"})
  public int operations;

  @Param({"100", "1024"})
  public int valueBytes;

  private final GroupWriter writer = new GroupWriter(GROUP_BYTES);
  private final Nowhere nowhere = new Nowhere();
  private Group group = new Group(new Operation[0]);
  private byte[] encoded = new byte[0];

  @Setup
  public void fill() throws IOException {
    DataSet data = new DataSet(operations, valueBytes);
    Operation[] puts = new Operation[operations];
    for (int i = 0; i < operations; i++) {
      puts[i] =
          Operation.put(
              TreeKey.KEYSPACE_DEFAULT, Bytes.wrap(data.key(i)), Bytes.wrap(data.value(i)));
    }
    group = new Group(puts);
    nowhere.keeps = true;
    encode();
    nowhere.keeps = false;
    ByteBuffer record = nowhere.last;
    record.position(Frame.HEADER_BYTES + GroupHeader.BYTES);
    encoded = new byte[record.remaining()];
    record.get(encoded);
    if (decode() != operations) {
      throw new IllegalStateException("what was encoded is not what is decoded");
    }
  }

  /** The record of a whole group, checksum and all. */
  @Benchmark
  public long encode() throws IOException {
    writer.encode(nowhere, 7, group, 0);
    writer.finish();
    return nowhere.appended();
  }

  /** The operations of a group whose checksum was verified. */
  @Benchmark
  public int decode() {
    GroupHeader header = new GroupHeader(Durability.DISK, operations, 0, 1, 0, 0);
    ByteBuffer bytes = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
    ReplayedGroup replayed = new ReplayedGroup(Path.of("1.log"), 72, header, bytes, 0);
    int read = 0;
    for (Operation next = replayed.next(); next != null; next = replayed.next()) {
      read++;
    }
    return read;
  }

  private static final class Group extends LogBatch {
    private final Operation[] operations;

    private Group(Operation[] operations) {
      this.operations = operations;
    }

    @Override
    public long numberBefore() {
      return 0;
    }

    @Override
    public long firstNumber() {
      return 1;
    }

    @Override
    public long lastNumber() {
      return operations.length;
    }

    @Override
    public Durability level() {
      return Durability.DISK;
    }

    @Override
    public int operations() {
      return operations.length;
    }

    @Override
    public Operation operation(int index) {
      return operations[index];
    }

    @Override
    public long timeMarkMillis() {
      return 1;
    }
  }

  /** Takes what is appended, and keeps it only if told to. */
  private static final class Nowhere implements AppendFile {
    private boolean keeps;
    private ByteBuffer last = ByteBuffer.allocate(0);
    private long appended;

    @Override
    public void append(ByteBuffer... buffers) {
      for (ByteBuffer buffer : buffers) {
        appended += buffer.remaining();
        if (keeps) {
          last = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
        }
        buffer.position(buffer.limit());
      }
    }

    @Override
    public void prepare(long length) {
      // there is room for ever
    }

    @Override
    public long appended() {
      return appended;
    }

    @Override
    public long prepared() {
      return Long.MAX_VALUE;
    }

    @Override
    public void sync() {
      // nothing is kept
    }

    @Override
    public void close() {
      // nothing is open
    }
  }
}
