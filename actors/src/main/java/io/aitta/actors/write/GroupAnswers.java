package io.aitta.actors.write;

import io.aitta.actors.engine.StoreContext;
import io.aitta.core.StoreException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Gives the answers of a group on the reply dispatcher, where callers' code runs and may block. As
 * long as an answer is left another task is there to give it, so whoever blocks holds up nobody of
 * his group, and may even wait for an answer that comes behind his own. Callbacks of one group may
 * therefore run at the same time.
 */
public final class GroupAnswers implements Runnable {
  private final Group group;
  private final IntConsumer answer;
  private final StoreContext store;
  private final int count;

  /** Places are gone through twice: first those that nobody's code can hold up. */
  private final AtomicInteger next = new AtomicInteger();

  private GroupAnswers(Group group, IntConsumer answer, StoreContext store) {
    this.group = group;
    this.answer = answer;
    this.store = store;
    this.count = group.answers();
  }

  /** Answers every write of a visible group: done, at the group's level. */
  public static void commit(Group group, StoreContext store) {
    give(group, store, group::commit);
  }

  /** Answers every write: refused, or unknown; {@code whyLate} is for late refusals. */
  public static void refuse(
      Group group, StoreContext store, StoreException why, StoreException whyLate) {
    give(group, store, place -> group.refuse(place, why, whyLate));
  }

  /** Each gives back what its write took of the budget first: the caller's code may want it. */
  private static void give(Group group, StoreContext store, IntConsumer answer) {
    IntConsumer last =
        place -> {
          store.admission().give(group.admittedBytes(place));
          answer.accept(place);
        };
    store.reply().execute(new GroupAnswers(group, last, store));
  }

  /** Ends the wait of those whose time is over; the group goes on. */
  static void refuseLate(
      Group group, StoreContext store, long nowNanos, StoreException why, StoreException whyLate) {
    IntConsumer answer = place -> group.refuseIfLate(place, nowNanos, why, whyLate);
    store.reply().execute(new GroupAnswers(group, answer, store));
  }

  @Override
  public void run() {
    boolean calledNext = false;
    for (int i = next.getAndIncrement(); i < 2 * count; i = next.getAndIncrement()) {
      boolean callers = i >= count;
      int place = callers ? i - count : i;
      if (group.runsCallersCode(place) == callers) {
        if (callers && !calledNext && place < count - 1) {
          store.reply().execute(this);
          calledNext = true;
        }
        answer.accept(place);
      }
    }
  }
}
