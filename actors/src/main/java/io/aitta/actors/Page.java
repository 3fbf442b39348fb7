package io.aitta.actors;

import io.aitta.core.Bytes;
import io.aitta.core.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a scan.
 *
 * @param entries in the range's direction
 * @param last the last key looked at when the page ended before its range did, else null; the next
 *     page begins behind it
 * @param seq the state that was read
 */
public record Page(List<Entry> entries, @Nullable Bytes last, long seq) {
  /**
   * Where a page ends: after so many entries delivered, so many bytes of keys and values, so many
   * entries looked at, or so long.
   */
  public record Limits(int entriesMax, long bytesMax, int examinedMax, long millisMax) {}
}
