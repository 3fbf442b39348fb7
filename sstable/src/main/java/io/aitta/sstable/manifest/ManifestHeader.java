package io.aitta.sstable.manifest;

import io.aitta.core.CorruptionException;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.format.record.Frame;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The first record of a manifest; see the package. Its layout is the same in every format, so that
 * an older release can say which one it would need.
 */
record ManifestHeader(long storeId, long number) {
  /** Of the header's own frame, which is read before anything is known of the file. */
  static final long FRAME_SALT = 0x7473_6566_696E_616DL;

  private static final long MAGIC = 0x414D_4154_5449_4121L;
  private static final int BYTES = 28;

  /** The salt of every other frame of the manifest. */
  long salt() {
    return storeId ^ (number * 0xAEF1_7502_108E_F2D9L);
  }

  ByteBuffer encode() {
    return Frame.allocate(BYTES)
        .putLong(MAGIC)
        .putInt(ManifestState.FORMAT_VERSION)
        .putLong(storeId)
        .putLong(number)
        .flip();
  }

  /**
   * Reads the header of the manifest {@code file}.
   *
   * @throws CorruptionException if it is not the header of the manifest of that number
   * @throws StoreException with {@link ErrorCode#FORMAT_TOO_NEW} if a later release wrote it
   */
  static ManifestHeader decode(ByteBuffer record, Path file, long number) {
    if (record.remaining() < BYTES) {
      throw corrupt(file, "a header of " + BYTES + " bytes", record.remaining() + " bytes");
    }
    long magic = record.getLong();
    if (magic != MAGIC) {
      throw corrupt(file, "a manifest", "magic " + Long.toHexString(magic));
    }
    int format = record.getInt();
    ManifestState.checkFormat(format, file);
    ManifestHeader header = new ManifestHeader(record.getLong(), record.getLong());
    if (header.number != number) {
      throw corrupt(file, "manifest " + number, "manifest " + header.number);
    }
    return header;
  }

  private static CorruptionException corrupt(Path file, String expected, String found) {
    return new CorruptionException(file, 0, expected, found);
  }
}
