package io.aitta.sstable.table;

import io.aitta.core.iterator.Lookup;
import io.aitta.sstable.block.PointSearch;

/** A block of a table in memory, checked. Immutable, safe on any thread. */
public final class LoadedBlock {
  private final int block;
  private final byte[] bytes;
  private final int length;
  private final byte[] directory;
  private final int directoryEnd;

  LoadedBlock(int block, byte[] bytes) {
    this(block, bytes, bytes.length, bytes, bytes.length);
  }

  /**
   * As {@link #LoadedBlock(int, byte[])}, for who knows the length without a look at the array.
   *
   * @param directory as in {@link PointSearch#offer(byte[], int, byte[], int, Lookup)}
   */
  LoadedBlock(int block, byte[] bytes, int length, byte[] directory, int directoryEnd) {
    this.block = block;
    this.bytes = bytes;
    this.length = length;
    this.directory = directory;
    this.directoryEnd = directoryEnd;
  }

  /** Which block of its table it is. */
  public int block() {
    return block;
  }

  /** Reads where a search begins, so that one soon after finds it near. */
  public int touch() {
    return PointSearch.touch(directory, directoryEnd);
  }

  /** Reads the entry that a search is likely to end at, likewise. */
  public int touchEntry(long hash) {
    return PointSearch.touchEntry(bytes, length, directory, directoryEnd, hash);
  }

  /** Tells a lookup what the block knows of its key. */
  void offer(Lookup lookup) {
    PointSearch.offer(bytes, length, directory, directoryEnd, lookup);
  }
}
