package io.aitta.core.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file whose large reads go around the page cache, where its file system has a way to: a merge
 * reads every byte once. Small ones go through it. The way around is opened when first needed. Safe
 * on any thread.
 */
final class UncachedReadFile implements ReadFile {
  private static final int LARGE_BYTES = 64 << 10;

  private final Path file;
  private final ReadFile cached;
  private volatile boolean hasNoDirect;
  private volatile @Nullable UninterruptibleChannel direct;
  private boolean closed;

  UncachedReadFile(Path file, ReadFile cached) {
    this.file = file;
    this.cached = cached;
  }

  @Override
  public int readAt(long offset, ByteBuffer target) throws IOException {
    UninterruptibleChannel around =
        target.remaining() < LARGE_BYTES || offset < 0 ? null : direct();
    if (around == null) {
      return cached.readAt(offset, target);
    }
    int begin = target.position();
    try {
      return readAround(around, offset, target);
    } catch (IOException refused) {
      hasNoDirect = true; // a disk that fails will say so again
      target.position(begin);
      return cached.readAt(offset, target);
    }
  }

  private @Nullable UninterruptibleChannel direct() throws IOException {
    if (hasNoDirect) {
      return null;
    }
    UninterruptibleChannel known = direct;
    return known != null ? known : openDirect();
  }

  private synchronized @Nullable UninterruptibleChannel openDirect() throws IOException {
    if (closed) {
      throw new IOException("used after close: " + file);
    }
    if (direct == null) {
      direct = UncachedChannel.openDirect(file, StandardOpenOption.READ);
      hasNoDirect = direct == null;
    }
    return direct;
  }

  /** Reads the pages in which the bytes lie, a staging buffer of them at a time. */
  private static int readAround(UninterruptibleChannel around, long offset, ByteBuffer target)
      throws IOException {
    ByteBuffer pages = StagingBuffers.SHARED.take();
    try {
      int filled = 0;
      boolean ended = false;
      while (target.hasRemaining() && !ended) {
        long at = offset + filled;
        int skipped = (int) (at % PageBuffers.PAGE_BYTES);
        int wanted = Math.min(pages.capacity(), skipped + target.remaining());
        pages.clear().limit(wanted + (-wanted & (PageBuffers.PAGE_BYTES - 1)));
        int read = fill(around, at - skipped, pages);
        ended = read < pages.limit();
        pages.position(Math.min(skipped, read)).limit(Math.min(wanted, read));
        filled += pages.remaining();
        target.put(pages);
      }
      return filled;
    } finally {
      StagingBuffers.SHARED.giveBack(pages);
    }
  }

  /**
   * Reads until the buffer is full or the file ends, which is where a read is not of whole pages.
   */
  private static int fill(UninterruptibleChannel around, long offset, ByteBuffer pages)
      throws IOException {
    int filled = 0;
    while (pages.hasRemaining()) {
      int read = around.read(pages, offset + filled);
      filled += Math.max(read, 0);
      if (read < 0 || filled % PageBuffers.PAGE_BYTES != 0) {
        break;
      }
    }
    return filled;
  }

  @Override
  public long size() throws IOException {
    return cached.size();
  }

  @Override
  public void close() throws IOException {
    UninterruptibleChannel closing;
    synchronized (this) {
      closed = true;
      closing = direct;
    }
    try {
      if (closing != null) {
        closing.close();
      }
    } finally {
      cached.close();
    }
  }
}
