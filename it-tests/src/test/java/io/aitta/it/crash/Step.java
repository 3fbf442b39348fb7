package io.aitta.it.crash;

import io.aitta.core.Bytes;
import io.aitta.core.Durability;
import io.aitta.core.Range;
import io.aitta.it.sim.Change;
import java.util.List;

/** A step of a script. */
sealed interface Step {
  /**
   * One write; more than one change is a batch.
   *
   * @param id the how-manieth write of the script, from 0 on; its values say so
   */
  record Write(int id, List<Change> changes, Durability level) {}

  /** Writes that begin together; the next step waits for all. */
  record Writes(List<Write> writes) implements Step {}

  record Get(Bytes key) implements Step {}

  record Scan(Range range) implements Step {}

  record Flush() implements Step {}

  record Sync() implements Step {}

  /** Lets flush and compaction come to rest, and the log fall quiet. */
  record Rest() implements Step {}

  /** Takes a snapshot, to be held. */
  record Hold() implements Step {}

  /** Reads all of the held snapshot, which must say what it said before. */
  record Look() implements Step {}

  /** Closes the held snapshot. */
  record LetGo() implements Step {}

  /** Closes the store and opens it again. */
  record Reopen() implements Step {}

  /** Closes the store. */
  record Close() implements Step {}
}
