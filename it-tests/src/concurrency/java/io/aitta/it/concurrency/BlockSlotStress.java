package io.aitta.it.concurrency;

import io.aitta.sstable.cache.BlockCache;
import java.util.Arrays;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A block that the cache shows is whole, and so is what it says of the block's length. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "not kept yet, or no more")
@Outcome(id = "56, 8", expect = Expect.ACCEPTABLE, desc = "whole")
@Outcome(expect = Expect.FORBIDDEN, desc = "a part of a block, or a length that is not its own")
@State
public class BlockSlotStress {
  private final BlockCache.Slots slots = new BlockCache(1 << 10).slots(1, null);

  @Actor
  public void keepAndClose() {
    byte[] block = new byte[8];
    Arrays.fill(block, (byte) 7);
    slots.put(0, block);
    slots.close();
  }

  @Actor
  public void read(II_Result seen) {
    byte[] block = slots.get(0);
    if (block != null) {
      for (byte one : block) {
        seen.r1 += one;
      }
      seen.r2 = slots.length(0);
    }
  }
}
