package io.aitta.actors.write;

import io.aitta.actors.engine.ReadView;
import io.aitta.actors.read.AsyncReads;
import io.aitta.actors.read.ViewReader;
import io.aitta.core.Condition;
import io.aitta.core.StoreException;
import io.aitta.core.StoreException.Outcome;
import io.aitta.core.format.Operation;
import io.aitta.core.iterator.Lookup;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Looks up the keys of a write's conditions, outside the writer, all in one view; then hands the
 * write on, or refuses it if a key could not be read. Exactly one of the two, whatever comes first.
 * Safe on any thread.
 */
public final class ConditionRead {
  private final PendingWrite write;
  private final Consumer<PendingWrite> observed;
  private final BiConsumer<PendingWrite, StoreException> refused;
  private final long number;
  private final long[] versions;
  private final AtomicInteger missing;
  private final AtomicBoolean ended = new AtomicBoolean();

  private ConditionRead(
      PendingWrite write,
      Consumer<PendingWrite> observed,
      BiConsumer<PendingWrite, StoreException> refused,
      long number,
      int conditions) {
    this.write = write;
    this.observed = observed;
    this.refused = refused;
    this.number = number;
    this.versions = new long[write.operations().length];
    this.missing = new AtomicInteger(conditions);
  }

  /**
   * @param observed takes the write when all its keys are read
   * @param refused takes it when one could not be read in time
   */
  public static void start(
      PendingWrite write,
      AsyncReads reads,
      Consumer<PendingWrite> observed,
      BiConsumer<PendingWrite, StoreException> refused) {
    Operation[] operations = write.operations();
    int conditions = 0;
    for (int i = 0; i < operations.length; i++) {
      conditions += needsLook(write, i) ? 1 : 0;
    }
    ReadView view = reads.pin();
    try {
      ViewReader.Moment moment = reads.now(view);
      var read = new ConditionRead(write, observed, refused, moment.number(), conditions);
      for (int i = 0; i < operations.length; i++) {
        if (needsLook(write, i)) {
          Operation operation = operations[i];
          reads.lookUp(
              view.pinAgain(),
              moment,
              operation.treeKey(),
              operation.hash(),
              write.deadlineNanos(),
              read.new KeyAnswer(i));
        }
      }
    } finally {
      view.unpin();
    }
  }

  private static boolean needsLook(PendingWrite write, int index) {
    return !(write.condition(index) instanceof Condition.Always);
  }

  private final class KeyAnswer extends AsyncReads.Answer {
    private final int index;

    private KeyAnswer(int index) {
      this.index = index;
    }

    @Override
    protected void onFound(Lookup decided) {
      versions[index] = decided.version();
      if (missing.decrementAndGet() == 0 && ended.compareAndSet(false, true)) {
        write.observed(new PendingWrite.Observation(number, versions));
        observed.accept(write);
      }
    }

    @Override
    protected void onFailed(StoreException why) {
      if (ended.compareAndSet(false, true)) {
        refused.accept(
            write, new StoreException(why.errorCode(), Outcome.NOT_DONE, why.detail(), why));
      }
    }
  }
}
