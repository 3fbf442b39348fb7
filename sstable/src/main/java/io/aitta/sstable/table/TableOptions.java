package io.aitta.sstable.table;

/**
 * What shapes the bytes of a new table. A table says itself how it was made: reading needs none of
 * this.
 *
 * @param blockBytes the size around which a data block ends, before compression; a greater entry
 *     has a block of its own
 * @param restartInterval a power of two: every so many entries one stands with its whole key, and
 *     the others share its prefix
 * @param compression how data blocks are packed where that saves at least an eighth; where the
 *     native library of zstd cannot be loaded, {@link Compression#ZSTD} writes LZ4
 * @param filterBitsPerKey bits of the filter a key; 0 for no filter
 */
public record TableOptions(
    int blockBytes, int restartInterval, Compression compression, int filterBitsPerKey) {

  /** 4 KiB blocks, restarts every 16, no compression, 10 bits a key. */
  public static final TableOptions DEFAULT = new TableOptions(4 << 10, 16, Compression.NONE, 10);

  public TableOptions {
    check(blockBytes >= 16 && blockBytes <= 16 << 20, "blockBytes", blockBytes);
    boolean power = Integer.bitCount(restartInterval) == 1 && restartInterval <= 1 << 10;
    check(power, "restartInterval", restartInterval);
    check(filterBitsPerKey >= 0 && filterBitsPerKey <= 64, "filterBitsPerKey", filterBitsPerKey);
  }

  private static void check(boolean holds, String what, int value) {
    if (!holds) {
      throw new IllegalArgumentException(what + " out of range: " + value);
    }
  }

  public TableOptions withCompression(Compression newCompression) {
    return new TableOptions(blockBytes, restartInterval, newCompression, filterBitsPerKey);
  }
}
