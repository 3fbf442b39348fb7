package io.aitta.sstable.manifest;

import io.aitta.core.CorruptionException;
import io.aitta.core.format.record.FrameScanner;
import io.aitta.core.format.record.RecordReader;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.ReadFile;
import io.aitta.sstable.version.VersionEdit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads a manifest from its beginning. A record that is not whole ends it if nothing shows that the
 * record was ever synced: then it is a write that a crash tore, and nobody relied on it. A later
 * record that says so, or a place before the first edit, makes it damage. For one thread.
 */
final class ManifestReader {
  private final ReadFile file;
  private final Path path;
  private final ManifestHeader header;
  private final RecordReader records;

  /**
   * @param state after the last whole edit
   * @param tornBytes of a record that a crash cut off
   */
  record Result(ManifestState state, long tornBytes) {}

  private ManifestReader(ReadFile file, Path path, long number) throws IOException {
    this.file = file;
    this.path = path;
    RecordReader first = new RecordReader(file, path, ManifestHeader.FRAME_SALT, 0);
    this.header = ManifestHeader.decode(required(first.next(), 0), path, number);
    this.records = new RecordReader(file, path, header.salt(), first.offset());
  }

  static Result read(FileSystem fs, Path directory, long number) throws IOException {
    Path path = FileName.manifest(directory, number);
    try (ReadFile file = fs.openRead(path)) {
      return new ManifestReader(file, path, number).read();
    }
  }

  private Result read() throws IOException {
    ManifestState state = firstState();
    while (true) {
      long offset = records.offset();
      ByteBuffer record;
      try {
        record = records.next();
      } catch (CorruptionException damage) {
        if (wasSynced(offset)) {
          throw damage;
        }
        return new Result(state, records.size() - offset);
      }
      if (record == null) {
        return new Result(state, 0);
      }
      state = apply(state, decode(record, offset), offset);
    }
  }

  /** The snapshot and the mark behind it were synced before {@code CURRENT} named the file. */
  private ManifestState firstState() throws IOException {
    long offset = records.offset();
    VersionEdit snapshot = decode(required(records.next(), offset), offset);
    ManifestState state = build(snapshot, offset);
    offset = records.offset();
    VersionEdit mark = decode(required(records.next(), offset), offset);
    return apply(state, mark, offset);
  }

  private ByteBuffer required(@Nullable ByteBuffer record, long offset) {
    if (record == null) {
      throw new CorruptionException(path, offset, "a record", "the end of the manifest");
    }
    return record;
  }

  private VersionEdit decode(ByteBuffer record, long offset) {
    VersionEdit edit = VersionEdit.decode(record, path, offset);
    if (edit.syncedTo() != null && edit.syncedTo() > offset) {
      throw new CorruptionException(
          path, offset, "what was synced to lie before this", "offset " + edit.syncedTo());
    }
    return edit;
  }

  private ManifestState build(VersionEdit snapshot, long offset) {
    try {
      return ManifestState.of(snapshot, header.storeId(), path, offset);
    } catch (IllegalStateException e) {
      throw misfit(e, offset);
    }
  }

  private ManifestState apply(ManifestState state, VersionEdit edit, long offset) {
    try {
      return state.apply(edit);
    } catch (IllegalStateException e) {
      throw misfit(e, offset);
    }
  }

  private CorruptionException misfit(IllegalStateException e, long offset) {
    return new CorruptionException(
        path, offset, "an edit that fits those before it", String.valueOf(e.getMessage()));
  }

  private boolean wasSynced(long damage) throws IOException {
    return wasSynced(file, path, header.salt(), damage);
  }

  /** Whether a whole record behind {@code damage} says that this place was synced. */
  static boolean wasSynced(ReadFile file, Path path, long salt, long damage) throws IOException {
    FrameScanner frames = new FrameScanner(file, salt, damage + 1);
    for (long at = frames.next(); at >= 0; at = frames.next()) {
      Long syncedTo = syncedTo(file, path, salt, at);
      if (syncedTo != null && syncedTo > damage) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Long syncedTo(ReadFile file, Path path, long salt, long at)
      throws IOException {
    try {
      ByteBuffer record = new RecordReader(file, path, salt, at).next();
      return record == null ? null : VersionEdit.decode(record, path, at).syncedTo();
    } catch (CorruptionException notWhole) {
      return null; // a frame's header alone shows nothing
    }
  }
}
