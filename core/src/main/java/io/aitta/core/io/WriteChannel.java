package io.aitta.core.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What a file being written needs of the operating system. For one thread at a time; another may
 * {@link #force} beside it.
 */
interface WriteChannel extends Closeable {
  /** Writes what it can of the rest of a direct buffer. Returns how many bytes that was. */
  int write(ByteBuffer direct, long position) throws IOException;

  /**
   * Makes all that was written durable, and the length.
   *
   * @param everything also what is known of the file beside its bytes, times for instance
   */
  void force(boolean everything) throws IOException;

  boolean isOpen();
}
