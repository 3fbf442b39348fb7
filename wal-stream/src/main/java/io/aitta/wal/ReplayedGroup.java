package io.aitta.wal;

import io.aitta.core.Bytes;
import io.aitta.core.CorruptionException;
import io.aitta.core.Durability;
import io.aitta.core.format.Kind;
import io.aitta.core.format.Operation;
import io.aitta.core.format.TreeKey;
import io.aitta.core.format.Varint;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A group as it was found: its operations are decoded one by one, as they are asked for. Valid
 * until its receiver returns; operations are their own and may be kept. For one thread.
 */
public final class ReplayedGroup {
  private final Path file;
  private final long offset;
  private final GroupHeader header;
  private final ByteBuffer operations;
  private final long skipThrough;
  private int taken;

  ReplayedGroup(
      Path file, long offset, GroupHeader header, ByteBuffer operations, long skipThrough) {
    this.file = file;
    this.offset = offset;
    this.header = header;
    this.operations = operations;
    this.skipThrough = skipThrough;
  }

  /** The last number before this group. */
  public long numberBefore() {
    return header.numberBefore();
  }

  /** The number of its first operation, whether that is delivered or not. */
  public long firstNumber() {
    return header.firstNumber();
  }

  /** The number of its last operation. */
  public long lastNumber() {
    return header.lastNumber();
  }

  /** The level it was written for. */
  public Durability level() {
    return header.level();
  }

  /** The number of the operation that {@link #next} returned last. */
  public long number() {
    return header.firstNumber() + taken - 1;
  }

  /**
   * The next operation that is not in a table already.
   *
   * @return null after the last
   * @throws CorruptionException if what stands here is no operation
   */
  public @Nullable Operation next() {
    while (taken < header.operations()) {
      Operation operation = decode();
      taken++;
      if (number() > skipThrough) {
        return operation;
      }
    }
    if (operations.hasRemaining()) {
      throw damaged("the group's end", operations.remaining() + " bytes more");
    }
    return null;
  }

  private Operation decode() {
    if (!operations.hasRemaining()) {
      throw damaged(header.operations() + " operations", "only " + taken);
    }
    byte kind = operations.get();
    if (!Kind.isSupported(kind)) {
      throw damaged("an operation of a known kind", "kind " + kind);
    }
    int keyLength;
    int valueLength;
    try {
      keyLength = Varint.getLength(operations, operations.remaining());
      valueLength = Varint.getLength(operations, operations.remaining());
    } catch (Varint.MalformedVarintException malformed) {
      throw damaged("the lengths of a key and a value", String.valueOf(malformed.getMessage()));
    }
    if (keyLength < TreeKey.KEYSPACE_BYTES || keyLength + valueLength > operations.remaining()) {
      throw damaged("a key and a value", "lengths " + keyLength + " and " + valueLength);
    }
    if (kind == Kind.EXPIRING_PUT && valueLength < Kind.DEADLINE_BYTES) {
      throw damaged("a value behind a deadline", valueLength + " bytes");
    }
    byte[] key = take(keyLength);
    return Operation.of(kind, key, valueLength == 0 ? Bytes.EMPTY : Bytes.wrap(take(valueLength)));
  }

  private byte[] take(int length) {
    byte[] bytes = new byte[length];
    operations.get(bytes);
    return bytes;
  }

  private CorruptionException damaged(String expected, String found) {
    return new CorruptionException(file, offset, expected, found);
  }
}
