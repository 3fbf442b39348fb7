package io.aitta.wal;

import io.aitta.core.io.AppendFile;
import io.aitta.core.io.DiskFullException;
import io.aitta.core.io.FileSystem;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Space held back for hard times: a file of zeros that is given up when the disk is full, so that
 * there is room for the next log's header, a manifest's roll and the removal of data. While it is
 * not held, writes are refused. What becomes of it in a crash matters to nobody. Safe on any
 * thread.
 */
public final class Ballast {
  /** The file's name in the data directory. */
  public static final String NAME = "BALLAST";

  private final FileSystem fs;
  private final Path directory;
  private final Path path;
  private final long bytes;
  private boolean held;
  private volatile long heldBytes;
  private @Nullable IOException refusal;

  private Ballast(FileSystem fs, Path directory, long bytes) {
    this.fs = fs;
    this.directory = directory;
    this.path = directory.resolve(NAME);
    this.bytes = bytes;
  }

  /**
   * The ballast of a directory: what an earlier life left, or a new one if there is space.
   *
   * @param bytesMax the most it takes; an eighth of the file system if that is less
   */
  public static Ballast open(FileSystem fs, Path directory, long bytesMax) throws IOException {
    long bytes = bytesMax == 0 ? 0 : Math.min(bytesMax, fs.totalBytes(directory) / 8);
    Ballast ballast = new Ballast(fs, directory, bytes);
    ballast.find();
    ballast.hold();
    return ballast;
  }

  /** Whether it can be given up. */
  public synchronized boolean isHeld() {
    return held;
  }

  /** How much could be given up; 0 while it is not held. Never waits. */
  long heldBytes() {
    return heldBytes;
  }

  private void setHeld(boolean holds) {
    held = holds;
    heldBytes = holds ? bytes : 0;
  }

  /** Takes the space if it is not held and half as much again is left for work. */
  public synchronized boolean hold() {
    if (!held) {
      try {
        setHeld(bytes == 0 || take());
        refusal = null;
      } catch (IOException failure) {
        refusal = failure;
      }
    }
    return held;
  }

  /** Gives the space up; durably, so that it can be used at once. */
  public synchronized void release() throws IOException {
    if (held && bytes > 0) {
      fs.delete(path);
      setHeld(false);
      fs.syncDirectory(directory);
    }
  }

  /** Why writes are refused while it is not held. */
  synchronized DiskFullException refusal() {
    String message = "no space left for " + NAME + " of " + bytes + " bytes in " + directory;
    IOException cause = refusal;
    return cause == null ? new DiskFullException(message) : new DiskFullException(message, cause);
  }

  private synchronized void find() throws IOException {
    if (fs.exists(path)) {
      long found = fs.size(path);
      boolean larger = found > bytes && !hasRoom(); // better than none
      if (bytes > 0 && (found == bytes || larger)) {
        setHeld(true);
      } else {
        fs.delete(path); // of another size: settings changed, or it was cut short
      }
    }
  }

  /** For itself, and half as much for work. */
  private boolean hasRoom() throws IOException {
    return fs.usableBytes(directory) >= bytes + bytes / 2;
  }

  private boolean take() throws IOException {
    if (fs.exists(path)) {
      fs.delete(path); // of an attempt that could not even clean up
    }
    if (!hasRoom()) {
      return false;
    }
    try (AppendFile file = fs.create(path)) {
      file.prepare(bytes);
      return true;
    } catch (IOException failure) {
      if (fs.exists(path)) {
        fs.delete(path);
      }
      throw failure;
    }
  }
}
