package io.aitta.it.model;

/**
 * A set of options under which the model is run. Enough sets that each kind of block, filter, cache
 * and disk meets the others.
 */
enum ModelOptions {
  TINY(true, 64, 8, 2, "none", 10, "1 MiB", 2),
  TINY_WITHOUT_FILTER_OR_CACHE(true, 64, 8, 2, "lz4", 0, "0", 2),
  SMALL_ZSTD(true, 256, 16, 4, "zstd", 10, "64 KiB", 4),
  SMALL_ON_DISK(false, 256, 12, 8, "lz4", 10, "16 KiB", 2),
  MIDDLE_ON_DISK(false, 1024, 32, 16, "zstd", 0, "1 MiB", 3),
  ALL_IN_MEMTABLE(true, 4096, 4096, 64, "none", 10, "1 MiB", 4);

  private final boolean inMemory;
  private final int blockBytes;
  private final int memtableKib;
  private final int tableKib;
  private final String compression;
  private final int filterBits;
  private final String cache;
  private final int l0Compact;

  ModelOptions(
      boolean inMemory,
      int blockBytes,
      int memtableKib,
      int tableKib,
      String compression,
      int filterBits,
      String cache,
      int l0Compact) {
    this.inMemory = inMemory;
    this.blockBytes = blockBytes;
    this.memtableKib = memtableKib;
    this.tableKib = tableKib;
    this.compression = compression;
    this.filterBits = filterBits;
    this.cache = cache;
    this.l0Compact = l0Compact;
  }

  boolean inMemory() {
    return inMemory;
  }

  int blockBytes() {
    return blockBytes;
  }

  /** Lines under {@code aitta}. */
  String settings() {
    return """
        wal { file-size = 32 KiB }
        manifest { file-size = 512 }
        memtable { size = %d KiB, sealed-max = 3 }
        table { size = %d KiB, block-size = %d, filter-bits = %d, compression = %s, direct-io = %s }
        cache = %s
        open-files = 8
        compaction { threads = 1, l0-compact = %d, l0-slow = 8, l0-stop = 20 }
        snapshots { lease = 10 m, max = 100 }
        """
        .formatted(
            memtableKib,
            tableKib,
            blockBytes,
            filterBits,
            compression,
            this == MIDDLE_ON_DISK ? "on" : "off",
            cache,
            l0Compact);
  }
}
