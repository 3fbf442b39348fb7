package io.aitta.sstable.table;

import io.aitta.core.CorruptionException;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.format.Checksum;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * The last bytes of a table, which say where everything else is.
 *
 * @param metaIndexOffset where the block that names the others begins
 * @param metaIndexLength its length without the block trailer
 */
record Footer(long salt, long metaIndexOffset, int metaIndexLength) {
  static final int BYTES = 36;

  private static final int CHECKED_BYTES = 24;

  /** The footer's bytes, standing at {@code offset} in the file. */
  byte[] encode(long offset) {
    byte[] array = new byte[BYTES];
    ByteBuffer target = ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
    target.putLong(salt).putLong(metaIndexOffset).putInt(metaIndexLength);
    target.putInt(TableFormat.VERSION);
    int crc = Checksum.crc32c(array, 0, CHECKED_BYTES);
    target.putInt(Checksum.salted(crc, salt, offset)).putLong(TableFormat.MAGIC);
    return array;
  }

  /**
   * Reads the footer that stands at {@code offset}.
   *
   * @throws CorruptionException if it is damaged, or another table's
   * @throws StoreException if a newer version of the software wrote the table
   */
  static Footer decode(byte[] array, Path file, long offset, long expectedSalt) {
    ByteBuffer source = ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
    Footer footer = new Footer(source.getLong(), source.getLong(), source.getInt());
    int version = source.getInt();
    int found = source.getInt();
    long magic = source.getLong();
    if (magic != TableFormat.MAGIC) {
      throw new CorruptionException(
          file, offset, "a table's magic number " + hex(TableFormat.MAGIC), hex(magic));
    }
    int crc = Checksum.salted(Checksum.crc32c(array, 0, CHECKED_BYTES), footer.salt, offset);
    if (crc != found) {
      throw new CorruptionException(file, offset, "the footer's checksum " + hex(crc), hex(found));
    }
    if (version > TableFormat.VERSION || version < 1) {
      throw new StoreException(
          ErrorCode.FORMAT_TOO_NEW,
          StoreException.Outcome.NONE,
          file.getFileName()
              + " has table format "
              + version
              + "; this software reads up to "
              + TableFormat.VERSION);
    }
    if (footer.salt != expectedSalt) {
      throw new CorruptionException(
          file, offset, "the table of salt " + hex(expectedSalt), hex(footer.salt));
    }
    return footer;
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  private static String hex(int value) {
    return "0x" + Integer.toHexString(value);
  }
}
