package io.aitta.sstable.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class BlockCacheTest {
  private static final int BLOCK_BYTES = 100;
  private static final int COST = BLOCK_BYTES + BlockCache.OVERHEAD_BYTES;

  private static byte[] block() {
    return new byte[BLOCK_BYTES];
  }

  @Test
  void aBlockPutIsTheBlockGot() {
    BlockCache cache = new BlockCache(10L * COST);
    BlockCache.Slots slots = cache.slots(3, null);
    byte[] bytes = block();
    assertThat(slots.get(1)).isNull();
    slots.put(1, bytes);
    assertThat(slots.get(1)).isSameAs(bytes);
    assertThat(slots.peek(1)).isSameAs(bytes);
    assertThat(slots.get(0)).isNull();
    assertThat(cache.hits()).isEqualTo(1);
    assertThat(cache.misses()).isEqualTo(2);
    assertThat(cache.usedBytes()).isEqualTo(COST);
    assertThat(cache.blocks()).isEqualTo(1);
  }

  @Test
  void theBudgetHoldsWhateverIsPut() {
    long seed = Long.getLong("seed", new Random().nextLong());
    System.out.println("cache budget: -Dseed=" + seed);
    Random random = new Random(seed);
    BlockCache cache = new BlockCache(5000);
    List<BlockCache.Slots> tables = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      if (tables.isEmpty() || random.nextInt(500) == 0) {
        tables.add(cache.slots(20, null));
      }
      BlockCache.Slots slots = tables.get(random.nextInt(tables.size()));
      int block = random.nextInt(20);
      if (slots.get(block) == null) {
        slots.put(block, new byte[random.nextInt(2000)]);
      }
      if (random.nextInt(800) == 0) {
        tables.remove(slots);
        slots.close();
      }
      assertThat(cache.usedBytes()).isLessThanOrEqualTo(5000);
    }
    assertThat(cache.evictions()).isPositive();
    long kept = 0;
    for (BlockCache.Slots slots : tables) {
      for (int block = 0; block < 20; block++) {
        byte[] bytes = slots.peek(block);
        kept += bytes == null ? 0 : bytes.length + BlockCache.OVERHEAD_BYTES;
      }
    }
    assertThat(cache.usedBytes()).isEqualTo(kept);
    tables.forEach(BlockCache.Slots::close);
    assertThat(cache.usedBytes()).isZero();
    assertThat(cache.blocks()).isZero();
  }

  @Test
  void theHandSparesABlockThatWasAskedForAndTakesOneThatWasNot() {
    BlockCache cache = new BlockCache(4L * COST);
    BlockCache.Slots slots = cache.slots(10, null);
    for (int block = 0; block < 4; block++) {
      slots.put(block, block());
    }
    assertThat(slots.get(0)).isNotNull();
    assertThat(slots.get(2)).isNotNull();
    slots.put(4, block());
    slots.put(5, block());
    assertThat(kept(slots)).containsExactlyInAnyOrder(0, 2, 4, 5);
    assertThat(cache.evictions()).isEqualTo(2);
  }

  @Test
  void aScanDoesNotDriveOutWhatIsAskedForBetween() {
    BlockCache cache = new BlockCache(10L * COST);
    BlockCache.Slots slots = cache.slots(1000, null);
    slots.put(0, block());
    for (int block = 1; block < 1000; block++) {
      assertThat(slots.get(0)).isNotNull();
      slots.put(block, block());
    }
    assertThat(slots.get(0)).isNotNull();
  }

  @Test
  void oneThreadDoesTheSameEachTime() {
    assertThat(keptAfterRandomUse()).isEqualTo(keptAfterRandomUse());
  }

  private static List<Integer> keptAfterRandomUse() {
    BlockCache cache = new BlockCache(7L * COST);
    BlockCache.Slots slots = cache.slots(30, null);
    Random random = new Random(11);
    for (int i = 0; i < 1000; i++) {
      int block = random.nextInt(30);
      if (slots.get(block) == null) {
        slots.put(block, block());
      }
    }
    return kept(slots);
  }

  private static List<Integer> kept(BlockCache.Slots slots) {
    List<Integer> kept = new ArrayList<>();
    for (int block = 0; block < 10; block++) {
      if (slots.peek(block) != null) {
        kept.add(block);
      }
    }
    return kept;
  }

  @Test
  void aBlockGreaterThanTheBudgetIsNotKeptAndDrivesNothingOut() {
    BlockCache cache = new BlockCache(2L * COST);
    BlockCache.Slots slots = cache.slots(3, null);
    slots.put(0, block());
    slots.put(1, new byte[1000]);
    assertThat(slots.peek(1)).isNull();
    assertThat(slots.peek(0)).isNotNull();
  }

  @Test
  void whatIsReservedIsPartOfTheBudget() {
    BlockCache cache = new BlockCache(16L * COST);
    BlockCache.Slots slots = cache.slots(32, null);
    for (int block = 0; block < 16; block++) {
      slots.put(block, block());
    }
    assertThat(cache.reserve(COST)).isTrue();
    assertThat(cache.reserve(COST)).isTrue();
    assertThat(cache.reserve(1)).as("an eighth is the most").isFalse();
    assertThat(cache.usedBytes()).isEqualTo(16L * COST);
    assertThat(cache.blocks()).isEqualTo(14);
    slots.put(20, block());
    assertThat(cache.blocks()).isEqualTo(14);
    cache.giveBack(2L * COST);
    slots.put(21, block());
    assertThat(cache.blocks()).isEqualTo(15);
    assertThat(cache.usedBytes()).isEqualTo(15L * COST);
  }

  @Test
  void aBlockGreaterThanWhatIsNotReservedIsNotKept() {
    BlockCache cache = new BlockCache(8L * COST);
    BlockCache.Slots slots = cache.slots(1, null);
    assertThat(cache.reserve(COST)).isTrue();
    slots.put(0, new byte[7 * COST]);
    assertThat(cache.blocks()).isZero();
    assertThat(cache.usedBytes()).isEqualTo(COST);
  }

  @Test
  void closedSlotsKeepNothing() {
    BlockCache cache = new BlockCache(10L * COST);
    BlockCache.Slots slots = cache.slots(3, null);
    slots.put(0, block());
    slots.close();
    slots.put(1, block());
    assertThat(slots.peek(0)).isNull();
    assertThat(slots.peek(1)).isNull();
    assertThat(cache.usedBytes()).isZero();
    slots.close();
  }

  @Test
  void manyThreadsSeeWholeBlocksAndTheBudgetHolds() throws InterruptedException {
    BlockCache cache = new BlockCache(20L * COST);
    BlockCache.Slots slots = cache.slots(64, null);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int seed = t;
      Thread thread = new Thread(() -> use(cache, slots, new Random(seed)));
      thread.setUncaughtExceptionHandler((dead, thrown) -> failure.set(thrown));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failure.get()).isNull();
    assertThat(cache.usedBytes()).isEqualTo((long) cache.blocks() * COST);
  }

  private static void use(BlockCache cache, BlockCache.Slots slots, Random random) {
    for (int i = 0; i < 200_000; i++) {
      int block = random.nextInt(64);
      byte[] bytes = slots.get(block);
      if (bytes == null) {
        byte[] loaded = block();
        Arrays.fill(loaded, (byte) block);
        slots.put(block, loaded);
      } else if (bytes[0] != block || bytes[BLOCK_BYTES - 1] != block) {
        throw new AssertionError("block " + block + " holds " + bytes[0]);
      }
      if ((i & 0xFF) == 0 && cache.usedBytes() > cache.bytesMax()) {
        throw new AssertionError("over the budget: " + cache.usedBytes());
      }
    }
  }
}
