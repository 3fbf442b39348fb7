package io.aitta.actors.engine;

/**
 * How far flush and compaction are behind, as the writer has to know it.
 *
 * @param stopped no write is taken until they have caught up
 * @param share how much of what they gave while nothing was behind is taken of writers meanwhile: 1
 *     for all there is, 0 if stopped
 * @param reason for people
 */
public record Pressure(boolean stopped, double share, String reason) {
  /** Nothing is behind. */
  public static final Pressure NONE = new Pressure(false, 1, "");

  /**
   * The pressure of a backlog. It grows with each table between those at which writers are slowed
   * down and stopped, so that they come to go as fast as tables are merged, not too fast and too
   * slowly by turns.
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
      double steps = l0StopTables - l0SlowTables + 1;
      return new Pressure(
          false, (l0StopTables - l0Tables) / steps, l0Tables + " tables in level 0");
    }
    return NONE;
  }

  public boolean isNone() {
    return !stopped && share == 1;
  }
}
