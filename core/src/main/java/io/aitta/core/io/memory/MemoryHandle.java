package io.aitta.core.io.memory;

import java.io.IOException;
import java.nio.file.Path;

/** What every handle of a memory file system knows: whether it may still be used. */
abstract class MemoryHandle {
  final MemoryFileSystem owner;
  final Path file;
  private final OpenHandles handles;
  private final long ticket;
  private volatile boolean closed;

  MemoryHandle(MemoryFileSystem owner, Path file, OpenHandle.Kind kind, OpenHandles handles) {
    this.owner = owner;
    this.file = file;
    this.handles = handles;
    this.ticket = handles.opened(kind, file);
  }

  final void requireUsable() throws IOException {
    owner.requireAlive();
    if (closed) {
      throw new IOException("used after close: " + file);
    }
  }

  /** Returns whether this was the first call. */
  final boolean closeOnce() {
    boolean first = !closed;
    closed = true;
    handles.closed(ticket);
    return first;
  }
}
