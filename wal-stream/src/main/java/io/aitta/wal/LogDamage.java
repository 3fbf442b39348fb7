package io.aitta.wal;

import io.aitta.core.CorruptionException;

/**
 * A place of a log, or a whole one, that was synced and cannot be read. Immutable, safe on any
 * thread.
 *
 * @param what file, offset, expected and found
 * @param length bytes that are lost there, up to the next whole group; 0 for a file that is not
 *     there
 * @param leastNumber of the operations that are lost, as far as they are in no table; 0 if none is
 * @param greatestNumber the last of them; {@link #UNKNOWN} if nothing behind the place tells
 */
public record LogDamage(
    CorruptionException what, long length, long leastNumber, long greatestNumber) {
  /** Nothing that is left says how far the lost numbers go. */
  public static final long UNKNOWN = -1;

  /** Whether operations went with it that no table holds. */
  public boolean losesOperations() {
    return leastNumber > 0;
  }
}
