package io.aitta.it.concurrency;

import io.aitta.actors.engine.Admission;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** The last bytes come back while somebody gets in line for them: he is not forgotten. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "admitted")
@Outcome(expect = Expect.FORBIDDEN, desc = "waits for ever, or was admitted twice")
@State
public class AdmissionStress implements Admission.Waiter {
  private final Admission admission = new Admission(1, 1, 1);
  private int admitted;

  public AdmissionStress() {
    if (!admission.tryTake(1)) {
      throw new AssertionError("the budget is full from the beginning");
    }
  }

  @Actor
  public void give() {
    admission.give(1);
  }

  @Actor
  public void await() {
    admission.await(this);
  }

  @Arbiter
  public void count(I_Result seen) {
    seen.r1 = admitted;
  }

  @Override
  public long bytes() {
    return 1;
  }

  @Override
  public long deadlineNanos() {
    return Long.MAX_VALUE / 2;
  }

  @Override
  public void admitted() {
    admitted++;
  }

  @Override
  public void expired() {
    throw new AssertionError("its time is not over");
  }
}
