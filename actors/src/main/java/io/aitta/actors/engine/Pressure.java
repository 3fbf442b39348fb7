package io.aitta.actors.engine;

/**
 * How far flush and compaction are behind, as the writer has to know it.
 *
 * @param stopped no write is taken until they have caught up
 * @param bytesPerSecond how much is taken meanwhile; {@link Long#MAX_VALUE} for all there is
 * @param reason for people
 */
public record Pressure(boolean stopped, long bytesPerSecond, String reason) {
  /** Nothing is behind. */
  public static final Pressure NONE = new Pressure(false, Long.MAX_VALUE, "");

  private static final long SLOWED_BYTES_PER_SECOND = 64L << 20;

  /**
   * The pressure of a backlog.
   *
   * @param sealed memtables that wait to be flushed
   * @param l0Tables tables in level 0
   */
  public static Pressure of(
      int sealed, int sealedMax, int l0Tables, int l0SlowTables, int l0StopTables) {
    if (sealed >= sealedMax) {
      return new Pressure(true, 0, sealed + " memtables wait to be flushed");
    }
    if (l0Tables >= l0StopTables) {
      return new Pressure(true, 0, l0Tables + " tables in level 0 wait to be compacted");
    }
    if (l0Tables >= l0SlowTables) {
      long steps = Math.max(1, l0StopTables - l0SlowTables);
      long rate = SLOWED_BYTES_PER_SECOND * (l0StopTables - l0Tables) / steps;
      return new Pressure(false, rate, l0Tables + " tables in level 0");
    }
    return NONE;
  }

  public boolean isNone() {
    return !stopped && bytesPerSecond == Long.MAX_VALUE;
  }
}
