package io.aitta.core.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A file being written on the real disk.
 *
 * <p>Space may be prepared beyond the end of what was appended, so every write names its position.
 * One direct buffer goes to the channel as it is; heap buffers, and several, are gathered into a
 * staging buffer first. For one thread at a time; its interrupts do no harm.
 */
final class DiskAppendFile implements AppendFile {
  private static final ByteBuffer ZEROS =
      ByteBuffer.allocateDirect(StagingBuffers.BUFFER_BYTES).asReadOnlyBuffer();

  /**
   * Space taken a little at a time is written over in small pieces, and Linux writes back whole
   * folios, which are as large as the writes that made them. Measured on ext4, 1 KiB appends and
   * syncs into zeros written by 4, 64, 1,024 KiB: 6, 66, 1,025 KiB to the disk a sync.
   */
  private static final int PAGE_BYTES = 4096;

  /** From here on it is space for large writes, or for none, and taken faster in large pieces. */
  private static final long LARGE_BYTES = 4L << 20;

  private final Path file;
  private final WriteChannel channel;
  private long appended;
  private long prepared;

  DiskAppendFile(Path file, WriteChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  @Override
  public void append(ByteBuffer... buffers) throws IOException {
    requireOpen();
    try {
      if (buffers.length == 1 && buffers[0].isDirect()) {
        write(buffers[0]);
      } else {
        stage(buffers);
      }
    } catch (IOException failure) {
      throw DiskErrors.of(failure, file);
    }
  }

  @Override
  public void prepare(long length) throws IOException {
    requireOpen();
    try {
      boolean large = length - prepared > LARGE_BYTES;
      while (prepared < length) {
        ByteBuffer zeros = ZEROS.duplicate();
        long toPageEnd = PAGE_BYTES - prepared % PAGE_BYTES;
        long piece = large ? zeros.capacity() : toPageEnd;
        zeros.limit((int) Math.min(piece, length - prepared));
        prepared += channel.write(zeros, prepared);
      }
    } catch (IOException failure) {
      throw DiskErrors.of(failure, file);
    }
  }

  @Override
  public long appended() {
    return appended;
  }

  @Override
  public long prepared() {
    return prepared;
  }

  /** {@inheritDoc} With fdatasync, which covers a length that changed. */
  @Override
  public void sync() throws IOException {
    requireOpen();
    try {
      channel.force(false);
    } catch (IOException failure) {
      throw DiskErrors.of(failure, file);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } catch (IOException failure) {
      throw DiskErrors.of(failure, file);
    }
  }

  private void write(ByteBuffer direct) throws IOException {
    while (direct.hasRemaining()) {
      advance(channel.write(direct, appended));
    }
  }

  private void stage(ByteBuffer... buffers) throws IOException {
    ByteBuffer staging = StagingBuffers.SHARED.take();
    try {
      for (ByteBuffer buffer : buffers) {
        while (buffer.hasRemaining()) {
          move(buffer, staging);
          if (!staging.hasRemaining()) {
            flush(staging);
          }
        }
      }
      flush(staging);
    } finally {
      StagingBuffers.SHARED.giveBack(staging);
    }
  }

  private static void move(ByteBuffer from, ByteBuffer to) {
    int length = Math.min(from.remaining(), to.remaining());
    to.put(to.position(), from, from.position(), length);
    to.position(to.position() + length);
    from.position(from.position() + length);
  }

  private void flush(ByteBuffer staging) throws IOException {
    staging.flip();
    write(staging);
    staging.clear();
  }

  private void advance(long written) {
    appended += written;
    prepared = Math.max(prepared, appended);
  }

  private void requireOpen() throws IOException {
    if (!channel.isOpen()) {
      throw new IOException("used after close: " + file);
    }
  }
}
