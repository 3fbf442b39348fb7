package io.aitta.sstable.table;

import io.aitta.sstable.cache.BlockCache;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of a table being written that readers will ask for, by all that is known: the cache keeps
 * where their entries come from, or gets found much in the memtable they were in. Without them each
 * would have to be read from the new table once, by a get that waits. They count as the cache's, of
 * which they may take a part. For one thread.
 */
public final class KeptBlocks implements Closeable {
  /** Takes one block. */
  interface Taker {
    void take(int block, byte[] bytes);
  }

  private final @Nullable BlockCache cache;
  private final List<byte[]> blocks = new ArrayList<>();
  private int[] numbers = new int[16];
  private long reserved;

  /**
   * @param cache null to keep none
   */
  KeptBlocks(@Nullable BlockCache cache) {
    this.cache = cache;
  }

  /** Keeps a copy of a block, as it is before compression, if the cache has room for it. */
  void keep(int number, byte[] array, int length) {
    if (cache == null || !cache.reserve(length)) {
      return;
    }
    reserved += length;
    if (blocks.size() == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * numbers.length);
    }
    numbers[blocks.size()] = number;
    blocks.add(Arrays.copyOf(array, length));
  }

  public boolean isEmpty() {
    return blocks.isEmpty();
  }

  /** Gives each away, with what it took of the cache. */
  void handOver(Taker taker) {
    for (int i = 0; i < blocks.size(); i++) {
      byte[] block = blocks.get(i);
      giveBack(block.length);
      taker.take(numbers[i], block);
    }
    blocks.clear();
  }

  private void giveBack(long bytes) {
    if (cache != null) {
      cache.giveBack(bytes);
      reserved -= bytes;
    }
  }

  /** Forgets them; what they took of the cache is free again. Idempotent. */
  @Override
  public void close() {
    blocks.clear();
    giveBack(reserved);
  }
}
