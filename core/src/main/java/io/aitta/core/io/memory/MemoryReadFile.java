package io.aitta.core.io.memory;

import io.aitta.core.io.ReadFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A handle to read a file in memory with. Safe on any thread. */
final class MemoryReadFile extends MemoryHandle implements ReadFile {
  private final Inode inode;

  MemoryReadFile(MemoryFileSystem owner, Path file, Inode inode, OpenHandles handles) {
    super(owner, file, OpenHandle.Kind.READ, handles);
    this.inode = inode;
  }

  @Override
  public int readAt(long offset, ByteBuffer target) throws IOException {
    requireUsable();
    if (offset < 0) {
      throw new IllegalArgumentException("negative offset " + offset + " in " + file);
    }
    return inode.read(offset, target);
  }

  @Override
  public long size() throws IOException {
    requireUsable();
    return inode.size();
  }

  @Override
  public void close() {
    closeOnce();
  }
}
