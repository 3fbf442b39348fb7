package io.aitta.it.history;

import io.aitta.core.StoreException;
import io.aitta.core.VersionMismatchException;
import io.aitta.it.history.Call.Outcome;
import io.aitta.it.history.Call.Sight;
import io.aitta.it.history.Call.Wrote;
import java.util.List;

/**
 * What a client was told.
 *
 * @param number of the last change, if it is done
 * @param saw of a read: what it read; of a write: the version that failed its condition
 */
record Reply(Outcome outcome, long number, List<Sight> saw) {
  /** Nobody knows. */
  static final Reply UNKNOWN = new Reply(Outcome.UNKNOWN, 0, List.of());

  /** Nothing came of it. */
  static final Reply NOT_DONE = new Reply(Outcome.NOT_DONE, 0, List.of());

  static Reply done(long number) {
    return new Reply(Outcome.DONE, number, List.of());
  }

  static Reply saw(List<Sight> sights) {
    return new Reply(Outcome.DONE, 0, sights);
  }

  static Reply mismatch(String key, long version) {
    return new Reply(Outcome.NOT_DONE, 0, List.of(new Sight(key, Sight.UNTOLD, version)));
  }

  /** How a write failed. */
  static Reply of(List<Wrote> changes, StoreException why) {
    if (why instanceof VersionMismatchException failed) {
      Wrote change = changes.get(failed.index());
      if (change.condition().holdsFor(failed.currentVersion())) {
        throw new AssertionError("refused though it holds: " + change + " " + why);
      }
      return mismatch(change.key(), failed.currentVersion());
    }
    return switch (why.outcome()) {
      case UNKNOWN -> UNKNOWN;
      case NOT_DONE -> NOT_DONE;
      case NONE -> throw new AssertionError("a write that does not say whether it is done", why);
    };
  }
}
