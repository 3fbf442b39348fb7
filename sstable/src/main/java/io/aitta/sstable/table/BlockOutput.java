package io.aitta.sstable.table;

import io.aitta.core.io.AppendFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Puts blocks behind each other into a file, each with its trailer, through a direct buffer: the
 * file sees few and great writes. For one thread.
 */
final class BlockOutput implements Closeable {
  private static final int STAGING_BYTES = 256 << 10;

  /**
   * Buffers of finished tables wait here for the next ones; beyond these they are left to the GC.
   */
  private static final ArrayBlockingQueue<ByteBuffer> IDLE = new ArrayBlockingQueue<>(4);

  private final AppendFile file;
  private final long salt;
  private @Nullable ByteBuffer staging;
  private long offset;

  BlockOutput(AppendFile file, long salt) {
    this.file = file;
    this.salt = salt;
    ByteBuffer idle = IDLE.poll();
    this.staging =
        idle != null
            ? idle
            : ByteBuffer.allocateDirect(STAGING_BYTES).order(ByteOrder.LITTLE_ENDIAN);
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
    ByteBuffer target = staging();
    if (target.remaining() < TableFormat.BLOCK_TRAILER_BYTES) {
      flush();
    }
    target.put(compression.id()).putInt(crc);
    offset += TableFormat.BLOCK_TRAILER_BYTES;
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
