package io.aitta.it.bench.engine;

/**
 * What both sides are given alike. What is not here is each engine's own default.
 *
 * @param memtableBytes a memtable is flushed at this size
 * @param cacheBytes for blocks of tables
 * @param l0CompactTables level 0 is compacted at so many tables; writers are never held back before
 * @param compresses always false: the machine is to be measured, not a compressor
 */
public record EngineOptions(
    long memtableBytes, long cacheBytes, int l0CompactTables, boolean compresses) {
  private static final long MIB = 1L << 20;
  private static final int L0_TABLES = 4;

  /** Tables in level 0 at which nothing of a benchmark's size is compacted by itself. */
  public static final int L0_NEVER = 500;

  /** 64 MiB of memtable and 1 GiB of cache. */
  public static final EngineOptions ORDINARY =
      new EngineOptions(64 * MIB, 1024 * MIB, L0_TABLES, false);

  public EngineOptions withMemtableBytes(long bytes) {
    return new EngineOptions(bytes, cacheBytes, l0CompactTables, compresses);
  }

  public EngineOptions withCacheBytes(long bytes) {
    return new EngineOptions(memtableBytes, bytes, l0CompactTables, compresses);
  }

  public EngineOptions withL0CompactTables(int tables) {
    return new EngineOptions(memtableBytes, cacheBytes, tables, compresses);
  }
}
