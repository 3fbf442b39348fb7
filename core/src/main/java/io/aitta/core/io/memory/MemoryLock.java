package io.aitta.core.io.memory;

import io.aitta.core.io.DirectoryLock;
import java.io.IOException;
import java.nio.file.Path;

/** A directory held. Safe on any thread. */
final class MemoryLock extends MemoryHandle implements DirectoryLock {
  MemoryLock(MemoryFileSystem owner, Path directory, OpenHandles handles) {
    super(owner, directory, OpenHandle.Kind.LOCK, handles);
  }

  @Override
  public void requireHeld() throws IOException {
    requireUsable();
  }

  @Override
  public void close() {
    if (closeOnce()) {
      owner.unlock(file);
    }
  }
}
