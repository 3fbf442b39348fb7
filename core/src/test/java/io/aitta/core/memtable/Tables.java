package io.aitta.core.memtable;

import io.aitta.core.format.KeyHash;
import io.aitta.core.format.Kind;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.Lookup;
import io.aitta.core.iterator.VisibleIterator;
import java.nio.charset.StandardCharsets;

/** What the tests of this package do with memtables again and again. */
final class Tables {
  private static final byte[] FIRST = {};

  private Tables() {}

  /** A pool of the smallest chunks, so that a few entries fill one. */
  static ChunkPool smallChunks() {
    return new ChunkPool(ChunkPool.CHUNK_BYTES_MIN, 16);
  }

  /** A table whose merges run within the insert. */
  static MemTable table() {
    return new MemTable(1, 0, Runnable::run, smallChunks());
  }

  static void insert(MemTable table, byte kind, byte[] key, byte[] value, long number) {
    table.insert(kind, key, KeyHash.of(key), value, 0, value.length, number);
  }

  /** Puts and publishes. */
  static void put(MemTable table, byte[] key, byte[] value, long number) {
    insert(table, Kind.PUT, key, value, number);
    table.publish(number);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static Lookup lookup(MemTable table, byte[] key, long number, long timeMillis) {
    Lookup lookup = new Lookup(key, KeyHash.of(key), number, timeMillis);
    table.lookup(lookup);
    lookup.sourceDone();
    return lookup;
  }

  /** The value at {@code number}, or null. */
  static byte[] get(MemTable table, byte[] key, long number) {
    Lookup lookup = lookup(table, key, number, 0);
    return lookup.value() == null ? null : lookup.value().toArray();
  }

  static VisibleIterator scan(MemTable table, long number, boolean reversed) {
    return new VisibleIterator(
        table.iterator(), table.rangeDeletes(), number, 0, FIRST, null, reversed);
  }

  static int count(InternalIterator cursor) {
    int count = 0;
    for (cursor.first(); cursor.valid(); cursor.next()) {
      count++;
    }
    return count;
  }
}
