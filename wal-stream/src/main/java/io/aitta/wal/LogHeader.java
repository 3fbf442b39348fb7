package io.aitta.wal;

import io.aitta.core.CorruptionException;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.format.record.Frame;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The first record of a log; see the package.
 *
 * @param firstNumber groups below it repeat what older logs say
 * @param numberBefore what the first group names as the number before it
 * @param previous the log this one goes on from, 0 if it begins anew
 * @param previousLength where that log ends; what stands there behind it does not count
 */
record LogHeader(
    long storeId,
    long log,
    long firstNumber,
    long numberBefore,
    long previous,
    long previousLength) {
  /** Bytes of the payload. */
  static final int BYTES = 56;

  /** Where the next frame stands. */
  static final int END = Frame.HEADER_BYTES + BYTES;

  /** Of the header's own frame: it has to be read before anything is known of the file. */
  static final long FRAME_SALT = 0x6F67_6F6C_6174_7469L;

  private static final int MAGIC = 0x4C41_5741; // "AWAL" in little-endian
  private static final int FORMAT = 1;

  /** The salt of every other frame of the log. */
  static long salt(long storeId, long log) {
    return storeId ^ (log * 0xD1B5_4A32_D192_ED03L);
  }

  long salt() {
    return salt(storeId, log);
  }

  void encode(ByteBuffer target) {
    target.putInt(MAGIC).putInt(FORMAT).putLong(storeId).putLong(log);
    target.putLong(firstNumber).putLong(numberBefore).putLong(previous).putLong(previousLength);
  }

  /**
   * Reads the record of the log {@code file}.
   *
   * @throws CorruptionException if it is not the header of that log of that store
   * @throws StoreException with {@link ErrorCode#FORMAT_TOO_NEW} if a later version wrote it
   */
  static LogHeader decode(ByteBuffer record, Path file, long storeId, long log) {
    LogHeader header = decode(record, file);
    String store = "a log of store " + Long.toHexString(storeId);
    expect(file, store, header.storeId == storeId, Long.toHexString(header.storeId));
    expect(file, "log " + log, header.log == log, "log " + header.log);
    return header;
  }

  /**
   * Reads the record of a log of any store and number.
   *
   * @throws CorruptionException if it is no log's header
   * @throws StoreException with {@link ErrorCode#FORMAT_TOO_NEW} if a later version wrote it
   */
  static LogHeader decode(ByteBuffer record, Path file) {
    expect(
        file, "a header of " + BYTES + " bytes", record.remaining() >= BYTES, record.remaining());
    int magic = record.getInt();
    expect(file, "a log", magic == MAGIC, "magic " + Integer.toHexString(magic));
    int format = record.getInt();
    if (format > FORMAT) {
      throw new StoreException(
          ErrorCode.FORMAT_TOO_NEW,
          StoreException.Outcome.NONE,
          file.getFileName() + " has log format " + format + "; this version reads " + FORMAT);
    }
    expect(file, "log format " + FORMAT, format == FORMAT, format);
    return new LogHeader(
        record.getLong(),
        record.getLong(),
        record.getLong(),
        record.getLong(),
        record.getLong(),
        record.getLong());
  }

  private static void expect(Path file, String expected, boolean held, Object found) {
    if (!held) {
      throw new CorruptionException(file, 0, expected, String.valueOf(found));
    }
  }
}
