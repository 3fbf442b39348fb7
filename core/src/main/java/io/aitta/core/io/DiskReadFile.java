package io.aitta.core.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file on the real disk, open for positional reads. Safe on any thread.
 *
 * <p>A {@code FileChannel} closes itself when a thread reading from it is interrupted, and fails
 * for all from then on. So whoever finds it closed, though nobody closed this file, opens the file
 * again and repeats the read; a flag that was taken away meanwhile is set again at the end. For
 * that the file has to keep its name: none may be deleted or replaced while it is read.
 */
final class DiskReadFile implements ReadFile {
  private final Path file;
  private final @Nullable Object fileKey; // which file it is, whatever its name; null if unknown
  private volatile FileChannel channel;
  private volatile boolean closed;
  private int reopened;

  private DiskReadFile(Path file, @Nullable Object fileKey, FileChannel channel) {
    this.file = file;
    this.fileKey = fileKey;
    this.channel = channel;
  }

  static DiskReadFile open(Path file) throws IOException {
    Object fileKey = keyOf(file);
    return new DiskReadFile(file, fileKey, FileChannel.open(file, StandardOpenOption.READ));
  }

  @Override
  public int readAt(long offset, ByteBuffer target) throws IOException {
    if (offset < 0) {
      throw new IllegalArgumentException("negative offset " + offset + " in " + file);
    }
    int start = target.position();
    boolean interrupted = Thread.interrupted(); // taken away first, a flag closes nothing
    try {
      while (true) {
        FileChannel current = channel;
        try {
          return target.isDirect() ? fill(current, offset, target) : stage(current, offset, target);
        } catch (ClosedChannelException failure) {
          interrupted |= Thread.interrupted();
          target.position(start);
          reopen(current);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public long size() throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        FileChannel current = channel;
        try {
          return current.size();
        } catch (ClosedChannelException failure) {
          interrupted |= Thread.interrupted();
          reopen(current);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (this) {
      closed = true;
      channel.close();
    }
  }

  /** How often the file had to be opened again. */
  synchronized int reopened() {
    return reopened;
  }

  /** Reads until the buffer is full or the file ends, however little a call brings. */
  static int fill(FileChannel channel, long offset, ByteBuffer direct) throws IOException {
    int filled = 0;
    while (direct.hasRemaining()) {
      int length = channel.read(direct, offset + filled);
      if (length < 0) {
        break;
      }
      filled += length;
    }
    return filled;
  }

  private static int stage(FileChannel channel, long offset, ByteBuffer target) throws IOException {
    ByteBuffer staging = StagingBuffers.SHARED.take();
    try {
      int filled = 0;
      boolean ended = false;
      while (target.hasRemaining() && !ended) {
        staging.clear().limit(Math.min(staging.capacity(), target.remaining()));
        filled += fill(channel, offset + filled, staging);
        ended = staging.hasRemaining();
        target.put(staging.flip());
      }
      return filled;
    } finally {
      StagingBuffers.SHARED.giveBack(staging);
    }
  }

  /** Opens the file again, unless another reader that met the same has done so. */
  private synchronized void reopen(FileChannel broken) throws IOException {
    if (closed) {
      throw new IOException("used after close: " + file);
    }
    if (channel != broken) {
      return;
    }
    FileChannel opened = FileChannel.open(file, StandardOpenOption.READ);
    try {
      if (!Objects.equals(fileKey, keyOf(file))) {
        throw new IOException("replaced while it was open for reads: " + file);
      }
    } catch (IOException failure) {
      opened.close();
      throw failure;
    }
    channel = opened;
    reopened++;
  }

  private static @Nullable Object keyOf(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }
}
