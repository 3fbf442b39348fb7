package io.aitta.sstable.table;

import io.aitta.core.format.Checksum;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds blocks where there is no index to name them: they stand behind each other without a gap,
 * and behind each its checksum, salted with its place, so that the first length whose checksum fits
 * is the block's. By chance that happens once in some 10<sup>11</sup> bytes. For one thread.
 */
final class BlockWalk {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** Behind a damaged block the next is looked for over so many places, */
  private static final int SEARCH_BYTES = 64 << 10;

  /** and believed to be no longer than this, lest the search take minutes. */
  private static final int SEARCHED_BLOCK_BYTES = 16 << 10;

  private static final int PIECE_BYTES = 64 << 10;
  private static final int COMPRESSIONS = Compression.values().length;

  /** CRC32C a byte at a time: the JDK's cannot be asked in between without a second pass. */
  private static final int[] TABLE = table();

  private final TableFile file;
  private final long salt;
  private final byte[] piece = new byte[PIECE_BYTES];

  BlockWalk(TableFile file, long salt) {
    this.file = file;
    this.salt = salt;
  }

  private static int[] table() {
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      int crc = i;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        crc = (crc >>> 1) ^ ((crc & 1) == 0 ? 0 : 0x82F6_3B78);
      }
      table[i] = crc;
    }
    return table;
  }

  private static int step(int state, byte next) {
    return (state >>> 8) ^ TABLE[(state ^ next) & 0xFF];
  }

  /**
   * The length, without its trailer, of the block that begins at {@code offset} and ends before
   * {@code end}; -1 if none does.
   */
  int lengthAt(long offset, long end) {
    int mask = Checksum.salted(0, salt, offset);
    int state = -1;
    long at = offset;
    while (end - at >= TableFormat.BLOCK_TRAILER_BYTES) {
      int read = (int) Math.min(piece.length, end - at);
      file.read(at, piece, read);
      int candidates = read - TableFormat.BLOCK_TRAILER_BYTES + 1;
      for (int i = 0; i < candidates; i++) {
        byte next = piece[i];
        if (next >= 0 && next < COMPRESSIONS && at + i > offset) {
          int stored = (int) INT.get(piece, i + 1) ^ mask;
          if (stored == ~step(state, next)) {
            return (int) (at + i - offset);
          }
        }
        state = step(state, next);
      }
      at += candidates;
    }
    return -1;
  }

  /** Where behind the damaged block at {@code offset} the next one begins; -1 if none is found. */
  long nextAfter(long offset, long end) {
    long last = Math.min(end, offset + SEARCH_BYTES);
    for (long at = offset + 1; at < last; at++) {
      if (lengthAt(at, Math.min(end, at + SEARCHED_BLOCK_BYTES)) >= 0) {
        return at;
      }
    }
    return -1;
  }
}
