package io.aitta.core.iterator;

import io.aitta.core.format.Kind;
import io.aitta.core.format.TreeKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Draws writes that fall on each other: few keys, some hot, deletes, ranges, deadlines. */
public final class RandomWrites {
  /** A write, its value a deadline and a value, or the end of a range, as its kind asks. */
  public record Write(byte kind, byte[] key, byte[] value) {}

  /** Deadlines lie from 0 to this. */
  public static final int TIME_MAX = 20;

  private final Random random;
  private final List<byte[]> pool = new ArrayList<>();
  private final int rangeDeletesIn10_000;

  /** Over at most {@code keys} keys. */
  public RandomWrites(Random random, int keys) {
    this.random = random;
    this.rangeDeletesIn10_000 = random.nextInt(3) * (keys < 1_000 ? 300 : 10);
    for (int i = 0; i < keys; i++) {
      pool.add(TestKeys.random(random, keys < 50 ? 3 : 8));
    }
  }

  public Write next() {
    byte[] key = key();
    if (random.nextInt(10_000) < rangeDeletesIn10_000) {
      byte[] other = key();
      boolean ordered = TreeKey.compare(key, other) < 0;
      return new Write(Kind.RANGE_DELETE, ordered ? key : other, ordered ? other : key);
    }
    int choice = random.nextInt(100);
    if (choice < 25) {
      return new Write(Kind.DELETE, key, new byte[0]);
    }
    byte[] value = new byte[random.nextInt(10) == 0 ? 0 : random.nextInt(40)];
    random.nextBytes(value);
    return choice < 40
        ? new Write(
            Kind.EXPIRING_PUT, key, VersionModel.expiring(random.nextInt(TIME_MAX + 1), value))
        : new Write(Kind.PUT, key, value);
  }

  /** A key of the pool; the first one often. */
  public byte[] key() {
    return pool.get(random.nextInt(4) == 0 ? 0 : random.nextInt(pool.size()));
  }
}
