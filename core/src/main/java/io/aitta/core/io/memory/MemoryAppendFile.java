package io.aitta.core.io.memory;

import io.aitta.core.io.AppendFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A handle to write a file in memory with. For one thread at a time. */
final class MemoryAppendFile extends MemoryHandle implements AppendFile {
  private final Inode inode;

  MemoryAppendFile(MemoryFileSystem owner, Path file, Inode inode, OpenHandles handles) {
    super(owner, file, OpenHandle.Kind.APPEND, handles);
    this.inode = inode;
  }

  @Override
  public void append(ByteBuffer... buffers) throws IOException {
    synchronized (
        inode) { // a crash takes the file's state under its monitor: nothing comes after it
      requireUsable();
      inode.append(buffers);
    }
  }

  @Override
  public void prepare(long length) throws IOException {
    synchronized (inode) {
      requireUsable();
      inode.prepare(length);
    }
  }

  @Override
  public long appended() {
    return inode.appended();
  }

  @Override
  public long prepared() {
    return inode.size();
  }

  @Override
  public void sync() throws IOException {
    synchronized (inode) {
      requireUsable();
      inode.sync();
    }
  }

  @Override
  public void close() {
    closeOnce();
  }
}
