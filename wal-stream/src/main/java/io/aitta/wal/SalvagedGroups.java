package io.aitta.wal;

import io.aitta.core.CorruptionException;
import io.aitta.core.format.record.Frame;
import io.aitta.core.format.record.FrameScanner;
import io.aitta.core.format.record.RecordReader;
import io.aitta.core.io.ReadFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Walks the groups of one log, whole ones and damaged places alike; where a place was never synced
 * the log ends. For one thread; the file stays open.
 */
final class SalvagedGroups {
  private static final GroupHeader NONE =
      new GroupHeader(io.aitta.core.Durability.MEMORY, 0, 0, 0, 0, 0);

  private final ReadFile file;
  private final Path path;
  private final long salt;
  private final long limit;
  private RecordReader records;
  private GroupHeader group = NONE;
  private ByteBuffer operations = Frame.allocate(0);
  private @Nullable CorruptionException damage;
  private long offset;
  private long end;
  private long tornBytes;
  private boolean over;

  /**
   * @param limit where the log ends according to the one after it, or {@link LogReader#NO_LIMIT}
   */
  SalvagedGroups(ReadFile file, Path path, long salt, long limit) throws IOException {
    this.file = file;
    this.path = path;
    this.salt = salt;
    this.limit = limit;
    this.records = new RecordReader(file, path, salt, LogHeader.END);
  }

  /** Moves to the next group or damaged place; false at the end. */
  boolean next() throws IOException {
    offset = records.offset();
    damage = null;
    if (over || offset >= limit) {
      return false;
    }
    try {
      return read();
    } catch (CorruptionException found) {
      if (limit == LogReader.NO_LIMIT && !LogReader.isSyncedBeyond(file, salt, offset)) {
        tornBytes = records.size() - offset;
        return false;
      }
      damage = found;
      goOnBehindDamage();
      return true;
    }
  }

  private boolean read() throws IOException {
    ByteBuffer record = records.next();
    end = records.offset();
    if (record == null) {
      if (limit != LogReader.NO_LIMIT) {
        throw damaged("groups up to " + limit, "the end of the log");
      }
      return false;
    }
    if (end > limit) {
      throw damaged("a group that ends before " + limit, "one that ends at " + end);
    }
    GroupHeader found = GroupHeader.decode(record, salt, offset);
    if (found == null) {
      throw damaged("a group's header", "something else");
    }
    if (found.syncedUpTo() > offset) {
      throw damaged("a group behind what was synced", "synced up to " + found.syncedUpTo());
    }
    group = found;
    operations = record;
    return true;
  }

  private CorruptionException damaged(String expected, String found) {
    return new CorruptionException(path, offset, expected, found);
  }

  private void goOnBehindDamage() throws IOException {
    FrameScanner frames = new FrameScanner(file, salt, offset + 1);
    for (long at = frames.next(); at >= 0 && at < limit; at = frames.next()) {
      if (isGroup(at)) {
        end = at;
        records = new RecordReader(file, path, salt, at);
        return;
      }
    }
    end = Math.min(limit, records.size());
    over = true;
  }

  private boolean isGroup(long at) throws IOException {
    try {
      ByteBuffer record = new RecordReader(file, path, salt, at).next();
      return record != null && GroupHeader.decode(record, salt, at) != null;
    } catch (CorruptionException notWhole) {
      return false;
    }
  }

  /** What is wrong at the present place, or null if there is a group. */
  @Nullable CorruptionException damage() {
    return damage;
  }

  /** Bytes from the damaged place to the next whole group, or the end. */
  long damagedBytes() {
    return end - offset;
  }

  GroupHeader group() {
    return group;
  }

  /** What stands behind the group's header; valid until the next move. */
  ByteBuffer operations() {
    return operations;
  }

  long offset() {
    return offset;
  }

  /** The group's bytes in the file. */
  long length() {
    return end - offset;
  }

  long tornBytes() {
    return tornBytes;
  }
}
