package io.aitta.core.io.memory;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Bytes in 4 KiB pages; what was never written reads as zeros and takes no room.
 *
 * <p>{@link #append} writes pages in place: the one that holds the end of the file is its own and
 * never shared. Everything else that changes bytes replaces the page, since copies share full ones.
 * Not thread-safe.
 */
final class Pages {
  static final int PAGE_BYTES = 4096;

  private static final byte[] ZEROS = new byte[PAGE_BYTES];

  private byte[][] table;
  private int count;

  Pages() {
    this.table = new byte[2][];
  }

  private Pages(byte[][] table, int count) {
    this.table = table;
    this.count = count;
  }

  /** A copy of the bytes before {@code end}; those after read as zeros in it. */
  Pages copy(long end) {
    int kept = Math.min(count, pageOf(end + PAGE_BYTES - 1));
    var copy = new Pages(Arrays.copyOf(table, Math.max(2, kept)), kept);
    if (inPage(end) > 0 && pageOf(end) < kept) {
      copy.zero(end, end - inPage(end) + PAGE_BYTES);
    }
    return copy;
  }

  /** Writes all remaining bytes of {@code source} at {@code offset}, in place. */
  void append(long offset, ByteBuffer source) {
    long at = offset;
    while (source.hasRemaining()) {
      byte[] page = toAppend(pageOf(at));
      int length = Math.min(source.remaining(), PAGE_BYTES - inPage(at));
      source.get(page, inPage(at), length);
      at += length;
    }
  }

  /** Reads {@code length} bytes from {@code offset} on. */
  void read(long offset, ByteBuffer target, int length) {
    long at = offset;
    long end = offset + length;
    while (at < end) {
      int part = (int) Math.min(end - at, PAGE_BYTES - inPage(at));
      target.put(page(pageOf(at)), inPage(at), part);
      at += part;
    }
  }

  byte byteAt(long offset) {
    return page(pageOf(offset))[inPage(offset)];
  }

  void setByte(long offset, byte value) {
    toReplace(pageOf(offset))[inPage(offset)] = value;
  }

  void zero(long from, long until) {
    change(from, until, (page, start, end) -> Arrays.fill(page, start, end, (byte) 0));
  }

  /** Puts the first {@code length} of {@code bytes} at {@code from}. */
  void replace(long from, byte[] bytes, int length) {
    int done = 0;
    while (done < length) {
      long at = from + done;
      int part = Math.min(length - done, PAGE_BYTES - inPage(at));
      System.arraycopy(bytes, done, toReplace(pageOf(at)), inPage(at), part);
      done += part;
    }
  }

  /** Fills with random bytes. */
  void garble(long from, long until, RandomGenerator random) {
    change(
        from,
        until,
        (page, start, end) -> {
          for (int i = start; i < end; i++) {
            page[i] = (byte) random.nextInt();
          }
        });
  }

  private interface Change {
    void apply(byte[] page, int start, int end);
  }

  private void change(long from, long until, Change change) {
    long at = from;
    while (at < until) {
      int part = (int) Math.min(until - at, PAGE_BYTES - inPage(at));
      change.apply(toReplace(pageOf(at)), inPage(at), inPage(at) + part);
      at += part;
    }
  }

  private byte[] page(int index) {
    return index < count ? table[index] : ZEROS;
  }

  private byte[] toAppend(int index) {
    grow(index);
    if (table[index] == ZEROS) {
      table[index] = new byte[PAGE_BYTES];
    }
    return table[index];
  }

  private byte[] toReplace(int index) {
    grow(index);
    table[index] = table[index].clone();
    return table[index];
  }

  private void grow(int index) {
    if (index >= table.length) {
      table = Arrays.copyOf(table, Math.max(index + 1, table.length * 2));
    }
    while (count <= index) {
      table[count++] = ZEROS;
    }
  }

  private static int pageOf(long offset) {
    return Math.toIntExact(offset / PAGE_BYTES);
  }

  private static int inPage(long offset) {
    return (int) (offset % PAGE_BYTES);
  }
}
