package io.aitta.sstable.version;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step from a version to the next, as it stands in the manifest. A field that is null stays as
 * it was. Immutable, safe on any thread.
 *
 * @param storeId the random number this store was born with
 * @param formatVersion the format of everything in the directory
 * @param order the name of the order of keys
 * @param flushedThrough every operation up to this number is in a table, or gone for good
 * @param numbersReserved no number above this one was ever handed out
 * @param timeMarkMillis the store's time, in milliseconds since 1970, never reads less than this
 * @param nextFile no file of this number or a greater one was ever needed
 * @param logNumber the oldest log file still needed
 * @param syncedTo all of the manifest before this offset is known to be durable
 * @param added tables that join, each naming its level
 * @param removed tables that leave
 */
public record VersionEdit(
    @Nullable Long storeId,
    @Nullable Integer formatVersion,
    @Nullable String order,
    @Nullable Long flushedThrough,
    @Nullable Long numbersReserved,
    @Nullable Long timeMarkMillis,
    @Nullable Long nextFile,
    @Nullable Long logNumber,
    @Nullable Long syncedTo,
    List<TableMeta> added,
    List<Removed> removed) {

  /** A table that leaves a level; what it was follows from the version before. */
  public record Removed(int level, long number) {}

  public VersionEdit {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
  }

  public static Builder builder() {
    return new Builder();
  }

  /** The same edit, to be changed. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.storeId = storeId;
    builder.formatVersion = formatVersion;
    builder.order = order;
    builder.flushedThrough = flushedThrough;
    builder.numbersReserved = numbersReserved;
    builder.timeMarkMillis = timeMarkMillis;
    builder.nextFile = nextFile;
    builder.logNumber = logNumber;
    builder.syncedTo = syncedTo;
    builder.added.addAll(added);
    builder.removed.addAll(removed);
    return builder;
  }

  /** The edit as the package lays it out. */
  public ByteBuffer encode() {
    return VersionEditCodec.encode(this);
  }

  /**
   * An edit that says {@code syncedTo} and nothing else.
   *
   * @param paddingBytes zeros behind that, which readers skip
   */
  public static ByteBuffer encodeMark(long syncedTo, int paddingBytes) {
    return VersionEditCodec.encodeMark(syncedTo, paddingBytes);
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @param source the edit, whole; its position stays
   * @param file the file it stands in, for messages
   * @param offset where in the file
   * @throws io.aitta.core.CorruptionException if it is malformed
   * @throws io.aitta.core.StoreException {@code format-too-new}, if it holds a field that must be
   *     understood and is not
   */
  public static VersionEdit decode(ByteBuffer source, Path file, long offset) {
    return VersionEditCodec.decode(source, file, offset);
  }

  /** Gathers an edit. For one thread. */
  public static final class Builder {
    private @Nullable Long storeId;
    private @Nullable Integer formatVersion;
    private @Nullable String order;
    private @Nullable Long flushedThrough;
    private @Nullable Long numbersReserved;
    private @Nullable Long timeMarkMillis;
    private @Nullable Long nextFile;
    private @Nullable Long logNumber;
    private @Nullable Long syncedTo;
    private final List<TableMeta> added = new ArrayList<>();
    private final List<Removed> removed = new ArrayList<>();

    private Builder() {}

    @CanIgnoreReturnValue
    public Builder storeId(long value) {
      storeId = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder formatVersion(int value) {
      formatVersion = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder order(String value) {
      order = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder flushedThrough(long value) {
      flushedThrough = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder numbersReserved(long value) {
      numbersReserved = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder timeMarkMillis(long value) {
      timeMarkMillis = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder nextFile(long value) {
      nextFile = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder logNumber(long value) {
      logNumber = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder syncedTo(long value) {
      syncedTo = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder add(TableMeta table) {
      added.add(table);
      return this;
    }

    @CanIgnoreReturnValue
    public Builder addAll(List<TableMeta> tables) {
      added.addAll(tables);
      return this;
    }

    /** The table leaves the level it is in. */
    @CanIgnoreReturnValue
    public Builder remove(TableMeta table) {
      return remove(table.level(), table.number());
    }

    @CanIgnoreReturnValue
    public Builder remove(int level, long number) {
      removed.add(new Removed(level, number));
      return this;
    }

    @CanIgnoreReturnValue
    public Builder removeAll(List<TableMeta> tables) {
      tables.forEach(this::remove);
      return this;
    }

    public VersionEdit build() {
      return new VersionEdit(
          storeId,
          formatVersion,
          order,
          flushedThrough,
          numbersReserved,
          timeMarkMillis,
          nextFile,
          logNumber,
          syncedTo,
          added,
          removed);
    }
  }
}
