package io.aitta.sstable.manifest;

import io.aitta.core.CorruptionException;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.Version;
import io.aitta.sstable.version.VersionEdit;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * All that a manifest says, after any number of edits. Nothing it counts ever goes back. Immutable.
 */
record ManifestState(
    long storeId,
    Version version,
    long numbersReserved,
    long timeMarkMillis,
    long nextFile,
    long logNumber) {

  /** Of everything in the directory. A release reads this one and all before it. */
  static final int FORMAT_VERSION = 1;

  /** Unsigned bytes of the tree key ascending, then trailer descending. */
  static final String ORDER = "aitta.tree-key.1";

  static ManifestState fresh(long storeId, long nextFile) {
    return new ManifestState(storeId, Version.empty(), 0, 0, nextFile, 0);
  }

  /** Whether nothing has ever been said. */
  boolean isFresh() {
    return version.tables() == 0
        && version.flushedThrough() == 0
        && numbersReserved == 0
        && timeMarkMillis == 0
        && logNumber == 0;
  }

  /**
   * The state that follows by {@code edit}.
   *
   * @throws IllegalStateException if the edit does not fit
   */
  ManifestState apply(VersionEdit edit) {
    if (edit.storeId() != null && edit.storeId() != storeId) {
      throw new IllegalStateException(
          "an edit of store " + Long.toHexString(edit.storeId()) + ", not of this one");
    }
    ManifestState next =
        new ManifestState(
            storeId,
            version.apply(edit),
            forward("numbers reserved", numbersReserved, edit.numbersReserved()),
            forward("time mark", timeMarkMillis, edit.timeMarkMillis()),
            forward("next file", nextFile, edit.nextFile()),
            forward("log number", logNumber, edit.logNumber()));
    for (TableMeta table : edit.added()) {
      if (table.number() >= next.nextFile) {
        throw new IllegalStateException(
            "table " + table.number() + " though the next file is " + next.nextFile);
      }
    }
    return next;
  }

  private static long forward(String what, long from, @Nullable Long to) {
    if (to != null && to < from) {
      throw new IllegalStateException(what + " would go from " + from + " back to " + to);
    }
    return to == null ? from : to;
  }

  /** An edit of every field, which leads from nothing to this state. */
  VersionEdit snapshot() {
    VersionEdit.Builder edit =
        VersionEdit.builder()
            .storeId(storeId)
            .formatVersion(FORMAT_VERSION)
            .order(ORDER)
            .flushedThrough(version.flushedThrough())
            .numbersReserved(numbersReserved)
            .timeMarkMillis(timeMarkMillis)
            .nextFile(nextFile)
            .logNumber(logNumber);
    for (int level = 0; level < version.levels(); level++) {
      edit.addAll(version.level(level));
    }
    return edit.build();
  }

  /**
   * The state a {@link #snapshot} describes.
   *
   * @throws CorruptionException if a field is missing, or it is of another store
   */
  static ManifestState of(VersionEdit snapshot, long storeId, Path file, long offset) {
    Long id = snapshot.storeId();
    Integer format = snapshot.formatVersion();
    String order = snapshot.order();
    if (id == null
        || format == null
        || order == null
        || snapshot.flushedThrough() == null
        || snapshot.numbersReserved() == null
        || snapshot.timeMarkMillis() == null
        || snapshot.nextFile() == null
        || snapshot.logNumber() == null) {
      throw new CorruptionException(file, offset, "a snapshot of every field", "" + snapshot);
    }
    checkFormat(format, file);
    checkOrder(order, file);
    if (id != storeId) {
      throw new CorruptionException(
          file, offset, "store " + Long.toHexString(storeId), Long.toHexString(id));
    }
    return fresh(storeId, 0).apply(snapshot);
  }

  static void checkFormat(int format, Path file) {
    if (format > FORMAT_VERSION || format < 1) {
      throw new StoreException(
          ErrorCode.FORMAT_TOO_NEW,
          StoreException.Outcome.NONE,
          file.getFileName()
              + " has format "
              + Integer.toUnsignedString(format)
              + "; this version reads "
              + FORMAT_VERSION);
    }
  }

  private static void checkOrder(String order, Path file) {
    if (!order.equals(ORDER)) {
      throw new StoreException(
          ErrorCode.FORMAT_TOO_NEW,
          StoreException.Outcome.NONE,
          file.getFileName() + " orders keys by " + order + "; this version knows " + ORDER);
    }
  }
}
