package io.aitta.core.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** Ownership of a directory, held until closed. The lock's file stays. Safe on any thread. */
public interface DirectoryLock extends Closeable {
  /**
   * The name of the lock's file. Nothing but {@link FileSystem#lock} opens, renames or deletes it.
   */
  String LOCK_FILE = "LOCK";

  /** The name of the file beside it that says who owns the directory. */
  String OWNER_FILE = "OWNER";

  /**
   * Refuses the lock's file. Opening and closing it, for whatever purpose, would give away the lock
   * of every holder in this process; and two processes could hold two files of that name, were it
   * deleted.
   */
  static void requireNoLockFile(Path file) throws IOException {
    Path name = file.getFileName();
    if (name != null && name.toString().equals(LOCK_FILE)) {
      throw new IOException("only the lock itself may touch its file: " + file);
    }
  }

  /**
   * Makes sure that nobody took the directory over, as can happen when somebody deletes the lock's
   * file. Reads one small file: for moments before something irrevocable is written.
   *
   * @throws DirectoryInUseException if somebody did
   */
  void requireHeld() throws IOException;

  /** Releases the directory. Idempotent. */
  @Override
  void close() throws IOException;
}
