package io.aitta.it.sim;

import io.aitta.core.Bytes;
import java.util.List;

/**
 * What one read said of some keys, to be judged when the era is over and the order known.
 *
 * @param exact the number whose state was read, or {@link #ANY}
 * @param floor the state read was this or a newer one
 * @param writesBegun how many writes had begun when the answer came; no other can be in it
 * @param begun a moment before the state that was read, by the ledger's clock
 * @param ended a moment behind it; {@link Ledger.Reading#NEVER} if it is of no moment
 */
public record Observation(
    String what, long exact, long floor, int writesBegun, long begun, long ended, List<Seen> seen) {
  public static final long ANY = -1;

  /**
   * What was said of one key.
   *
   * @param version 0 for absent
   */
  public record Seen(Bytes key, long version) {
    @Override
    public String toString() {
      return Values.show(key) + (version == 0 ? " absent" : " at version " + version);
    }
  }
}
