package io.aitta.sstable.table;

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

  byte[] bytes() {
    return bytes;
  }
}
