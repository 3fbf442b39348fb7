package io.aitta.core.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file being written, from its start to its end. For one thread at a time; another one may {@link
 * #sync} beside it.
 */
public interface AppendFile extends Closeable {
  /**
   * Writes all remaining bytes of the buffers at the end of what was appended so far, in one call
   * to the operating system where it allows; short writes are continued. One direct buffer is
   * written as it is, heap buffers and several pass through a staging buffer of 264 KiB. After an
   * exception nobody knows what the file holds.
   */
  void append(ByteBuffer... buffers) throws IOException;

  /**
   * Fills the file with zeros up to {@code length} bytes, so that space is taken and the length
   * stands before records come. Appending goes on where it was. Does nothing if the file is that
   * long already. When it fails the file holds zeros up to {@link #prepared}, and appending may go
   * on.
   */
  void prepare(long length) throws IOException;

  /** Bytes appended so far, prepared space not counted: where the next append begins. */
  long appended();

  /** The file's length, prepared space included. */
  long prepared();

  /**
   * Makes every byte appended before the call, and the length, durable; not the file's name. Where
   * two threads sync, a failure is told to one of them only.
   */
  void sync() throws IOException;

  /** Releases the handle. Syncs nothing. Idempotent. */
  @Override
  void close() throws IOException;
}
