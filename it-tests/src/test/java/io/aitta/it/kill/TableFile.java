package io.aitta.it.kill;

import io.aitta.core.format.Checksum;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the parts of a table stand, read from its bytes as the format's documentation says. */
final class TableFile {
  private static final int FOOTER_BYTES = 36;
  private static final int FOOTER_CHECKED_BYTES = 24;
  private static final int VERSION_AT = 20;

  private final Path path;
  private final byte[] bytes;
  private final ByteBuffer footer;

  TableFile(Path path) throws IOException {
    this.path = path;
    this.bytes = Files.readAllBytes(path);
    this.footer =
        ByteBuffer.wrap(bytes, footerAt(), FOOTER_BYTES).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  int footerAt() {
    return bytes.length - FOOTER_BYTES;
  }

  int metaIndexAt() {
    return Math.toIntExact(footer.getLong(8));
  }

  /** Where the block called {@code name} begins. */
  int blockAt(String name) {
    ByteBuffer meta = ByteBuffer.wrap(bytes, metaIndexAt(), footer.getInt(16));
    int count = varint(meta);
    for (int i = 0; i < count; i++) {
      byte[] text = new byte[varint(meta)];
      meta.get(text);
      meta.get(); // flags
      int offset = varint(meta);
      varint(meta); // length
      if (new String(text, StandardCharsets.UTF_8).equals(name)) {
        return offset;
      }
    }
    throw new AssertionError(path + " has no block " + name);
  }

  private static int varint(ByteBuffer source) {
    int value = 0;
    int shift = 0;
    byte next;
    do {
      next = source.get();
      value |= (next & 0x7F) << shift;
      shift += 7;
    } while (next < 0);
    return value;
  }

  /** Rewrites the footer with another format version and a checksum that is right. */
  void setVersion(int version) throws IOException {
    footer.putInt(VERSION_AT, version);
    int crc = Checksum.crc32c(bytes, footerAt(), FOOTER_CHECKED_BYTES);
    footer.putInt(FOOTER_CHECKED_BYTES, Checksum.salted(crc, footer.getLong(0), footerAt()));
    Files.write(path, bytes);
  }
}
