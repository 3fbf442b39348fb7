package io.aitta.core.iterator;

import io.aitta.core.format.Trailer;
import io.aitta.core.format.TreeKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The plainest cursor: a sorted list and an index. Strict with its users: it spoils what it showed
 * as soon as it moves, and refuses whatever needs an entry when it is on none.
 */
public final class ListIterator implements InternalIterator {
  /** An internal entry. */
  public record Item(byte[] key, long trailer, byte[] value) {
    @Override
    public String toString() {
      return Arrays.toString(key) + "#" + Trailer.number(trailer) + "." + Trailer.kind(trailer);
    }
  }

  public static final Comparator<Item> ORDER =
      (left, right) -> {
        int keys = TreeKey.compare(left.key, right.key);
        return keys != 0 ? keys : Trailer.compare(left.trailer, right.trailer);
      };

  private final List<Item> items;
  private int at = -1;
  private byte[] key = {};
  private byte[] value = {};
  private boolean closed;

  /** How many moves were made. */
  public int moves;

  /** The move that fails, counted from 1; 0 for none. */
  public int failingMove;

  public ListIterator(List<Item> unsorted) {
    items = new ArrayList<>(unsorted);
    items.sort(ORDER);
  }

  @Override
  public boolean valid() {
    return at >= 0 && at < items.size();
  }

  @Override
  public void first() {
    to(0);
  }

  @Override
  public void last() {
    to(items.size() - 1);
  }

  @Override
  public void seek(byte[] sought, int from, int length, long trailer) {
    to(lowerBound(sought, from, length, trailer));
  }

  @Override
  public void seekBefore(byte[] sought, int from, int length, long trailer) {
    to(lowerBound(sought, from, length, trailer) - 1);
  }

  private int lowerBound(byte[] sought, int from, int length, long trailer) {
    Item target = new Item(Arrays.copyOfRange(sought, from, from + length), trailer, new byte[0]);
    int index = 0;
    while (index < items.size() && ORDER.compare(items.get(index), target) < 0) {
      index++;
    }
    return index;
  }

  @Override
  public void next() {
    requireValid();
    to(at + 1);
  }

  @Override
  public void previous() {
    requireValid();
    to(at - 1);
  }

  private void to(int index) {
    if (closed) {
      throw new IllegalStateException("closed");
    }
    Arrays.fill(key, (byte) 0xDB);
    Arrays.fill(value, (byte) 0xDB);
    at = -1;
    if (++moves == failingMove) {
      throw new io.aitta.core.StoreException(
          io.aitta.core.ErrorCode.IO_ERROR, io.aitta.core.StoreException.Outcome.NONE, "planted");
    }
    at = index;
    if (valid()) {
      key = padded(items.get(at).key);
      value = padded(items.get(at).value);
    }
  }

  /** With two bytes before and one after that are not part of it. */
  private static byte[] padded(byte[] bytes) {
    byte[] padded = new byte[bytes.length + 3];
    Arrays.fill(padded, (byte) 0x77);
    System.arraycopy(bytes, 0, padded, 2, bytes.length);
    return padded;
  }

  private void requireValid() {
    if (!valid()) {
      throw new IllegalStateException("on no entry");
    }
  }

  /** Always told where it is so. */
  @Override
  public boolean isNewestOfKey() {
    requireValid();
    return at == 0 || !Arrays.equals(items.get(at - 1).key, items.get(at).key);
  }

  @Override
  public byte[] keyArray() {
    requireValid();
    return key;
  }

  @Override
  public int keyFrom() {
    requireValid();
    return 2;
  }

  @Override
  public int keyLength() {
    requireValid();
    return key.length - 3;
  }

  @Override
  public long trailer() {
    requireValid();
    return items.get(at).trailer;
  }

  @Override
  public byte[] valueArray() {
    requireValid();
    return value;
  }

  @Override
  public int valueFrom() {
    requireValid();
    return 2;
  }

  @Override
  public int valueLength() {
    requireValid();
    return value.length - 3;
  }

  @Override
  public void close() {
    closed = true;
  }

  public boolean isClosed() {
    return closed;
  }
}
