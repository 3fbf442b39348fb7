package io.aitta.it.model;

import io.aitta.core.Bytes;
import io.aitta.core.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Arrays that are written over when nobody may read them any more: those handed to the store once
 * it has answered, those it handed out once they were looked at. Whoever still reads either reads
 * nonsense. For one thread.
 */
final class Buffers {
  private static final byte POISON = (byte) 0xDB;

  private final List<byte[]> handedIn = new ArrayList<>();

  Bytes handIn(byte[] array) {
    handedIn.add(array);
    return Bytes.wrap(array);
  }

  /** A key that a word stands for. */
  Bytes key(String word) {
    return handIn(ModelScript.key(word));
  }

  /** A line was played, and everything in it was answered, at whatever level. */
  void poisonHandedIn() {
    handedIn.forEach(array -> Arrays.fill(array, POISON));
    handedIn.clear();
  }

  /** An array that the store gave away: its caller may do with it what he likes. */
  static void poison(Bytes handedOut) {
    Arrays.fill(
        handedOut.sharedArray(),
        handedOut.sharedFrom(),
        handedOut.sharedFrom() + handedOut.length(),
        POISON);
  }

  /** Copies an entry, poisons it, and returns the copy. */
  static Entry taken(Entry entry) {
    Entry copy = new Entry(own(entry.key()), own(entry.value()), entry.version());
    poison(entry.value());
    return copy;
  }

  static Bytes own(Bytes bytes) {
    return Bytes.of(bytes.toArray());
  }
}
