package io.aitta.core.io;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file whose whole pages, where a buffer holds them aligned, are written around the page cache;
 * the rest goes through it. On a file system that has no such way everything does. For one thread;
 * another may force beside it.
 */
final class UncachedChannel implements WriteChannel {
  /** What some file systems say to the first write, having opened the file that way. */
  private static final String REFUSED = "Invalid argument";

  private final UninterruptibleChannel cached;
  private @Nullable UninterruptibleChannel direct;

  private UncachedChannel(UninterruptibleChannel cached, @Nullable UninterruptibleChannel direct) {
    this.cached = cached;
    this.direct = direct;
  }

  /** Creates a file that must not exist yet. */
  static UncachedChannel create(Path file) throws IOException {
    UninterruptibleChannel cached =
        UninterruptibleChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return new UncachedChannel(cached, openDirect(file, StandardOpenOption.WRITE));
  }

  /** Opens a file around the page cache; null if its file system has no way to. */
  static @Nullable UninterruptibleChannel openDirect(Path file, OpenOption forWhat) {
    try {
      return UninterruptibleChannel.open(file, forWhat, ExtendedOpenOption.DIRECT);
    } catch (IOException | UnsupportedOperationException refused) {
      return null; // if it is for another reason, the way through the cache will say so
    }
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    int pages = source.remaining() & -PageBuffers.PAGE_BYTES;
    if (direct == null
        || pages == 0
        || position % PageBuffers.PAGE_BYTES != 0
        || !PageBuffers.isAligned(source)) {
      return cached.write(source, position);
    }
    int limit = source.limit();
    source.limit(source.position() + pages);
    try {
      return direct.write(source, position);
    } catch (IOException failure) {
      if (!REFUSED.equals(failure.getMessage())) {
        throw failure;
      }
      closeDirect();
      return cached.write(source, position);
    } finally {
      source.limit(limit);
    }
  }

  private void closeDirect() throws IOException {
    UninterruptibleChannel closing = direct;
    direct = null;
    if (closing != null) {
      closing.close();
    }
  }

  /** {@inheritDoc} What went around the cache too: the disk has a cache of its own. */
  @Override
  public void force(boolean everything) throws IOException {
    cached.force(everything);
  }

  @Override
  public boolean isOpen() {
    return cached.isOpen();
  }

  @Override
  public void close() throws IOException {
    try {
      closeDirect();
    } finally {
      cached.close();
    }
  }
}
