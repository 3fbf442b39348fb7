package io.aitta.core.io;

import java.io.Closeable;
import java.io.IOException;

/** Ownership of a directory, held until closed. The lock's file stays. Safe on any thread. */
public interface DirectoryLock extends Closeable {
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
