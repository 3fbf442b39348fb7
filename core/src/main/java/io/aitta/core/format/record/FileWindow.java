package io.aitta.core.format.record;

import io.aitta.core.io.ReadFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A part of a file in memory, moved forward as its reader goes on, so that small frames do not cost
 * a system call each. The file's size is taken once. For one thread.
 */
final class FileWindow {
  static final int BYTES = 256 << 10;

  private final ReadFile file;
  private final long size;
  private final ByteBuffer bytes;
  private long begin;

  FileWindow(ReadFile file) throws IOException {
    this.file = file;
    this.size = file.size();
    this.bytes = Frame.allocate((int) Math.min(BYTES, Math.max(size, Frame.HEADER_BYTES)));
    this.bytes.limit(0);
  }

  long size() {
    return size;
  }

  /**
   * Where in {@link #bytes()} the file's {@code length} bytes from {@code offset} begin; they are
   * fewer than the window holds.
   *
   * @return -1 if the file ends before them
   */
  int locate(long offset, int length) throws IOException {
    if (offset < begin || offset + length > begin + bytes.limit()) {
      if (size - offset < length) {
        return -1;
      }
      fill(offset);
    }
    return bytes.limit() - (offset - begin) < length ? -1 : (int) (offset - begin);
  }

  /** The window; positions are what {@link #locate} said. */
  ByteBuffer bytes() {
    return bytes;
  }

  /**
   * Fills {@code target} from {@code offset} on, from the window as far as it reaches.
   *
   * @return whether the file held enough
   */
  boolean copy(long offset, ByteBuffer target) throws IOException {
    long next = offset;
    if (target.remaining() < bytes.capacity() / 2) {
      locate(offset, target.remaining());
    }
    if (next >= begin && next < begin + bytes.limit()) {
      int from = (int) (next - begin);
      int length = Math.min(bytes.limit() - from, target.remaining());
      target.put(bytes.slice(from, length));
      next += length;
    }
    if (target.hasRemaining()) {
      file.readAt(next, target);
    }
    return !target.hasRemaining();
  }

  /** Where from {@code offset} on the first byte other than zero stands, or -1. */
  long firstNotZero(long offset) throws IOException {
    long next = offset;
    while (next < size) {
      int at = locate(next, 1);
      if (at < 0) {
        return -1;
      }
      while (at < bytes.limit()) {
        if (bytes.get(at) != 0) {
          return begin + at;
        }
        at++;
      }
      next = begin + at;
    }
    return -1;
  }

  private void fill(long offset) throws IOException {
    begin = offset;
    bytes.clear();
    int read = file.readAt(offset, bytes);
    bytes.position(0).limit(read);
  }
}
