package io.aitta.it.concurrency;

import io.aitta.core.iterator.Lookup;
import io.aitta.core.memtable.ChunkPool;
import io.aitta.core.memtable.MemTable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A reader who holds nothing, while the table is released and its chunk becomes another table's:
 * what is told is the old table's, or nothing is told.
 */
@JCStressTest
@Outcome(id = "3", expect = Expect.ACCEPTABLE, desc = "told before the table was released")
@Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "not told")
@Outcome(expect = Expect.FORBIDDEN, desc = "bytes of another table")
@State
public class ReleasedMemTableStress {
  private final ChunkPool pool = new ChunkPool(ChunkPool.CHUNK_BYTES_MIN, 1);
  private final MemTable table = new MemTable(1, 0, Runnable::run, pool);

  public ReleasedMemTableStress() {
    table.insert(Small.put(1, 3), 1);
    table.publish(1);
  }

  @Actor
  public void reuse() {
    table.release();
    MemTable next = new MemTable(2, 1, Runnable::run, pool);
    next.insert(Small.put(1, 4), 2);
    next.publish(2);
  }

  @Actor
  public void read(I_Result seen) {
    Lookup lookup = Small.ask(1, 1);
    seen.r1 = table.lookupUnheld(lookup) ? Small.valueOf(lookup) : -1;
  }
}
