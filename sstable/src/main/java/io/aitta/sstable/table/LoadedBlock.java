package io.aitta.sstable.table;

import io.aitta.sstable.block.BlockSearch;

/** A block of a table in memory, checked. Immutable, safe on any thread. */
public final class LoadedBlock {
  private final int block;
  private final byte[] bytes;
  private final int length;

  LoadedBlock(int block, byte[] bytes) {
    this(block, bytes, bytes.length);
  }

  /** As {@link #LoadedBlock(int, byte[])}, for who knows the length without a look at the array. */
  LoadedBlock(int block, byte[] bytes, int length) {
    this.block = block;
    this.bytes = bytes;
    this.length = length;
  }

  /** Which block of its table it is. */
  public int block() {
    return block;
  }

  /** Reads where a search begins, so that one soon after finds it near. */
  public int touch() {
    return BlockSearch.touch(bytes, 0, length);
  }

  /** Reads the entry that a search is likely to end at, likewise. */
  public int touchEntry(long hash) {
    return BlockSearch.touchEntry(bytes, 0, length, hash);
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }
}
