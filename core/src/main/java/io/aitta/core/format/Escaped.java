package io.aitta.core.format;

import io.aitta.core.Bytes;

/**
 * Bytes for people: quoted, with everything but printable ASCII as {@code \xHH}, so that no byte of
 * a key can do anything to a terminal, and two keys never look alike.
 */
public final class Escaped {
  private static final int FIRST_PRINTABLE = 0x20;
  private static final int LAST_PRINTABLE = 0x7E;

  private Escaped() {}

  /** The bytes between quotation marks. */
  public static String bytes(byte[] array, int from, int length) {
    StringBuilder text = new StringBuilder(length + 2).append('"');
    for (int i = from; i < from + length; i++) {
      int next = array[i] & 0xFF;
      if (next == '"' || next == '\\') {
        text.append('\\').append((char) next);
      } else if (next >= FIRST_PRINTABLE && next <= LAST_PRINTABLE) {
        text.append((char) next);
      } else {
        text.append("\\x").append(Character.forDigit(next >> 4, 16));
        text.append(Character.forDigit(next & 0xF, 16));
      }
    }
    return text.append('"').toString();
  }

  /** A tree key: the keyspace's id, a colon, the user's key. Shorter than an id: just the bytes. */
  public static String treeKey(byte[] array, int from, int length) {
    if (length < TreeKey.KEYSPACE_BYTES) {
      return bytes(array, from, length);
    }
    int keyFrom = from + TreeKey.KEYSPACE_BYTES;
    return Integer.toUnsignedString(TreeKey.keyspace(array, from))
        + ":"
        + bytes(array, keyFrom, length - TreeKey.KEYSPACE_BYTES);
  }

  /** A tree key, as above. */
  public static String treeKey(Bytes treeKey) {
    return treeKey(treeKey.sharedArray(), treeKey.sharedFrom(), treeKey.length());
  }
}
