package io.aitta.sstable.table;

import io.aitta.sstable.block.BlockSearch;

/** A block of a table in memory, checked. Immutable, safe on any thread. */
public final class LoadedBlock {
  private final int block;
  private final byte[] bytes;

  LoadedBlock(int block, byte[] bytes) {
    this.block = block;
    this.bytes = bytes;
  }

  /** Which block of its table it is. */
  public int block() {
    return block;
  }

  /** Reads where a search begins, so that one soon after finds it near. */
  public int touch() {
    return BlockSearch.touch(bytes, 0, bytes.length);
  }

  /** Reads the entry that a search is likely to end at, likewise. */
  public int touchEntry(long hash) {
    return BlockSearch.touchEntry(bytes, 0, bytes.length, hash);
  }

  byte[] bytes() {
    return bytes;
  }
}
