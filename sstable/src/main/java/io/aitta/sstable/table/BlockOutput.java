package io.aitta.sstable.table;

import io.aitta.core.io.AppendFile;
import io.aitta.core.io.PageBuffers;
import java.io.Closeable;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Puts blocks behind each other into a file, each with its trailer, through a direct buffer: the
 * file sees few and great writes, each but the last of just as many bytes, so that none begins
 * within a page of the system's. For one thread.
 */
final class BlockOutput implements Closeable {
  private static final int STAGING_BYTES = 256 << 10;

  private static final VarHandle TRAILER_CRC =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /**
   * Buffers of finished tables wait here for the next ones; beyond these they are left to the GC.
   */
  private static final ArrayBlockingQueue<ByteBuffer> IDLE = new ArrayBlockingQueue<>(4);

  private final AppendFile file;
  private final long salt;
  private final byte[] trailer = new byte[TableFormat.BLOCK_TRAILER_BYTES];
  private @Nullable ByteBuffer staging;
  private long offset;

  BlockOutput(AppendFile file, long salt) {
    this.file = file;
    this.salt = salt;
    ByteBuffer idle = IDLE.poll();
    this.staging = idle != null ? idle : PageBuffers.allocate(STAGING_BYTES);
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
      }
      int part = Math.min(length - from, target.remaining());
      target.put(array, from, part);
      from += part;
    }
    offset += length;
  }

  private void flush() throws IOException {
    ByteBuffer target = staging();
    file.append(target.flip());
    target.clear();
  }

  private ByteBuffer staging() {
    if (staging == null) {
      throw new IllegalStateException("used after close");
    }
    return staging;
  }

  /** Writes what is left, makes the file durable and closes it. */
  void finish() throws IOException {
    flush();
    file.sync();
    close();
  }

  /** Closes the file, whatever it holds by now. Idempotent. */
  @Override
  public void close() throws IOException {
    ByteBuffer idle = staging;
    if (idle != null) {
      staging = null;
      if (!IDLE.offer(idle.clear())) {
        // four wait already: this one is garbage
        idle.clear();
      }
      file.close();
    }
  }
}
