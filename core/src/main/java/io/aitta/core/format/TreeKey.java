package io.aitta.core.format;

import io.aitta.core.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Keyspace id and user key in one array; see the package. */
public final class TreeKey {
  /** Bytes of the keyspace id before the user's key. */
  public static final int KEYSPACE_BYTES = 4;

  /** The catalogue's keyspace. */
  public static final int KEYSPACE_CATALOGUE = 0;

  /** The keyspace that always exists, {@code default}. */
  public static final int KEYSPACE_DEFAULT = 1;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private TreeKey() {}

  public static byte[] of(int keyspace, Bytes key) {
    byte[] treeKey = new byte[KEYSPACE_BYTES + key.length()];
    INT.set(treeKey, 0, keyspace);
    key.copyTo(treeKey, KEYSPACE_BYTES);
    return treeKey;
  }

  /** The least tree key of a keyspace. */
  public static byte[] first(int keyspace) {
    return of(keyspace, Bytes.EMPTY);
  }

  /** The least tree key after all of a keyspace. */
  public static byte[] end(int keyspace) {
    return of(keyspace + 1, Bytes.EMPTY);
  }

  public static int keyspace(byte[] treeKey, int from) {
    return (int) INT.get(treeKey, from);
  }

  /** A copy of the user's key in a tree key. */
  public static Bytes userKey(byte[] array, int from, int length) {
    return Bytes.of(array, from + KEYSPACE_BYTES, length - KEYSPACE_BYTES);
  }

  /** Unsigned lexicographic order. */
  public static int compare(
      byte[] left, int leftFrom, int leftLength, byte[] right, int rightFrom, int rightLength) {
    return Arrays.compareUnsigned(
        left, leftFrom, leftFrom + leftLength, right, rightFrom, rightFrom + rightLength);
  }

  /** Unsigned lexicographic order of whole arrays. */
  public static int compare(byte[] left, byte[] right) {
    return Arrays.compareUnsigned(left, right);
  }
}
