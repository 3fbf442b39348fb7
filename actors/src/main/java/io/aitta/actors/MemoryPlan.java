package io.aitta.actors;

import java.util.Locale;

/**
 * How one budget of memory is divided among what the settings leave open.
 *
 * @param memtableBytes of one memtable; the one being filled and those that wait to be flushed
 *     share the memtables' part
 * @param cacheBytes for blocks
 */
record MemoryPlan(long memtableBytes, long cacheBytes) {
  private static final long MEMORY_BYTES_MAX = 256L << 20;
  private static final long MEMTABLE_BYTES_MIN = 64L << 10;
  private static final long TABLE_BYTES_MAX = 64L << 20;

  /** What a store is mostly for. */
  private enum Profile {
    SMALL(4, 4),
    BALANCED(3, 2),
    INGEST(1.5, 4);

    private final double memtablesPart;
    private final int cachePart;

    Profile(double memtablesPart, int cachePart) {
      this.memtablesPart = memtablesPart;
      this.cachePart = cachePart;
    }
  }

  /** The budget of a store that does not say, in a heap of so many bytes. */
  static long memoryBytes(long heapBytes) {
    return Math.min(MEMORY_BYTES_MAX, heapBytes / 2);
  }

  /** The size of a table that goes with memtables of a size. */
  static long tableBytes(long memtableBytes) {
    return Math.min(TABLE_BYTES_MAX, 2 * memtableBytes);
  }

  /**
   * Divides.
   *
   * @param profile {@code small}, {@code balanced} or {@code ingest}
   * @param sealedMax memtables that may wait to be flushed
   * @throws IllegalArgumentException if there is no such profile; says which there are
   */
  static MemoryPlan of(String profile, long memoryBytes, int sealedMax) {
    for (Profile known : Profile.values()) {
      if (known.name().toLowerCase(Locale.ROOT).equals(profile)) {
        long memtables = (long) (memoryBytes / known.memtablesPart);
        return new MemoryPlan(
            Math.max(MEMTABLE_BYTES_MIN, memtables / (1 + sealedMax)),
            memoryBytes / known.cachePart);
      }
    }
    throw new IllegalArgumentException("not one of small, balanced, ingest: " + profile);
  }
}
