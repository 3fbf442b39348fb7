package io.aitta.core.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A channel that moves at most so many bytes a call, counts its calls, and sees heap buffers. */
final class ShortChannel extends FileChannel {
  private final FileChannel inner;
  private final int bytesMax;
  int calls;
  int heapBuffers;

  ShortChannel(FileChannel inner, int bytesMax) {
    this.inner = inner;
    this.bytesMax = bytesMax;
  }

  private interface Transfer {
    int run(ByteBuffer part) throws IOException;
  }

  private int limited(ByteBuffer buffer, Transfer transfer) throws IOException {
    calls++;
    heapBuffers += buffer.isDirect() ? 0 : 1;
    int limit = buffer.limit();
    buffer.limit(Math.min(limit, buffer.position() + bytesMax));
    try {
      return transfer.run(buffer);
    } finally {
      buffer.limit(limit);
    }
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return limited(target, part -> inner.read(part, position));
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    return limited(source, part -> inner.write(part, position));
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    calls++;
    long written = 0;
    for (int i = offset; i < offset + length && written < bytesMax; i++) {
      heapBuffers += sources[i].isDirect() ? 0 : 1;
      while (sources[i].hasRemaining() && written < bytesMax) {
        ByteBuffer one = sources[i].slice(sources[i].position(), 1);
        written += inner.write(one);
        sources[i].position(sources[i].position() + 1);
      }
    }
    return written;
  }

  @Override
  public FileChannel position(long position) throws IOException {
    inner.position(position);
    return this;
  }

  @Override
  public long position() throws IOException {
    return inner.position();
  }

  @Override
  public long size() throws IOException {
    return inner.size();
  }

  @Override
  public void force(boolean metaData) throws IOException {
    inner.force(metaData);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    inner.close();
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return inner.read(target);
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    return inner.read(targets, offset, length);
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return inner.write(source);
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    inner.truncate(size);
    return this;
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    return inner.transferTo(position, count, target);
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count)
      throws IOException {
    return inner.transferFrom(source, position, count);
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    return inner.map(mode, position, size);
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    return inner.lock(position, size, shared);
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return inner.tryLock(position, size, shared);
  }
}
