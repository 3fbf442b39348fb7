package io.aitta.it.concurrency;

import io.aitta.core.memtable.MemTable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The mistake of asking for the visible number twice: what {@link BatchStress} forbids must be
 * seen.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "before it was published")
@Outcome(id = "3, 4", expect = Expect.ACCEPTABLE, desc = "afterwards")
@Outcome(expect = Expect.FORBIDDEN, desc = "half a group, or half a value")
@State
public class TwoNumbersStress {
  private final MemTable table = Small.table(1);

  @Actor
  public void write() {
    table.insert(Small.put(1, 3), 1);
    table.insert(Small.put(2, 4), 2);
    table.publish(2);
  }

  @Actor
  public void read(II_Result seen) {
    seen.r1 = Small.get(table, 1, table.visibleNumber());
    seen.r2 = Small.get(table, 2, table.visibleNumber());
  }
}
