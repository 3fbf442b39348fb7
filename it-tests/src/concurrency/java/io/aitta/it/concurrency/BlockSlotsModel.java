package io.aitta.it.concurrency;

import io.aitta.sstable.cache.BlockCache;
import org.jetbrains.kotlinx.lincheck.annotations.Operation;
import org.jetbrains.kotlinx.lincheck.annotations.Param;
import org.jetbrains.kotlinx.lincheck.paramgen.IntGen;

/**
 * The slots of one table of a cache that has room for all of its blocks, and a second table of one
 * block, which is closed: what was kept first stays, and the budget counts what is kept.
 */
@Param(name = "block", gen = IntGen.class, conf = "0:1")
@Param(name = "bytes", gen = IntGen.class, conf = "1:9")
public class BlockSlotsModel {
  private final BlockCache cache = new BlockCache(1 << 20);
  private final BlockCache.Slots slots = cache.slots(2, null);
  private final BlockCache.Slots closed = cache.slots(1, null);

  @Operation
  public void put(@Param(name = "block") int block, @Param(name = "bytes") int bytes) {
    slots.put(block, new byte[bytes]);
  }

  /** The length of the block, or 0. */
  @Operation
  public int get(@Param(name = "block") int block) {
    return lengthOf(slots.get(block));
  }

  @Operation
  public void putIntoTheOther(@Param(name = "bytes") int bytes) {
    closed.put(0, new byte[bytes]);
  }

  @Operation
  public int getFromTheOther() {
    return lengthOf(closed.get(0));
  }

  @Operation
  public void closeTheOther() {
    closed.close();
  }

  @Operation
  public long usedBytes() {
    return cache.usedBytes();
  }

  private static int lengthOf(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }
}
