package io.aitta.sstable.table;

import io.aitta.core.format.Varint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The names of the blocks that are not data, and where they stand. For one thread. */
final class MetaIndex {
  private static final int REQUIRED = 1;

  /**
   * @param required whether a reader that does not know the name must refuse the table
   * @param length without the block trailer
   */
  record Entry(String name, boolean required, long offset, int length) {}

  private final List<Entry> entries = new ArrayList<>();

  void add(Entry entry) {
    entries.add(entry);
  }

  List<Entry> entries() {
    return List.copyOf(entries);
  }

  byte[] encode() {
    int bytes = 0;
    for (Entry entry : entries) {
      bytes += 3 * entry.name().length() + 2 * Varint.LONG_BYTES_MAX + 8;
    }
    ByteBuffer target = ByteBuffer.allocate(bytes + Varint.INT_BYTES_MAX);
    Varint.put(target, entries.size());
    for (Entry entry : entries) {
      byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
      Varint.put(target, name.length);
      target.put(name).put((byte) (entry.required() ? REQUIRED : 0));
      Varint.put(target, entry.offset());
      Varint.put(target, entry.length());
    }
    byte[] encoded = new byte[target.position()];
    target.flip().get(encoded);
    return encoded;
  }

  /**
   * @throws IllegalArgumentException if the bytes are no index, or name bytes from {@code end} on
   */
  static MetaIndex decode(byte[] array, long end) {
    ByteBuffer source = ByteBuffer.wrap(array);
    MetaIndex index = new MetaIndex();
    int count = Varint.getLength(source, array.length);
    for (int i = 0; i < count; i++) {
      byte[] name = Decoding.bytes(source);
      if (!source.hasRemaining()) {
        throw new IllegalArgumentException("a meta index that ends within an entry");
      }
      boolean required = (source.get() & REQUIRED) != 0;
      long offset = Varint.get(source);
      int length = Varint.getLength(source, TableFormat.BLOCK_BYTES_MAX);
      if (offset < 0 || offset > end - length - TableFormat.BLOCK_TRAILER_BYTES) {
        throw new IllegalArgumentException(
            "a block at " + offset + " of " + length + " bytes before " + end);
      }
      index.add(new Entry(new String(name, StandardCharsets.UTF_8), required, offset, length));
    }
    return index;
  }
}
