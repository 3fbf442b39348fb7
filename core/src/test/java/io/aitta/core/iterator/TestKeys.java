package io.aitta.core.iterator;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Keys that are alike: short, over few letters, prefixes of each other, zeros and 0xFF in them. */
public final class TestKeys {
  private static final byte[] LETTERS = {0, 'a', 'b', (byte) 0xFF};
  private static final byte[][] PREFIXES = {
    {}, {0, 0, 0, 1}, utf8("a-long-common-prefix/"), {(byte) 0xFF, (byte) 0xFF}
  };

  private TestKeys() {}

  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** One of a few thousand keys; {@code lengthMax} bytes after the prefix at most. */
  public static byte[] random(Random random, int lengthMax) {
    byte[] prefix = PREFIXES[random.nextInt(PREFIXES.length)];
    byte[] key = java.util.Arrays.copyOf(prefix, prefix.length + random.nextInt(lengthMax + 1));
    for (int i = prefix.length; i < key.length; i++) {
      key[i] = LETTERS[random.nextInt(LETTERS.length)];
    }
    return key;
  }
}
