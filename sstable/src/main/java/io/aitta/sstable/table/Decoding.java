package io.aitta.sstable.table;

import io.aitta.core.format.Varint;
import java.nio.ByteBuffer;

/** Reading what has a length before it; nothing is allocated for a length that does not fit. */
final class Decoding {
  private Decoding() {}

  /**
   * Reads a length of what follows it.
   *
   * @throws IllegalArgumentException if less follows
   */
  static int length(ByteBuffer source) {
    int length = Varint.getLength(source, source.remaining());
    if (length > source.remaining()) {
      throw new IllegalArgumentException(
          "a length of " + length + " where " + source.remaining() + " bytes follow");
    }
    return length;
  }

  /**
   * Reads a length and as many bytes.
   *
   * @throws IllegalArgumentException if less follows
   */
  static byte[] bytes(ByteBuffer source) {
    byte[] bytes = new byte[length(source)];
    source.get(bytes);
    return bytes;
  }
}
