package io.aitta.actors.offline;

import io.aitta.core.format.Varint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Where the parts of a table stand, read from its bytes as the format's documentation says. */
final class TableLayout {
  private static final int FOOTER_BYTES = 36;
  private static final int TRAILER_BYTES = 5;

  private final byte[] bytes;

  TableLayout(byte[] bytes) {
    this.bytes = bytes;
  }

  int footer() {
    return bytes.length - FOOTER_BYTES;
  }

  int metaIndex() {
    return (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(footer() + 8);
  }

  /** Where the block of this name begins. */
  int block(String name) {
    ByteBuffer meta = ByteBuffer.wrap(bytes, metaIndex(), footer() - metaIndex());
    long count = Varint.get(meta);
    for (long i = 0; i < count; i++) {
      byte[] text = new byte[(int) Varint.get(meta)];
      meta.get(text);
      meta.get(); // flags
      int offset = (int) Varint.get(meta);
      Varint.get(meta); // length
      if (new String(text, StandardCharsets.UTF_8).equals(name)) {
        return offset;
      }
    }
    throw new AssertionError("no block " + name);
  }

  /** Where the data block behind so many others begins, and behind all of them the data's end. */
  int data(int number) {
    ByteBuffer index =
        ByteBuffer.wrap(bytes, block("aitta.index"), bytes.length - block("aitta.index"));
    long count = Varint.get(index);
    int prefix = (int) Varint.get(index);
    index.position(index.position() + prefix);
    int at = 0;
    for (int i = 0; i < Math.min(number, count); i++) {
      at += (int) Varint.get(index) + TRAILER_BYTES;
      Varint.get(index);
      Varint.get(index);
    }
    return at;
  }
}
