package io.aitta.core.format;

import io.aitta.core.Bytes;
import io.aitta.core.Range;

/**
 * One change in the engine's own terms: kind, tree key, value, and the key's hash, computed on the
 * caller's thread. The value is the caller's array and is read until the write is answered.
 */
public final class Operation {
  private final byte kind;
  private final byte[] treeKey;
  private final Bytes value;
  private final long hash;

  private Operation(byte kind, byte[] treeKey, Bytes value) {
    this.kind = kind;
    this.treeKey = treeKey;
    this.value = value;
    this.hash = KeyHash.of(treeKey);
  }

  /** An operation as it stands in a log. */
  public static Operation of(byte kind, byte[] treeKey, Bytes value) {
    return new Operation(kind, treeKey, value);
  }

  public static Operation put(int keyspace, Bytes key, Bytes value) {
    return new Operation(Kind.PUT, TreeKey.of(keyspace, key), value);
  }

  public static Operation delete(int keyspace, Bytes key) {
    return new Operation(Kind.DELETE, TreeKey.of(keyspace, key), Bytes.EMPTY);
  }

  /** Removes a range of one keyspace; the value is the tree key where the range ends. */
  public static Operation deleteRange(int keyspace, Range range) {
    Bytes until = range.until();
    byte[] end = until == null ? TreeKey.end(keyspace) : TreeKey.of(keyspace, until);
    return new Operation(Kind.RANGE_DELETE, TreeKey.of(keyspace, range.from()), Bytes.wrap(end));
  }

  /** One of {@link Kind}. */
  public byte kind() {
    return kind;
  }

  /** The key; nobody changes the array. */
  public byte[] treeKey() {
    return treeKey;
  }

  /** The value; for a range delete the tree key at its end, exclusive. */
  public Bytes value() {
    return value;
  }

  /** {@link KeyHash} of the tree key. */
  public long hash() {
    return hash;
  }

  /**
   * What the operation costs in flight: key, value and a fixed part for the objects around them.
   */
  public long bytes() {
    return 96L + treeKey.length + value.length();
  }
}
