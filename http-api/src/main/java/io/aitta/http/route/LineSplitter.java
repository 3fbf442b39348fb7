package io.aitta.http.route;

import java.util.Arrays;

/**
 * Cuts chunks of bytes into lines. A line within one chunk is not copied; one that is too long is
 * skipped and never held. Used as: {@link #add} a chunk, {@link #next} until it says false, and so
 * on. For one thread.
 */
final class LineSplitter {
  private static final byte[] NOTHING = {};

  private final int lineBytesMax;
  private byte[] chunk = NOTHING;
  private int at;
  private byte[] partial = NOTHING;
  private int partialBytes;
  private boolean skipping;

  private byte[] line = NOTHING;
  private int from;
  private int length;
  private boolean tooLong;

  LineSplitter(int lineBytesMax) {
    this.lineBytesMax = lineBytesMax;
  }

  /**
   * The next chunk; the one before must be used up. The splitter reads it until {@code next} ends.
   */
  void add(byte[] bytes) {
    chunk = bytes;
    at = 0;
  }

  /**
   * Moves to the next whole line.
   *
   * @param ended whether no chunk will follow, so that what is left is a line too
   */
  boolean next(boolean ended) {
    int end = at;
    while (end < chunk.length && chunk[end] != '\n') {
      end++;
    }
    if (end < chunk.length) {
      take(end);
      at = end + 1;
      return true;
    }
    keep(at, end);
    at = end;
    if (!ended || (partialBytes == 0 && !skipping)) {
      return false;
    }
    take(end);
    return true;
  }

  /** The array that holds the current line. */
  byte[] array() {
    return line;
  }

  int from() {
    return from;
  }

  /** The current line's length, without its end; 0 for one that was skipped. */
  int length() {
    return length;
  }

  /** Whether the current line was longer than allowed, and therefore skipped. */
  boolean isTooLong() {
    return tooLong;
  }

  private void take(int end) {
    if (partialBytes == 0 && !skipping && end - at <= lineBytesMax) {
      setLine(chunk, at, end - at);
    } else {
      keep(at, end);
      tooLong = skipping;
      line = partial;
      from = 0;
      length = skipping ? 0 : withoutReturn(partial, 0, partialBytes);
      if (partialBytes > 1 << 16) {
        partial = NOTHING; // a rare long line shall not stay in memory
      }
      partialBytes = 0;
      skipping = false;
    }
  }

  private void setLine(byte[] array, int begin, int bytes) {
    line = array;
    from = begin;
    length = withoutReturn(array, begin, bytes);
    tooLong = false;
  }

  private void keep(int begin, int end) {
    int bytes = end - begin;
    if (skipping || bytes == 0) {
      return;
    }
    if (bytes > lineBytesMax - partialBytes) {
      skipping = true;
      partial = NOTHING;
      partialBytes = 0;
      return;
    }
    if (partial.length - partialBytes < bytes) {
      int grown = Math.max(partialBytes + bytes, Math.min(lineBytesMax, partial.length * 2));
      partial = Arrays.copyOf(partial, grown);
    }
    System.arraycopy(chunk, begin, partial, partialBytes, bytes);
    partialBytes += bytes;
  }

  private static int withoutReturn(byte[] array, int begin, int bytes) {
    return bytes > 0 && array[begin + bytes - 1] == '\r' ? bytes - 1 : bytes;
  }
}
