package io.aitta.sstable.table;

import io.aitta.core.io.AppendFile;
import java.io.Closeable;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Puts blocks behind each other into a file, each with its trailer, through direct buffers: the
 * file sees few and great writes, each but the last of just as many bytes, so that none begins
 * within a page of the system's. A full buffer is {@linkplain WriteBehind written beside} the
 * filling of the next. For one thread.
 */
final class BlockOutput implements Closeable {
  private static final VarHandle TRAILER_CRC =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final WriteBehind file;
  private final long salt;
  private final byte[] trailer = new byte[TableFormat.BLOCK_TRAILER_BYTES];
  private @Nullable ByteBuffer staging;
  private long offset;
  private boolean over;

  /**
   * @param helpers may write beside the thread that adds; they may come late or never
   */
  BlockOutput(AppendFile file, long salt, Executor helpers) {
    this.file = new WriteBehind(file, helpers);
    this.salt = salt;
    this.staging = WriteBehind.takeBuffer();
  }

  /** Where the next block will begin. */
  long offset() {
    return offset;
  }

  /** Adds a block and its trailer; returns where it begins. */
  long writeBlock(byte[] array, int length, Compression compression) throws IOException {
    long begin = offset;
    int crc = BlockChecksum.of(array, 0, length, compression.id(), salt, begin);
    write(array, length);
    TRAILER_CRC.set(trailer, 1, crc);
    trailer[0] = compression.id();
    write(trailer, trailer.length);
    return begin;
  }

  /** Adds bytes as they are. */
  void write(byte[] array, int length) throws IOException {
    ByteBuffer target = staging();
    int from = 0;
    while (from < length) {
      if (!target.hasRemaining()) {
        flush();
        target = staging();
      }
      int part = Math.min(length - from, target.remaining());
      target.put(array, from, part);
      from += part;
    }
    offset += length;
  }

  private void flush() throws IOException {
    ByteBuffer full = staging();
    staging = null; // its new owner's, even if that fails
    file.append(full.flip());
  }

  private ByteBuffer staging() {
    if (over) {
      throw new IllegalStateException("used after its end");
    }
    ByteBuffer open = staging;
    if (open == null) {
      open = WriteBehind.takeBuffer();
      staging = open;
    }
    return open;
  }

  /**
   * Has what is left written and made durable, and the file closed, beside what the caller does
   * next; {@link #awaitDurable} tells of it.
   */
  void end() throws IOException {
    flush();
    over = true;
    file.end();
  }

  /**
   * Waits until all is durable and the file closed, after {@link #end}.
   *
   * @throws IOException if it could not be, or something before could not be written
   */
  void awaitDurable() throws IOException {
    file.awaitDurable();
  }

  /** Closes the file, whatever it holds by now. Idempotent. */
  @Override
  public void close() throws IOException {
    over = true;
    ByteBuffer idle = staging;
    if (idle != null) {
      staging = null;
      WriteBehind.giveBack(idle);
    }
    file.close();
  }
}
