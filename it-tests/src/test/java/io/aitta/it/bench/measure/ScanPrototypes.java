package io.aitta.it.bench.measure;

import io.aitta.it.bench.engine.Digest;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What is left of a scan and of a seek if there is no store: entries that stand behind each other
 * in blocks on the heap, each delivered as two arrays of the caller's own, and summed. No search,
 * no versions, no deletes, no keys that share a beginning. In nanoseconds, for one thread.
 */
final class ScanPrototypes {
  private static final int BLOCKS = 30_000;
  private static final int BLOCK_BYTES = 4 << 10;
  private static final int KEY_BYTES = 16;
  private static final int ENTRY_BYTES = 116;
  private static final int ENTRIES = BLOCK_BYTES / ENTRY_BYTES;
  private static final int SEEKS = 200_000;
  private static final int ENTRIES_A_SEEK = 10;

  private final byte[][] blocks = new byte[BLOCKS][];
  private long sum;

  private ScanPrototypes() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < BLOCKS; i++) {
      blocks[i] = new byte[BLOCK_BYTES];
      random.nextBytes(blocks[i]);
    }
  }

  static void run(Map<String, Double> nanos) {
    ScanPrototypes table = new ScanPrototypes();
    double scan = 0;
    double seek = 0;
    for (int turn = 0; turn < 3; turn++) { // the first two compile
      scan = table.scan();
      seek = table.seeks();
    }
    nanos.put("S1: an entry of 116 B delivered and summed, block by block", scan);
    nanos.put("S2: a random block's end, then ten entries likewise", seek);
    if (table.sum == 0) {
      throw new IllegalStateException("nothing was read");
    }
  }

  private double scan() {
    long before = System.nanoTime();
    for (byte[] block : blocks) {
      deliver(block, 0, ENTRIES);
    }
    return (double) (System.nanoTime() - before) / ((long) BLOCKS * ENTRIES);
  }

  /**
   * The end of a block says where in it the first entry stands, so that one miss leads to another.
   */
  private double seeks() {
    SplittableRandom random = new SplittableRandom(2);
    long before = System.nanoTime();
    for (int i = 0; i < SEEKS; i++) {
      byte[] block = blocks[random.nextInt(BLOCKS)];
      int first = (block[BLOCK_BYTES - 1] & 0xFF) % (ENTRIES - ENTRIES_A_SEEK);
      deliver(block, first, ENTRIES_A_SEEK);
    }
    return (double) (System.nanoTime() - before) / SEEKS;
  }

  private void deliver(byte[] block, int first, int count) {
    for (int i = first; i < first + count; i++) {
      int at = i * ENTRY_BYTES;
      byte[] key = Arrays.copyOfRange(block, at, at + KEY_BYTES);
      byte[] value = Arrays.copyOfRange(block, at + KEY_BYTES, at + ENTRY_BYTES);
      sum += Digest.sumOf(key, key.length) + Digest.sumOf(value, value.length);
    }
  }
}
