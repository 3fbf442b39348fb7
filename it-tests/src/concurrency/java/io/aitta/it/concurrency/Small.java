package io.aitta.it.concurrency;

import io.aitta.core.Bytes;
import io.aitta.core.format.KeyHash;
import io.aitta.core.format.Operation;
import io.aitta.core.format.TreeKey;
import io.aitta.core.iterator.Lookup;
import io.aitta.core.memtable.ChunkPool;
import io.aitta.core.memtable.MemTable;

/** Small keys and values, as the scenarios need them. */
final class Small {
  private Small() {}

  /** A memtable whose chunks are its own. */
  static MemTable table(long id) {
    return new MemTable(id, 0, Runnable::run, new ChunkPool(ChunkPool.CHUNK_BYTES_MIN, 0));
  }

  /** The one byte {@code key} gets the one byte {@code value}. */
  static Operation put(int key, int value) {
    return Operation.put(TreeKey.KEYSPACE_DEFAULT, one(key), one(value));
  }

  static Operation delete(int key) {
    return Operation.delete(TreeKey.KEYSPACE_DEFAULT, one(key));
  }

  /** What a reader asks who sees everything up to {@code number}. */
  static Lookup ask(int key, long number) {
    byte[] treeKey = delete(key).treeKey();
    return new Lookup(treeKey, KeyHash.of(treeKey), number, 0);
  }

  /** The key's value as the table says at {@code number}, or 0. */
  static int get(MemTable table, int key, long number) {
    Lookup lookup = ask(key, number);
    table.lookup(lookup);
    return valueOf(lookup);
  }

  static int valueOf(Lookup lookup) {
    Bytes value = lookup.value();
    return value == null ? 0 : value.at(0);
  }

  static Bytes one(int value) {
    return Bytes.of(new byte[] {(byte) value}, 0, 1);
  }
}
