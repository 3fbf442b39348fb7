package io.aitta.it.sim;

import io.aitta.core.Bytes;
import io.aitta.core.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * The few keys a run uses: plain ones with common prefixes, and always the awkward shapes: the
 * empty key, zeros, 0xFF, a key that is another's prefix, a long one.
 */
public final class KeyPool {
  private static final int LONG_KEY_BYTES = 300;

  private final List<Bytes> keys;

  private KeyPool(Collection<Bytes> sorted) {
    this.keys = List.copyOf(sorted);
  }

  public static KeyPool of(RandomGenerator random, int plain) {
    TreeSet<Bytes> keys = new TreeSet<>();
    keys.add(Bytes.EMPTY);
    keys.add(Bytes.of(new byte[] {0}));
    keys.add(Bytes.of(new byte[] {0, 0}));
    keys.add(Bytes.of(new byte[] {(byte) 0xFF}));
    keys.add(Bytes.of(new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF}));
    byte[] big = new byte[LONG_KEY_BYTES];
    Arrays.fill(big, (byte) 'k');
    keys.add(Bytes.of(big));
    for (int i = 0; i < plain; i++) {
      String key = "k" + (char) ('a' + random.nextInt(3)) + "/" + random.nextInt(plain * 2);
      keys.add(Bytes.utf8(random.nextInt(8) == 0 ? key + "/" : key));
    }
    return new KeyPool(keys);
  }

  public Bytes any(RandomGenerator random) {
    return keys.get(random.nextInt(keys.size()));
  }

  /** So many different keys. */
  public List<Bytes> some(RandomGenerator random, int count) {
    List<Bytes> picked = new ArrayList<>(keys);
    while (picked.size() > count) {
      picked.remove(random.nextInt(picked.size()));
    }
    return picked;
  }

  public List<Bytes> all() {
    return keys;
  }

  public List<Bytes> in(Range range) {
    return keys.stream().filter(range::contains).toList();
  }

  /** From one key of the pool to another, or open at one end; sometimes empty, never inverted. */
  public Range range(RandomGenerator random) {
    Bytes one = any(random);
    Bytes other = any(random);
    Bytes from = one.compareTo(other) <= 0 ? one : other;
    Bytes until = from.equals(one) ? other : one;
    return switch (random.nextInt(8)) {
      case 0 -> Range.all();
      case 1 -> Range.from(from);
      case 2 -> Range.prefix(Bytes.utf8("k" + (char) ('a' + random.nextInt(3))));
      default -> Range.from(from).until(until);
    };
  }

  /** A range of at most {@code most} keys of the pool, to be deleted. */
  public Range shortRange(RandomGenerator random, int most) {
    int from = random.nextInt(keys.size());
    int until = from + 1 + random.nextInt(most);
    Range range = Range.from(keys.get(from));
    return until < keys.size() ? range.until(keys.get(until)) : range;
  }

  @Override
  public String toString() {
    return keys.size() + " keys";
  }
}
