package io.aitta.core.memtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.iterator.Seeds;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PointIndexTest {
  private final Arena arena = new Arena(Tables.smallChunks());
  private final PointIndex index = new PointIndex(arena);

  @Test
  void keysOfOneHashBeyondTheEighthLieBesideTheTable() {
    for (int i = 0; i < 20; i++) {
      put(key(i), 7L);
    }

    assertThat(index.crowdedKeys()).isEqualTo(12);
  }

  @Test
  void aKeyBesideTheTableIsFoundAfterTheTableHasGrown() {
    for (int i = 0; i < 20; i++) {
      put(key(i), 7L);
    }
    for (int i = 20; i < 5_000; i++) {
      put(key(i), spread(i));
    }

    assertThat(index.crowdedKeys()).isEqualTo(12); // so it is not a later key that leads there
    for (int i = 0; i < 20; i++) {
      assertThat(index.find(key(i), 7L)).isNotEqualTo(Arena.NONE);
    }
    assertThat(index.find(key(20), 7L)).isEqualTo(Arena.NONE);
  }

  @Test
  void tagsThatDifferOnlyInTheirLastBitsDoNotMakeLongChains() {
    // all want the same slots until the table has more than 2^19 of them
    for (int i = 0; i < 4_000; i++) {
      put(key(i), (long) i << 24);
    }

    assertThat(index.crowdedKeys()).isGreaterThan(3_000);
    for (int i = 0; i < 4_000; i++) {
      assertThat(arena.copyKey(index.find(key(i), (long) i << 24))).isEqualTo(key(i));
    }
  }

  @Test
  void bytesAreThoseOfTheTables() {
    long empty = index.reservedBytes();
    put(key(1), 7L);
    assertThat(index.reservedBytes() - empty).isEqualTo(16 + 9 * 8);
    for (int i = 2; i <= 6; i++) {
      put(key(i), 7L);
    }
    assertThat(index.reservedBytes() - empty).isEqualTo(16 + 17 * 8);
  }

  @Test
  void whateverTheHashesTheNewestVersionIsFound() {
    Seeds.forEach("point index", 50, PointIndexTest::checkRandom);
  }

  private static void checkRandom(Random random) {
    PointIndexTest test = new PointIndexTest();
    long[] masks = {-1L, 0xFF000000_00000000L, 0x0F000000_F0000000L, 0L};
    long mask = masks[random.nextInt(masks.length)];
    Map<Integer, Integer> newest = new HashMap<>();
    int keys = 1 + random.nextInt(3_000);
    for (int i = 0; i < 4_000; i++) {
      int key = random.nextInt(keys);
      newest.put(key, test.put(key(key), hash(key, mask)));
    }
    for (int key = 0; key < keys; key++) {
      int expected = newest.getOrDefault(key, Arena.NONE);
      assertThat(test.index.find(key(key), hash(key, mask))).isEqualTo(expected);
    }
  }

  /** Hashes of the first segment, far from each other. */
  private static long spread(int key) {
    return (key * 0x9E3779B97F4A7C15L) >>> 8;
  }

  private static long hash(int key, long mask) {
    return key * 0x9E3779B97F4A7C15L & mask;
  }

  private int put(byte[] key, long hash) {
    int newest = index.locate(key, hash);
    assertThat(newest).isEqualTo(index.find(key, hash));
    int address;
    if (newest == Arena.NONE) {
      address = arena.appendFirst(key, key, 0, 0, 1);
      index.add(key, hash, address);
    } else {
      address = arena.appendLater(newest, key, key, 0, 0, 1);
      index.replace(key, hash, address);
    }
    return address;
  }

  private static byte[] key(int number) {
    return ByteBuffer.allocate(4).putInt(number).array();
  }
}
