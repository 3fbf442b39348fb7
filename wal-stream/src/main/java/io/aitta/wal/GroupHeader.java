package io.aitta.wal;

import io.aitta.core.Durability;
import io.aitta.core.format.Checksum;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a group says before its operations; see the package. It has a checksum of its own, so that a
 * group that was torn still tells how far the log was synced when it was written.
 *
 * @param syncedUpTo every byte of the file before this offset was synced before the group was
 *     written
 */
record GroupHeader(
    Durability level,
    int operations,
    long numberBefore,
    long firstNumber,
    long syncedUpTo,
    long timeMarkMillis) {
  static final int BYTES = 44;

  private static final byte GROUP = 1;
  private static final int CRC_AT = 40;

  /** The number of the last operation; the one before the group if there is none. */
  long lastNumber() {
    return operations == 0 ? numberBefore : firstNumber + operations - 1;
  }

  /** Writes the header of {@code batch} at the buffer's position, which goes behind it. */
  static void encode(
      ByteBuffer target, LogBatch batch, long syncedUpTo, long salt, long frameOffset) {
    int begin = target.position();
    target.put(GROUP).put(levelByte(batch.level())).putShort((short) 0);
    target.putInt(batch.operations());
    target.putLong(batch.numberBefore()).putLong(batch.firstNumber());
    target.putLong(syncedUpTo).putLong(batch.timeMarkMillis());
    target.putInt(crc(target, begin, salt, frameOffset));
  }

  /**
   * Reads a header at the buffer's position, which goes behind it.
   *
   * @return null if what stands there is none
   */
  static @Nullable GroupHeader decode(ByteBuffer source, long salt, long frameOffset) {
    if (source.remaining() < BYTES) {
      return null;
    }
    int begin = source.position();
    int crc = crc(source, begin, salt, frameOffset);
    byte kind = source.get();
    Durability level = level(source.get());
    int zero = source.getShort();
    int operations = source.getInt();
    long numberBefore = source.getLong();
    long firstNumber = source.getLong();
    long syncedUpTo = source.getLong();
    long timeMarkMillis = source.getLong();
    boolean whole = source.getInt() == crc && kind == GROUP && zero == 0 && operations >= 0;
    return whole && level != null
        ? new GroupHeader(level, operations, numberBefore, firstNumber, syncedUpTo, timeMarkMillis)
        : null;
  }

  private static byte levelByte(Durability level) {
    return switch (level) {
      case MEMORY -> 0;
      case OS -> 1;
      case DISK -> 2;
    };
  }

  private static @Nullable Durability level(byte stored) {
    return switch (stored) {
      case 0 -> Durability.MEMORY;
      case 1 -> Durability.OS;
      case 2 -> Durability.DISK;
      default -> null;
    };
  }

  private static int crc(ByteBuffer buffer, int begin, long salt, long frameOffset) {
    return Checksum.salted(Checksum.crc32c(buffer.slice(begin, CRC_AT)), salt, frameOffset);
  }
}
