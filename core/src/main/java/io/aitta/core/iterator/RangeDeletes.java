package io.aitta.core.iterator;

import java.util.List;

/**
 * The range deletes of one source, cut into disjoint fragments in key order; immutable, safe on any
 * thread. Within a fragment the numbers stand newest first.
 */
public final class RangeDeletes {
  /**
   * The keys from {@code start}, inclusive, until {@code end}, exclusive (tree keys), were deleted
   * by each of {@code numbers}, newest first.
   */
  public record Fragment(byte[] start, byte[] end, long[] numbers) {}

  /** No range deletes. */
  public static final RangeDeletes NONE = new RangeDeletes(List.of());

  private final List<Fragment> fragments;

  private RangeDeletes(List<Fragment> fragments) {
    this.fragments = fragments;
  }

  public List<Fragment> fragments() {
    return fragments;
  }

  public boolean isEmpty() {
    return fragments.isEmpty();
  }
}
