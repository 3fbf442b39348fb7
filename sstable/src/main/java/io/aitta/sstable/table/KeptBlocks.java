package io.aitta.sstable.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Blocks of a table being written that readers will ask for, by all that is known: the cache keeps
 * where their entries come from. Without them each would have to be read from the new table once,
 * by a get that waits. For one thread.
 */
public final class KeptBlocks {
  /** Takes one block. */
  interface Taker {
    void take(int block, byte[] bytes);
  }

  private final long bytesMax;
  private final List<byte[]> blocks = new ArrayList<>();
  private int[] numbers = new int[16];
  private long bytes;

  /**
   * @param bytesMax beyond so many no more are kept; 0 for none
   */
  KeptBlocks(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** Keeps a copy of a block, as it is before compression. */
  void keep(int number, byte[] array, int length) {
    if (bytes + length > bytesMax) {
      return;
    }
    if (blocks.size() == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * numbers.length);
    }
    numbers[blocks.size()] = number;
    blocks.add(Arrays.copyOf(array, length));
    bytes += length;
  }

  public boolean isEmpty() {
    return blocks.isEmpty();
  }

  void forEach(Taker taker) {
    for (int i = 0; i < blocks.size(); i++) {
      taker.take(numbers[i], blocks.get(i));
    }
  }
}
