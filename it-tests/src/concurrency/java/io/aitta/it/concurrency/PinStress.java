package io.aitta.it.concurrency;

import io.aitta.actors.engine.ReadView;
import io.aitta.actors.engine.Views;
import io.aitta.sstable.version.Version;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A reader pins while another view is published: he sees the first view before it is retired, or
 * the next one; and in the end the first has been retired once. What a reader sees of a view is a
 * plain field, which retiring overwrites.
 */
@JCStressTest
@Outcome(
    id = {"1, 1", "2, 1"},
    expect = Expect.ACCEPTABLE,
    desc = "the first view or the next")
@Outcome(expect = Expect.FORBIDDEN, desc = "read while it was retired, or not retired once")
@State
public class PinStress {
  private final int[] contents = {0, 1, 2};
  private int retirements;
  private final Views views = new Views(view(1));

  private ReadView view(int id) {
    return new ReadView(Small.table(id), List.of(), Version.empty(), view -> retire(id));
  }

  private void retire(int id) {
    contents[id] = -1;
    retirements++;
  }

  @Actor
  public void publish() {
    views.publish(view(2));
  }

  @Actor
  public void read(II_Result seen) {
    ReadView view = views.pin();
    seen.r1 = contents[(int) view.active().id()];
    view.unpin();
  }

  @Arbiter
  public void count(II_Result seen) {
    seen.r2 = retirements;
  }
}
