package io.aitta.wal;

import io.aitta.core.CorruptionException;
import io.aitta.core.format.record.Frame;
import io.aitta.core.format.record.FrameScanner;
import io.aitta.core.format.record.RecordReader;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.ReadFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads one log, group by group, and tells a torn end from damage. For one thread.
 *
 * <p>A place that cannot be read is a torn end, unless something written later says that the log
 * was synced beyond it: a group behind it in the same file, or the header of the next log.
 */
final class LogReader implements Closeable {
  /** For a log that no other goes on from. */
  static final long NO_LIMIT = Long.MAX_VALUE;

  private final ReadFile file;
  private final Path path;
  private final long salt;
  private final LogHeader header;
  private final RecordReader records;
  private ByteBuffer operations = Frame.allocate(0);
  private long groupOffset;
  private long tornBytes;

  private LogReader(ReadFile file, Path path, LogHeader header) throws IOException {
    this.file = file;
    this.path = path;
    this.salt = header.salt();
    this.header = header;
    this.records = new RecordReader(file, path, salt, LogHeader.END);
  }

  /**
   * Opens a log.
   *
   * @return null if its creation was never finished: no header, and nothing behind it
   * @throws CorruptionException if it is not what its name says, or its header is damaged
   */
  static @Nullable LogReader open(FileSystem fs, Path path, long storeId, long log)
      throws IOException {
    ReadFile file = fs.openRead(path);
    LogReader reader = null;
    try {
      LogHeader header = readHeader(file, path, storeId, log);
      reader = header == null ? null : new LogReader(file, path, header);
      return reader;
    } finally {
      if (reader == null) {
        file.close();
      }
    }
  }

  private static @Nullable LogHeader readHeader(ReadFile file, Path path, long storeId, long log)
      throws IOException {
    @Nullable ByteBuffer record = null;
    CorruptionException damage = new CorruptionException(path, 0, "a log's header", "nothing");
    try {
      record = new RecordReader(file, path, LogHeader.FRAME_SALT, 0).next();
    } catch (CorruptionException found) {
      damage = found;
    }
    if (record != null) {
      return LogHeader.decode(record, path, storeId, log);
    }
    boolean wasFinished =
        file.size() > OpenLog.OPENING_BYTES
            || new FrameScanner(file, LogHeader.salt(storeId, log), 0).nextOfAnyType() >= 0;
    if (wasFinished) {
      throw damage;
    }
    return null;
  }

  LogHeader header() {
    return header;
  }

  /**
   * The next group's header; its operations are in {@link #operations}.
   *
   * @param limit where the log ends according to the one after it, or {@link #NO_LIMIT}
   * @return null at the end, clean or torn
   */
  @Nullable GroupHeader next(long limit) throws IOException {
    groupOffset = records.offset();
    if (groupOffset == limit) {
      return null;
    }
    ByteBuffer record = nextRecord(limit);
    if (record == null) {
      if (limit != NO_LIMIT) {
        throw damaged("groups up to " + limit, "the end of the log");
      }
      return null;
    }
    if (records.offset() > limit) {
      throw damaged("a group that ends before " + limit, "one that ends at " + records.offset());
    }
    GroupHeader group = GroupHeader.decode(record, salt, groupOffset);
    if (group == null) {
      throw damaged("a group's header", "something else");
    }
    if (group.syncedUpTo() > groupOffset) {
      throw damaged("a group behind what was synced", "synced up to " + group.syncedUpTo());
    }
    operations = record;
    return group;
  }

  private @Nullable ByteBuffer nextRecord(long limit) throws IOException {
    try {
      return records.next();
    } catch (CorruptionException damage) {
      if (limit != NO_LIMIT || isSyncedBeyond(file, salt, groupOffset)) {
        throw damage;
      }
      tornBytes = records.size() - groupOffset;
      return null;
    }
  }

  /** Whether a group behind {@code offset} says that this place was synced. */
  static boolean isSyncedBeyond(ReadFile file, long salt, long offset) throws IOException {
    FrameScanner scanner = new FrameScanner(file, salt, offset + 1);
    ByteBuffer payload = Frame.allocate(GroupHeader.BYTES);
    for (long frame = scanner.next(); frame >= 0; frame = scanner.next()) {
      payload.clear();
      if (scanner.payload(frame, payload)) {
        GroupHeader group = GroupHeader.decode(payload.flip(), salt, frame);
        if (group != null && group.syncedUpTo() > offset) {
          return true;
        }
      }
    }
    return false;
  }

  /** What stands behind the header of the group that {@link #next} returned; valid until then. */
  ByteBuffer operations() {
    return operations;
  }

  /** Where that group stands. */
  long groupOffset() {
    return groupOffset;
  }

  /** The length of what was read. */
  long validBytes() {
    return records.offset();
  }

  /** Bytes behind the end that are no groups and no prepared space. */
  long tornBytes() {
    return tornBytes;
  }

  CorruptionException damaged(String expected, String found) {
    return new CorruptionException(path, groupOffset, expected, found);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
