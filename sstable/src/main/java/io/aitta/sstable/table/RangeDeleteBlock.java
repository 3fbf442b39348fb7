package io.aitta.sstable.table;

import io.aitta.core.format.TreeKey;
import io.aitta.core.format.Varint;
import io.aitta.core.iterator.RangeDeletes;
import io.aitta.core.iterator.RangeDeletes.Fragment;
import io.aitta.core.iterator.RangeDeletesBuilder;
import java.nio.ByteBuffer;
import java.util.List;

/** The bytes of a table's range deletes: fragments in key order, none touching the one before. */
final class RangeDeleteBlock {
  private RangeDeleteBlock() {}

  static byte[] encode(List<Fragment> fragments) {
    long bytes = Varint.INT_BYTES_MAX;
    for (Fragment fragment : fragments) {
      bytes += encodedBytes(fragment);
    }
    ByteBuffer target = ByteBuffer.allocate(Math.toIntExact(bytes));
    Varint.put(target, fragments.size());
    for (Fragment fragment : fragments) {
      putKey(target, fragment.start());
      putKey(target, fragment.end());
      Varint.put(target, fragment.numbers().length);
      for (long number : fragment.numbers()) {
        Varint.put(target, number);
      }
    }
    byte[] encoded = new byte[target.position()];
    target.flip().get(encoded);
    return encoded;
  }

  /** Bytes a fragment takes at most. */
  static long encodedBytes(Fragment fragment) {
    return 3L * Varint.INT_BYTES_MAX
        + fragment.start().length
        + fragment.end().length
        + (long) Varint.LONG_BYTES_MAX * fragment.numbers().length;
  }

  private static void putKey(ByteBuffer target, byte[] key) {
    Varint.put(target, key.length);
    target.put(key);
  }

  /**
   * @throws IllegalArgumentException if the bytes are no range deletes
   */
  static RangeDeletes decode(byte[] array) {
    ByteBuffer source = ByteBuffer.wrap(array);
    RangeDeletesBuilder builder = new RangeDeletesBuilder();
    int count = Varint.getLength(source, array.length);
    byte[] before = {};
    for (int i = 0; i < count; i++) {
      byte[] start = Decoding.bytes(source);
      byte[] end = Decoding.bytes(source);
      if (TreeKey.compare(before, start) > 0 || TreeKey.compare(start, end) >= 0) {
        throw new IllegalArgumentException("fragment " + i + " out of order");
      }
      before = end;
      int numbers = Varint.getLength(source, source.remaining());
      for (int j = 0; j < numbers; j++) {
        builder.add(start, end, Varint.get(source));
      }
    }
    return builder.build();
  }
}
