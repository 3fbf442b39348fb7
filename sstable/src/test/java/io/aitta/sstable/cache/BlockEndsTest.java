package io.aitta.sstable.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Blocks end with a byte that says how many of the last bytes are worth a copy. */
final class BlockEndsTest {
  private static final BlockEnds.Format FORMAT =
      new BlockEnds.Format() {
        @Override
        public int bytes(byte[] block) {
          return block[block.length - 1];
        }

        @Override
        public void copy(byte[] block, int bytes, byte[] target, int targetEnd) {
          System.arraycopy(block, block.length - bytes, target, targetEnd - bytes, bytes);
        }
      };

  private static final int PLACE = 32;
  private static final int GROUP_BYTES = 64 * PLACE + 16;
  private static final int BLOCK_BYTES = 1_000;
  private static final int COST = BLOCK_BYTES + BlockCache.OVERHEAD_BYTES;

  private final BlockCache cache = new BlockCache(1 << 20);

  private static byte[] block(int number, int endBytes) {
    byte[] block = new byte[BLOCK_BYTES];
    Arrays.fill(block, BLOCK_BYTES - endBytes, BLOCK_BYTES, (byte) (number + 1));
    block[BLOCK_BYTES - 1] = (byte) endBytes;
    return block;
  }

  private static void fill(BlockCache.Slots slots, int first, int until) {
    for (int block = first; block < until; block++) {
      slots.put(block, block(block, 20));
    }
  }

  private static byte[] copy(BlockCache.Slots slots, int block) {
    byte[] array = slots.endArray(block);
    int end = slots.endIn(block);
    return array == null ? new byte[0] : Arrays.copyOfRange(array, end - 20, end);
  }

  private static byte[] end(int block) {
    return Arrays.copyOfRange(block(block, 20), BLOCK_BYTES - 20, BLOCK_BYTES);
  }

  @Test
  void thereAreCopiesOnceHalfOfTheBlocksThatStandTogetherAreKept() {
    BlockCache.Slots slots = cache.slots(128, FORMAT);
    fill(slots, 0, 31);
    assertThat(slots.endArray(0) == null).isTrue();
    assertThat(cache.usedBytes()).isEqualTo(31 * COST);
    fill(slots, 31, 33);
    for (int block = 0; block < 33; block++) {
      assertThat(copy(slots, block)).isEqualTo(end(block));
    }
    assertThat(copy(slots, 40)).containsOnly(0);
    assertThat(slots.endArray(64)).isNull();
    assertThat(cache.usedBytes()).isEqualTo(33 * COST + GROUP_BYTES);
  }

  @Test
  void aTableOfFewBlocksHasThemOnceHalfOfItIsKept() {
    BlockCache.Slots slots = cache.slots(3, FORMAT);
    fill(slots, 0, 1);
    assertThat(slots.endArray(0) == null).isTrue();
    fill(slots, 1, 2);
    assertThat(copy(slots, 0)).isEqualTo(end(0));
  }

  @Test
  void theyGoWhenFewerThanAQuarterOfTheBlocksAreLeft() {
    BlockCache small = new BlockCache(40L * COST + GROUP_BYTES);
    BlockCache.Slots slots = small.slots(64, FORMAT);
    fill(slots, 0, 40);
    assertThat(slots.endArray(0) != null).isTrue();
    BlockCache.Slots others = small.slots(100, null);
    for (int block = 0; block < 24; block++) {
      others.put(block, new byte[BLOCK_BYTES]);
    }
    assertThat(slots.endArray(0) != null).isTrue();
    others.put(24, new byte[BLOCK_BYTES]);
    assertThat(slots.endArray(0) == null).isTrue();
    assertThat(small.usedBytes()).isEqualTo(40 * COST);
  }

  @Test
  void theyAreNotMadeBeyondTheBudget() {
    for (int missing = 0; missing < 2; missing++) {
      BlockCache small = new BlockCache(32L * COST + GROUP_BYTES - missing);
      BlockCache.Slots slots = small.slots(64, FORMAT);
      fill(slots, 0, 32);
      assertThat(slots.endArray(0) == null).isEqualTo(missing == 1);
    }
  }

  @Test
  void othersBlocksMakeRoomForThem() {
    BlockCache full = new BlockCache(60L * COST);
    BlockCache.Slots others = full.slots(60, null);
    for (int block = 0; block < 60; block++) {
      others.put(block, new byte[BLOCK_BYTES]);
    }
    BlockCache.Slots slots = full.slots(64, FORMAT);
    fill(slots, 0, 32);
    assertThat(copy(slots, 0)).isEqualTo(end(0));
    assertThat(full.usedBytes()).isBetween(58L * COST, 60L * COST);
  }

  @Test
  void noneAreMadeThatWouldTakeALargePartOfTheBudget() {
    BlockCache tiny = new BlockCache(16L * GROUP_BYTES - 1);
    BlockCache.Slots slots = tiny.slots(20, FORMAT);
    fill(slots, 0, 20);
    assertThat(slots.endArray(0) == null).isTrue();
  }

  @Test
  void aTableOfWhichNoEndIsWorthACopyHasNone() {
    BlockCache.Slots slots = cache.slots(128, FORMAT);
    for (int block = 0; block < 64; block++) {
      slots.put(block, new byte[BLOCK_BYTES]);
    }
    assertThat(cache.usedBytes()).isEqualTo(64 * COST);
    fill(slots, 64, 128);
    assertThat(slots.endArray(64) == null).isTrue();
  }

  @Test
  void anEndLongerThanThePlacesHasNoCopy() {
    BlockCache.Slots slots = cache.slots(64, FORMAT);
    fill(slots, 0, 32);
    slots.put(32, block(32, 33));
    assertThat(copy(slots, 32)).containsOnly(0);
    assertThat(copy(slots, 31)).isEqualTo(end(31));
  }

  @Test
  void whateverComesAndGoesACopyIsItsBlocksAndBytesAreGivenBack() {
    long seed = Long.getLong("seed", new Random().nextLong());
    System.out.println("ends of blocks: -Dseed=" + seed);
    Random random = new Random(seed);
    BlockCache small = new BlockCache(90L * COST + 2L * GROUP_BYTES);
    BlockCache.Slots slots = small.slots(200, FORMAT);
    int copies = 0;
    for (int i = 0; i < 50_000; i++) {
      int around = i / 5_000 * 12; // keys that are popular move on
      int block = Math.floorMod(around + (int) (20 * random.nextGaussian()), 200);
      if (slots.get(block) == null) {
        slots.put(block, block(block, 20));
      }
      byte[] copy = copy(slots, block);
      if (copy.length > 0) {
        copies++;
        assertThat(copy).isEqualTo(end(block));
      }
      assertThat(small.usedBytes()).isLessThanOrEqualTo(small.bytesMax());
    }
    assertThat(copies).isPositive();
    slots.close();
    assertThat(small.usedBytes()).isZero();
  }
}
