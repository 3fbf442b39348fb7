package io.aitta.sstable.table;

import io.aitta.core.format.Checksum;
import java.util.zip.CRC32C;

/** The checksum behind a block: over its stored bytes and the compression byte, salted. */
final class BlockChecksum {
  private BlockChecksum() {}

  /**
   * @param salt the table's
   * @param offset where the block begins in the file
   */
  static int of(byte[] array, int from, int length, byte compression, long salt, long offset) {
    CRC32C crc = new CRC32C();
    crc.update(array, from, length);
    crc.update(compression);
    return Checksum.salted((int) crc.getValue(), salt, offset);
  }
}
