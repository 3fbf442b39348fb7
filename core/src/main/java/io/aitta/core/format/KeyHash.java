package io.aitta.core.format;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;

/**
 * The one 64-bit hash of a tree key, used by the memtable, the filters and the block indexes. XXH3;
 * it stands in tables, so it never changes.
 */
public final class KeyHash {
  private static final Hasher64 XXH3 = Hashing.xxh3_64();

  private KeyHash() {}

  public static long of(byte[] treeKey) {
    return XXH3.hashBytesToLong(treeKey, 0, treeKey.length);
  }

  public static long of(byte[] array, int from, int length) {
    return XXH3.hashBytesToLong(array, from, length);
  }
}
