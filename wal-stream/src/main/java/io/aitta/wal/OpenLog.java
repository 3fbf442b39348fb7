package io.aitta.wal;

import io.aitta.core.Durability;
import io.aitta.core.format.Checksum;
import io.aitta.core.format.record.Frame;
import io.aitta.core.io.AppendFile;
import io.aitta.core.io.DiskFullException;
import io.aitta.core.io.FileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The log file being written, and how far it is synced. For one thread at a time; {@link
 * #writeBack} for any other beside it.
 */
final class OpenLog {
  /** What a file is created with and synced at once: one that is longer had a header. */
  static final int OPENING_BYTES = LogHeader.END + GroupWriter.EMPTY_BYTES;

  private final LogHeader header;
  private final Path path;
  private final AppendFile file;
  private long synced;
  private long saidSynced;
  private long writtenBack;

  /**
   * The kernel tells of a failure to write back once: two who sync at a time would not both hear.
   */
  private final Object syncing = new Object();

  private boolean closed;
  private volatile @Nullable Throwable failure;

  private OpenLog(LogHeader header, Path path, AppendFile file) {
    this.header = header;
    this.path = path;
    this.file = file;
    this.synced = file.appended();
    this.saidSynced = synced;
  }

  /**
   * Creates a log with its header and an empty group, both durable with the file's name. The empty
   * group tells a header that rotted from one that was never whole.
   *
   * @throws DiskFullException if there is no space; then there is no such file, for certain
   */
  static OpenLog create(FileSystem fs, Path directory, LogHeader header, long timeMarkMillis)
      throws IOException {
    Path path = LogFile.path(directory, header.log());
    @Nullable AppendFile file = null;
    try {
      file = fs.create(path);
      file.append(opening(header, timeMarkMillis));
    } catch (DiskFullException full) {
      discard(fs, directory, path, file, full);
      throw full;
    } catch (Throwable failure) {
      closeAfter(file, failure);
      throw failure;
    }
    try {
      sync(file);
      syncDirectory(fs, directory);
    } catch (Throwable failure) {
      closeAfter(file, failure);
      throw failure;
    }
    return new OpenLog(header, path, file);
  }

  private static void closeAfter(@Nullable AppendFile file, Throwable why) {
    if (file != null) {
      try {
        file.close();
      } catch (IOException failure) {
        why.addSuppressed(failure);
      }
    }
  }

  private static void discard(
      FileSystem fs, Path directory, Path path, @Nullable AppendFile file, DiskFullException why)
      throws IOException {
    try {
      if (file != null) {
        file.close();
      }
      if (fs.exists(path)) {
        fs.delete(path);
        fs.syncDirectory(directory);
      }
    } catch (IOException failure) {
      failure.addSuppressed(why);
      throw new IOException("a log without space for its header cannot be removed", failure);
    }
  }

  private static ByteBuffer opening(LogHeader header, long timeMarkMillis) {
    ByteBuffer opening = Frame.allocate(OPENING_BYTES);
    opening.position(Frame.HEADER_BYTES);
    header.encode(opening);
    seal(opening, 0, LogHeader.BYTES, LogHeader.FRAME_SALT);
    opening.position(LogHeader.END + Frame.HEADER_BYTES);
    LogBatch empty = new EmptyBatch(header.numberBefore(), Durability.DISK, timeMarkMillis);
    GroupHeader.encode(opening, empty, 0, header.salt(), LogHeader.END);
    seal(opening, LogHeader.END, GroupHeader.BYTES, header.salt());
    return opening.flip();
  }

  private static void seal(ByteBuffer target, int at, int length, long salt) {
    int crc = Checksum.crc32c(target.slice(at + Frame.HEADER_BYTES, length));
    Frame.putHeader(target, at, Frame.FULL, length, crc, salt, at);
  }

  long number() {
    return header.log();
  }

  Path path() {
    return path;
  }

  long salt() {
    return header.salt();
  }

  AppendFile file() {
    return file;
  }

  long appended() {
    return file.appended();
  }

  /** Bytes that were taken ahead and are not used yet. */
  long room() {
    return file.prepared() - file.appended();
  }

  /** Every byte before this offset is durable. */
  long synced() {
    return synced;
  }

  /** To be told when a group was appended: it said how far the log was synced. */
  void said(long syncedUpTo) {
    saidSynced = syncedUpTo;
  }

  /** Whether anything stands behind what the file was created with. */
  boolean hasGroups() {
    return file.appended() > OPENING_BYTES;
  }

  /** Whether the log is synced further than it says. */
  boolean hasUnsaid() {
    return synced > saidSynced;
  }

  /**
   * Makes all that was appended durable.
   *
   * @throws IOException never a {@link DiskFullException}: after a failed sync nobody knows what
   *     the disk holds, whatever the reason
   */
  void sync() throws IOException {
    synchronized (syncing) {
      Throwable why = failure;
      if (why != null) {
        throw new IOException("the log failed before", why);
      }
      syncOnce();
    }
    synced = file.appended();
  }

  /**
   * A file of which a sync failed is never synced again: the next would succeed and prove nothing.
   */
  private void syncOnce() throws IOException {
    try {
      sync(file);
    } catch (Throwable why) {
      fail(why);
      throw why;
    }
  }

  /** To be told when a write failed: nothing is synced any more. Safe on any thread. */
  void fail(Throwable why) {
    failure = failure == null ? why : failure;
  }

  /** Why nothing may be written or synced any more, or null. Safe on any thread. */
  @Nullable Throwable failure() {
    return failure;
  }

  /** Bytes that nobody synced, nor wrote back or is about to. */
  long bytesToWriteBack() {
    return file.appended() - Math.max(synced, writtenBack);
  }

  /** To be told before {@link #writeBack}, by the thread that appends. */
  void willWriteBack() {
    writtenBack = file.appended();
  }

  /**
   * Brings to the disk what {@link #willWriteBack} found, unless the file failed, or was closed,
   * which is synced first.
   */
  void writeBack() throws IOException {
    synchronized (syncing) {
      if (!closed && failure == null) {
        syncOnce();
      }
    }
  }

  /** To be told behind a {@link #writeBack} that went well, by a thread that keeps off appends. */
  void wroteBack() {
    synced = Math.max(synced, writtenBack);
  }

  void close() throws IOException {
    synchronized (syncing) {
      closed = true;
      file.close();
    }
  }

  private static void sync(AppendFile file) throws IOException {
    try {
      file.sync();
    } catch (DiskFullException full) {
      throw new IOException("a log cannot be synced", full);
    }
  }

  private static void syncDirectory(FileSystem fs, Path directory) throws IOException {
    try {
      fs.syncDirectory(directory);
    } catch (DiskFullException full) {
      throw new IOException("a log's name cannot be synced", full);
    }
  }
}
