package io.aitta.wal;

import io.aitta.core.CorruptionException;
import io.aitta.core.format.record.Frame;
import io.aitta.core.format.record.FrameScanner;
import io.aitta.core.format.record.RecordReader;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.ReadFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a log whose header may be damaged. Immutable.
 *
 * @param header null if it cannot be read
 * @param headerDamage null if it can, or never was
 * @param isUnborn whether the file's creation never finished: no header, and nothing behind it
 * @param isOfAnother whether it is a whole log of another store or number
 * @param numberBeforeFirstGroup what the first group names as the number before it; {@link
 *     Long#MAX_VALUE} if no group can be read
 */
record SalvagedLog(
    long number,
    Path path,
    long size,
    long salt,
    @Nullable LogHeader header,
    @Nullable CorruptionException headerDamage,
    boolean isUnborn,
    boolean isOfAnother,
    long numberBeforeFirstGroup) {

  static SalvagedLog open(FileSystem fs, Path path, long storeId, long number) throws IOException {
    long salt = LogHeader.salt(storeId, number);
    try (ReadFile file = fs.openRead(path)) {
      LogHeader header = null;
      CorruptionException damage = null;
      boolean isOfAnother = false;
      try {
        ByteBuffer record = headerRecord(file, path);
        isOfAnother = true; // should it turn out to be whole and not the one expected
        header = LogHeader.decode(record, path, storeId, number);
        isOfAnother = false;
      } catch (CorruptionException found) {
        damage = found;
      }
      boolean isUnborn =
          header == null
              && !isOfAnother
              && file.size() <= OpenLog.OPENING_BYTES
              && new FrameScanner(file, salt, 0).nextOfAnyType() < 0;
      return new SalvagedLog(
          number,
          path,
          file.size(),
          salt,
          header,
          isUnborn ? null : damage,
          isUnborn,
          isOfAnother,
          firstNumberBefore(file, salt));
    }
  }

  /** The header, whatever store and number it names; null if it cannot be read. */
  static @Nullable LogHeader peek(FileSystem fs, Path path) throws IOException {
    try {
      return header(fs, path);
    } catch (CorruptionException damaged) {
      return null;
    }
  }

  /**
   * The header, whatever store and number it names.
   *
   * @throws CorruptionException if it cannot be read
   */
  static LogHeader header(FileSystem fs, Path path) throws IOException {
    try (ReadFile file = fs.openRead(path)) {
      return LogHeader.decode(headerRecord(file, path), path);
    }
  }

  private static ByteBuffer headerRecord(ReadFile file, Path path) throws IOException {
    ByteBuffer record = new RecordReader(file, path, LogHeader.FRAME_SALT, 0).next();
    if (record == null) {
      throw new CorruptionException(path, 0, "a log's header", "nothing");
    }
    return record;
  }

  private static long firstNumberBefore(ReadFile file, long salt) throws IOException {
    FrameScanner scanner = new FrameScanner(file, salt, LogHeader.END);
    ByteBuffer payload = Frame.allocate(GroupHeader.BYTES);
    for (long frame = scanner.next(); frame >= 0; frame = scanner.next()) {
      payload.clear();
      if (scanner.payload(frame, payload)) {
        GroupHeader group = GroupHeader.decode(payload.flip(), salt, frame);
        if (group != null) {
          return group.numberBefore();
        }
      }
    }
    return Long.MAX_VALUE;
  }
}
