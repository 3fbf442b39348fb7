package io.aitta.sstable.manifest;

import io.aitta.core.CorruptionException;
import io.aitta.core.format.record.FrameScanner;
import io.aitta.core.format.record.RecordReader;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.ReadFile;
import io.aitta.sstable.version.Version;
import io.aitta.sstable.version.VersionEdit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads a manifest and {@code CURRENT} without opening the store, and goes on behind what is
 * damaged as far as it makes sense. Changes nothing. For one thread.
 */
public final class ManifestInspection {
  /** Takes what stands in a manifest, in its order. */
  public interface Listener {
    /**
     * @param format of everything in the directory
     * @param number of this manifest
     */
    default void header(long storeId, long number, int format) {}

    /** A whole record. */
    default void edit(long offset, long length, VersionEdit edit) {}

    /**
     * Something was there once and is not what was written.
     *
     * @param length up to the next whole record, or the end
     */
    default void damaged(CorruptionException damage, long length) {}
  }

  /**
   * What a manifest without damage says.
   *
   * @param numbersReserved no operation ever had a greater number
   * @param logNumber the oldest log still needed, 0 if none was ever named
   */
  public record Contents(
      Version version,
      long storeId,
      long numbersReserved,
      long timeMarkMillis,
      long nextFile,
      long logNumber) {}

  /**
   * What was found.
   *
   * @param contents null if anything is damaged: what an edit said is then not known
   * @param storeId null if the header is damaged
   * @param records read whole, the header among them
   * @param tornBytes of a record that a crash cut off, and that nobody relied on
   */
  public record Result(
      @Nullable Contents contents, @Nullable Long storeId, long records, long tornBytes) {}

  private final Path path;
  private final ReadFile file;
  private final Listener listener;
  private @Nullable ManifestState state;
  private long records;
  private boolean damaged;

  private ManifestInspection(Path path, ReadFile file, Listener listener) {
    this.path = path;
    this.file = file;
    this.listener = listener;
  }

  /**
   * The number of the manifest in force.
   *
   * @throws CorruptionException if {@code CURRENT} is damaged
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  public static long current(FileSystem fs, Path directory) throws IOException {
    return CurrentFile.read(fs, directory);
  }

  /**
   * Reads the manifest {@code path}, whose number is in its name.
   *
   * @throws io.aitta.core.StoreException {@code format-too-new}
   */
  public static Result read(FileSystem fs, Path path, Listener listener) throws IOException {
    try (ReadFile file = fs.openRead(path)) {
      return new ManifestInspection(path, file, listener).run();
    }
  }

  private Result run() throws IOException {
    ManifestHeader header;
    long end;
    try {
      RecordReader first = new RecordReader(file, path, ManifestHeader.FRAME_SALT, 0);
      ByteBuffer record = first.next();
      if (record == null) {
        throw new CorruptionException(path, 0, "a manifest's header", "the end of the file");
      }
      header = ManifestHeader.decode(record, path, number());
      end = first.offset();
    } catch (CorruptionException damage) {
      listener.damaged(damage, file.size()); // nothing behind it can be read without its salt
      return new Result(null, null, 0, 0);
    }
    records++;
    listener.header(header.storeId(), header.number(), ManifestState.FORMAT_VERSION);
    long torn = records(header, end);
    ManifestState last = damaged ? null : state;
    if (last == null && !damaged) {
      tell(new CorruptionException(path, end, "a snapshot", "the end of the manifest"), 0);
    }
    return new Result(last == null ? null : contents(last), header.storeId(), records, torn);
  }

  private long number() {
    FileName name = FileName.parse(String.valueOf(path.getFileName()));
    if (name == null || name.kind() != FileName.Kind.MANIFEST) {
      throw new CorruptionException(path, 0, "a manifest's name", "" + path.getFileName());
    }
    return name.number();
  }

  private static Contents contents(ManifestState state) {
    return new Contents(
        state.version(),
        state.storeId(),
        state.numbersReserved(),
        state.timeMarkMillis(),
        state.nextFile(),
        state.logNumber());
  }

  /** Returns how many bytes at the end are torn. */
  private long records(ManifestHeader header, long begin) throws IOException {
    RecordReader reader = new RecordReader(file, path, header.salt(), begin);
    while (true) {
      long offset = reader.offset();
      ByteBuffer record;
      try {
        record = reader.next();
        if (record == null) {
          return 0;
        }
        take(header, VersionEdit.decode(record, path, offset), offset, reader.offset() - offset);
      } catch (CorruptionException damage) {
        boolean isTorn =
            state != null
                && reader.offset() == offset
                && !ManifestReader.wasSynced(file, path, header.salt(), offset);
        if (isTorn) {
          return reader.size() - offset;
        }
        long next = reader.offset() > offset ? reader.offset() : nextRecord(header, offset);
        tell(damage, (next < 0 ? reader.size() : next) - offset);
        if (next < 0) {
          return 0;
        }
        reader = new RecordReader(file, path, header.salt(), next);
      }
    }
  }

  private void take(ManifestHeader header, VersionEdit edit, long offset, long length) {
    records++;
    listener.edit(offset, length, edit);
    ManifestState before = state;
    if (damaged) {
      return; // edits no longer lead on from what is known
    }
    try {
      state =
          before == null
              ? ManifestState.of(edit, header.storeId(), path, offset)
              : before.apply(edit);
    } catch (IllegalStateException misfit) {
      throw new CorruptionException(
          path, offset, "an edit that fits those before it", String.valueOf(misfit.getMessage()));
    }
  }

  private void tell(CorruptionException damage, long length) {
    damaged = true;
    listener.damaged(damage, length);
  }

  private long nextRecord(ManifestHeader header, long damage) throws IOException {
    FrameScanner frames = new FrameScanner(file, header.salt(), damage + 1);
    for (long at = frames.next(); at >= 0; at = frames.next()) {
      if (isWhole(header, at)) {
        return at;
      }
    }
    return -1;
  }

  /** A frame whose header alone is whole is a part of the same damage. */
  private boolean isWhole(ManifestHeader header, long at) throws IOException {
    try {
      return new RecordReader(file, path, header.salt(), at).next() != null;
    } catch (CorruptionException damage) {
      return false;
    }
  }
}
