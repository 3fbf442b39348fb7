package io.aitta.core.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file open for positional reads. Safe on any thread, interrupted ones too: an interrupt fails no
 * read, of nobody, and stays set.
 */
public interface ReadFile extends Closeable {
  /**
   * Reads into {@code target} until it is full or the file ends. A direct buffer is read into as it
   * is, a heap buffer through a staging buffer of 264 KiB.
   *
   * @return how many bytes were read, at least 0; fewer than asked for only at the file's end
   */
  int readAt(long offset, ByteBuffer target) throws IOException;

  long size() throws IOException;

  /** Releases the handle. Idempotent; reads afterwards throw. */
  @Override
  void close() throws IOException;
}
