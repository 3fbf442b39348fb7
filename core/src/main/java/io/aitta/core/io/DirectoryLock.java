package io.aitta.core.io;

import java.io.Closeable;
import java.io.IOException;

/** Ownership of a directory, held until closed. The lock's file stays. */
public interface DirectoryLock extends Closeable {
  @Override
  void close() throws IOException;
}
