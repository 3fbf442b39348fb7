package io.aitta.core;

/** One change of the map. */
public sealed interface Mutation {
  /** Gives {@code key} the value {@code value}. */
  record Put(Bytes key, Bytes value) implements Mutation {}

  /** Removes {@code key}, whether it exists or not. */
  record Delete(Bytes key) implements Mutation {}

  /** Removes every key of {@code range}; its direction means nothing here. */
  record DeleteRange(Range range) implements Mutation {}

  static Mutation put(Bytes key, Bytes value) {
    return new Put(key, value);
  }

  static Mutation delete(Bytes key) {
    return new Delete(key);
  }

  static Mutation deleteRange(Range range) {
    return new DeleteRange(range);
  }
}
