package io.aitta.sstable.table;

import io.aitta.core.CorruptionException;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.sstable.cache.HandleCache;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A table's bytes as they are read and checked; nothing leaves it that has not passed its checksum.
 * Errors name the file and the offset. Safe on any thread.
 */
final class TableFile implements AutoCloseable {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final HandleCache.Handle handle;
  private final long salt;

  /** A handle to the file of this salt, which closing this closes. */
  TableFile(HandleCache.Handle handle, long salt) {
    this.handle = handle;
    this.salt = salt;
  }

  Path path() {
    return handle.file();
  }

  /** The same file, checked with another salt; closing either closes both. */
  TableFile salted(long other) {
    return new TableFile(handle, other);
  }

  /** The file's length. */
  long size() {
    try {
      return handle.size();
    } catch (NoSuchFileException missing) {
      throw new CorruptionException(path(), 0, "a table", "no file");
    } catch (IOException failure) {
      throw ioError(0, failure);
    }
  }

  /**
   * Checks that the file has the length it should have.
   *
   * @throws CorruptionException if it has another, or does not exist
   */
  void checkSize(long expectedSize) {
    long size;
    try {
      size = handle.size();
    } catch (NoSuchFileException missing) {
      throw new CorruptionException(path(), 0, "a file of " + expectedSize + " bytes", "no file");
    } catch (IOException failure) {
      throw ioError(0, failure);
    }
    if (size != expectedSize) {
      throw new CorruptionException(
          path(),
          Math.min(size, expectedSize),
          "a file of " + expectedSize + " bytes",
          size + " bytes");
    }
  }

  /** Reads bytes as they are. */
  void read(long offset, byte[] target, int length) {
    int read;
    try {
      read = handle.readAt(offset, ByteBuffer.wrap(target, 0, length));
    } catch (NoSuchFileException missing) {
      throw new CorruptionException(path(), offset, length + " bytes of the table", "no file");
    } catch (IOException failure) {
      throw ioError(offset, failure);
    }
    if (read < length) {
      throw new CorruptionException(
          path(), offset, length + " bytes", read + ": the file ends at " + (offset + read));
    }
  }

  private StoreException ioError(long offset, IOException failure) {
    return new StoreException(
        ErrorCode.IO_ERROR,
        StoreException.Outcome.NONE,
        "reading " + path().getFileName() + " at " + offset + ": " + failure.getMessage(),
        failure);
  }

  /**
   * Reads a block that is never packed.
   *
   * @param length without the block trailer
   */
  byte[] readPlain(long offset, int length) {
    byte[] stored = new byte[length + TableFormat.BLOCK_TRAILER_BYTES];
    read(offset, stored, stored.length);
    check(stored, 0, length, offset);
    if (stored[length] != Compression.NONE.id()) {
      throw new CorruptionException(
          path(), offset, "a block that is not packed", "compression " + stored[length]);
    }
    return Arrays.copyOf(stored, length);
  }

  /**
   * Checks a stored block and its trailer.
   *
   * @param length without the trailer, which follows in the array
   * @param offset where the block begins in the file
   * @throws CorruptionException if the checksum does not fit
   */
  void check(byte[] array, int from, int length, long offset) {
    byte compression = array[from + length];
    int found = (int) INT.get(array, from + length + 1);
    int expected = BlockChecksum.of(array, from, length, compression, salt, offset);
    if (found != expected) {
      throw new CorruptionException(
          path(),
          offset,
          "checksum 0x" + Integer.toHexString(expected) + " of a block of " + length + " bytes",
          "0x" + Integer.toHexString(found));
    }
  }

  CorruptionException malformed(long offset, RuntimeException cause) {
    return new CorruptionException(
        path(), offset, "a well-formed block", String.valueOf(cause.getMessage()));
  }

  @Override
  public void close() {
    handle.close();
  }
}
