package io.aitta.sstable.manifest;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.aitta.core.io.AppendFile;
import io.aitta.core.io.DirectoryLock;
import io.aitta.core.io.DiskFullException;
import io.aitta.core.io.FileSystem;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.Version;
import io.aitta.sstable.version.VersionEdit;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The durable memory of which tables make up the store, and its only writer. Every edit is synced
 * before it counts.
 *
 * <p>What was read at open is never written to again: the first edit begins a new manifest. Until
 * then nothing in the directory is changed (a first open excepted), and nothing may be removed from
 * it: after a failed sync the page cache can show an edit that the disk does not have.
 *
 * <p>After a failure nobody knows what the file holds: everything later throws, and the store has
 * to be sealed. One failure is none: a {@link DiskFullException} before anything was written leaves
 * all as it was.
 *
 * <p>For one thread; {@link #newFileNumber} may be called on any.
 */
public final class Manifest implements Closeable {
  /** A manifest longer than this, and than its snapshot doubled, is followed by a new one. */
  public static final long ROLL_BYTES = 1 << 20;

  /**
   * What a manifest said when it was opened.
   *
   * @param version the tables
   * @param storeId the random number the store was born with
   * @param nextFile greater than the number of any file in the directory
   * @param numbersReserved no operation ever had a greater number
   * @param timeMarkMillis the store's time never read more, as far as the manifest knows
   * @param logNumber the oldest log still needed
   * @param created whether the store was born just now
   * @param tornBytes of an edit that a crash cut off, and that nobody relied on
   */
  public record Recovered(
      Manifest manifest,
      Version version,
      long storeId,
      long nextFile,
      long numbersReserved,
      long timeMarkMillis,
      long logNumber,
      boolean created,
      long tornBytes) {}

  private final FileSystem fs;
  private final Path directory;
  private final long rollBytes;
  private final AtomicLong nextFile;
  private ManifestState state;
  private @Nullable DirectoryLock owner;
  private @Nullable ManifestFile file;
  private long rollAt;
  private boolean uncertain;
  private @Nullable Throwable failure;
  private boolean closed;

  Manifest(FileSystem fs, Path directory, long rollBytes, ManifestState state, long nextFile) {
    this.fs = fs;
    this.directory = directory;
    this.rollBytes = rollBytes;
    this.state = state;
    this.nextFile = new AtomicLong(nextFile);
  }

  /**
   * Opens the manifest of a directory that exists and is locked; begins a store if there is none.
   *
   * @param random gives a new store its id
   * @param logs tells whether a log holds anything
   * @throws io.aitta.core.CorruptionException if {@code CURRENT} is damaged, dangling, or missing
   *     though the directory holds something; if the manifest is damaged; if a table it names is
   *     missing or of another size
   * @throws io.aitta.core.StoreException {@code format-too-new}
   */
  public static Recovered open(FileSystem fs, Path directory, RandomGenerator random, LogProbe logs)
      throws IOException {
    return open(fs, directory, random, logs, ROLL_BYTES);
  }

  /** As above, with another length to roll at. */
  public static Recovered open(
      FileSystem fs, Path directory, RandomGenerator random, LogProbe logs, long rollBytes)
      throws IOException {
    return new ManifestOpening(fs, directory, random, logs, rollBytes).run();
  }

  /**
   * A manifest for tables that have lost theirs, in a locked directory without a {@code CURRENT}.
   * Nothing is written before the first edit, which names them all: until then the directory does
   * not open.
   *
   * @param storeId a new random number: no log of the old store shall ever pass for one of this
   */
  public static Manifest rebuild(FileSystem fs, Path directory, long storeId) {
    return new Manifest(fs, directory, ROLL_BYTES, ManifestState.fresh(storeId, 1), 1);
  }

  /** From now on makes sure before each edit that the directory is still ours. */
  public void guardBy(DirectoryLock lock) {
    owner = lock;
  }

  /** The present version. */
  public Version version() {
    return state.version();
  }

  /** A number for a new file, never given before. Safe on any thread. */
  public long newFileNumber() {
    return nextFile.getAndIncrement();
  }

  /**
   * The number of the manifest in force.
   *
   * @throws IllegalStateException before the first edit
   */
  public long number() {
    if (file == null) {
      throw new IllegalStateException("what was read is not known to be durable before an edit is");
    }
    return file.number();
  }

  /**
   * Makes an edit durable and returns the version that follows. The tables it adds have to be
   * synced, and their names; {@code nextFile} is filled in.
   *
   * @throws IllegalStateException if the edit does not fit; nothing happened
   * @throws DiskFullException if there was no space; unless {@link #failure} says otherwise nothing
   *     happened, and the same edit may be logged when there is
   * @throws IOException if it may or may not be durable; the manifest is done for
   */
  @CanIgnoreReturnValue
  public Version log(VersionEdit edit) throws IOException {
    if (closed || failure != null) {
      throw new IOException(closed ? "the manifest is closed" : "the manifest failed", failure);
    }
    try {
      if (owner != null) {
        owner.requireHeld();
      }
      checkAdded(edit);
      if (file == null || file.length() >= rollAt) {
        roll(edit);
      } else {
        append(file, edit);
      }
      return state.version();
    } catch (Throwable e) {
      boolean nothingHappened =
          e instanceof IllegalStateException || e instanceof DiskFullException;
      if (uncertain || !nothingHappened) {
        failure = e;
      }
      throw e;
    }
  }

  /** Why nothing can be logged any more, or null. */
  public @Nullable Throwable failure() {
    return failure;
  }

  /** A manifest that names a table which is not there would keep the store from ever opening. */
  private void checkAdded(VersionEdit edit) throws IOException {
    for (TableMeta table : edit.added()) {
      Path path = FileName.table(directory, table.number());
      long size = fs.exists(path) ? fs.size(path) : -1;
      if (size != table.sizeBytes()) {
        throw new IllegalStateException(
            path.getFileName()
                + (size < 0 ? " does not exist" : " has " + size + " bytes")
                + "; the edit says "
                + table.sizeBytes());
      }
    }
  }

  private void append(ManifestFile open, VersionEdit edit) throws IOException {
    VersionEdit whole = edit.toBuilder().nextFile(nextFile.get()).syncedTo(open.syncedTo()).build();
    ManifestState next = state.apply(whole);
    ByteBuffer record = whole.encode();
    open.prepare(record);
    uncertain = true; // from here on a failure leaves who knows what
    open.append(record);
    uncertain = false;
    state = next;
  }

  /** Begins the manifest of the state after {@code edit}, and makes it the one in force. */
  void roll(VersionEdit edit) throws IOException {
    long number = newFileNumber();
    ManifestState next = state.apply(edit.toBuilder().nextFile(nextFile.get()).build());
    ManifestFile begun = ManifestFile.begin(fs, directory, number, next);
    try {
      uncertain = true;
      begun.sync();
      fs.syncDirectory(directory);
      uncertain = false;
      nameCurrent(number);
    } catch (Throwable e) {
      if (uncertain) {
        closeAfter(begun, e); // CURRENT may name it already
      } else {
        begun.discard(fs, e);
      }
      throw e;
    }
    ManifestFile old = file;
    file = begun;
    state = next;
    rollAt = Math.max(rollBytes, 2 * begun.length());
    if (old != null) {
      old.close();
    }
  }

  private void nameCurrent(long number) throws IOException {
    try (AppendFile current = CurrentFile.writeTemporary(fs, directory, number)) {
      uncertain = true;
      current.sync();
    }
    fs.rename(CurrentFile.temporary(directory), CurrentFile.path(directory));
    fs.syncDirectory(directory);
    uncertain = false;
  }

  private static void closeAfter(ManifestFile begun, Throwable why) {
    try {
      begun.close();
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }

  /** Says in the file that all of it is durable, unless something failed, and closes it. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    ManifestFile open = file;
    if (open != null) {
      try (open) {
        if (failure == null) {
          open.seal();
        }
      }
    }
  }
}
