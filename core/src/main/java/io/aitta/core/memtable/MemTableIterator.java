package io.aitta.core.memtable;

import io.aitta.core.iterator.InternalIterator;

/**
 * Walks the keys in order, and within a key its versions from the newest. Sees the keys that were
 * there when it was made. For one thread.
 */
final class MemTableIterator implements InternalIterator {
  private static final byte[] NO_BYTES = {};

  private final Arena arena;
  private final OrderCursor keys;
  private final boolean readOften;

  // the current version; NONE on no entry
  private int version = Arena.NONE;
  private byte[] array = NO_BYTES;
  private int offset;
  private int keyFrom;
  private int keyLength;
  private long trailer;

  /**
   * @param readOften whether gets found much of this
   */
  MemTableIterator(Arena arena, OrderCursor keys, boolean readOften) {
    this.arena = arena;
    this.keys = keys;
    this.readOften = readOften;
  }

  @Override
  public boolean valid() {
    return version != Arena.NONE;
  }

  @Override
  public void first() {
    keys.first();
    toNewest();
  }

  @Override
  public void last() {
    keys.last();
    toOldest();
  }

  @Override
  public void seek(byte[] key, int from, int length, long trailer) {
    keys.seek(key, from, length);
    if (keys.valid() && isOn(key, from, length)) {
      int found = arena.atOrAfter(arena.newest(keys.firstVersion()), trailer);
      if (found == Arena.NONE) {
        keys.next();
        toNewest();
      } else {
        to(found);
      }
    } else {
      toNewest();
    }
  }

  @Override
  public void seekBefore(byte[] key, int from, int length, long trailer) {
    keys.seek(key, from, length);
    if (!keys.valid()) {
      keys.last();
    } else {
      if (isOn(key, from, length)) {
        int found = arena.before(arena.newest(keys.firstVersion()), trailer);
        if (found != Arena.NONE) {
          to(found);
          return;
        }
      }
      keys.previous();
    }
    toOldest();
  }

  private boolean isOn(byte[] key, int from, int length) {
    return arena.compareKey(keys.firstVersion(), key, from, length) == 0;
  }

  @Override
  public void next() {
    requireValid();
    if (Arena.isLater(array, offset)) {
      to(Arena.link(array, offset));
    } else {
      keys.next();
      toNewest();
    }
  }

  @Override
  public void previous() {
    requireValid();
    int newest = arena.newest(keys.firstVersion());
    int newer = newest == version ? Arena.NONE : arena.before(newest, trailer);
    if (newer != Arena.NONE) {
      to(newer);
    } else {
      keys.previous();
      toOldest();
    }
  }

  private void requireValid() {
    if (version == Arena.NONE) {
      throw new IllegalStateException("the cursor is on no entry");
    }
  }

  private void toNewest() {
    if (keys.valid()) {
      to(arena.newest(keys.firstVersion()));
    } else {
      version = Arena.NONE;
    }
  }

  private void toOldest() {
    if (keys.valid()) {
      to(keys.firstVersion());
    } else {
      version = Arena.NONE;
    }
  }

  private void to(int address) {
    version = address;
    array = arena.array(address);
    offset = Arena.offset(address);
    keyFrom = Arena.keyFrom(array, offset);
    keyLength = Arena.keyLength(array, offset);
    trailer = Arena.trailer(array, offset);
  }

  /** A newer version may come at any time, but none that a reader of this moment sees. */
  @Override
  public boolean isNewestOfKey() {
    return arena.newest(keys.firstVersion()) == version;
  }

  @Override
  public boolean isKept() {
    return readOften;
  }

  @Override
  public byte[] keyArray() {
    return array;
  }

  @Override
  public int keyFrom() {
    return keyFrom;
  }

  @Override
  public int keyLength() {
    return keyLength;
  }

  @Override
  public long trailer() {
    return trailer;
  }

  @Override
  public byte[] valueArray() {
    return array;
  }

  @Override
  public int valueFrom() {
    return keyFrom + keyLength;
  }

  @Override
  public int valueLength() {
    return Arena.valueLength(array, offset);
  }

  @Override
  public void close() {
    version = Arena.NONE;
  }
}
