package io.aitta.sstable.version;

import io.aitta.core.Bytes;
import io.aitta.core.format.Varint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes tagged fields one behind the other; the layout is the package's. For one thread. */
final class FieldWriter {
  private static final byte REQUIRED = 1;
  private static final byte OPTIONAL = 0;

  private ByteBuffer bytes = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);

  /** A number below 2<sup>64</sup>, as a varint. */
  void number(int tag, long value) {
    number(tag, REQUIRED, value);
  }

  void optionalNumber(int tag, long value) {
    number(tag, OPTIONAL, value);
  }

  private void number(int tag, byte required, long value) {
    head(tag, required, Varint.size(value));
    Varint.put(bytes, value);
  }

  /** Two numbers, as varints. */
  void pair(int tag, long first, long second) {
    head(tag, REQUIRED, Varint.size(first) + Varint.size(second));
    Varint.put(bytes, first);
    Varint.put(bytes, second);
  }

  /** Eight bytes: for random numbers, of which a varint would take ten. */
  void fixed(int tag, long value) {
    head(tag, REQUIRED, Long.BYTES);
    bytes.putLong(value);
  }

  void text(int tag, String value) {
    bytes(tag, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
  }

  void bytes(int tag, Bytes value) {
    bytes(tag, ByteBuffer.wrap(value.sharedArray(), value.sharedFrom(), value.length()));
  }

  void bytes(int tag, ByteBuffer value) {
    head(tag, REQUIRED, value.remaining());
    bytes.put(value);
  }

  /** An optional field of zeros. */
  void padding(int tag, int length) {
    head(tag, OPTIONAL, length);
    bytes.put(new byte[length]);
  }

  private void head(int tag, byte required, int length) {
    ensure(Varint.INT_BYTES_MAX + 1 + Varint.INT_BYTES_MAX + length);
    Varint.put(bytes, tag);
    bytes.put(required);
    Varint.put(bytes, length);
  }

  private void ensure(int more) {
    if (bytes.remaining() < more) {
      int capacity = Math.max(2 * bytes.capacity(), Math.addExact(bytes.position(), more));
      bytes = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN).put(bytes.flip());
    }
  }

  /** What was written; the writer is used up. */
  ByteBuffer done() {
    return bytes.flip();
  }
}
