package io.aitta.actors.write;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Gives the answers of a group on the reply dispatcher, where callers' code runs and may block. As
 * long as an answer is left another task is there to give it, so whoever blocks holds up nobody of
 * his group, and may even wait for an answer that comes behind his own.
 */
public final class GroupAnswers implements Runnable {
  private final Group group;
  private final IntConsumer answer;
  private final Executor reply;
  private final Runnable afterAll;
  private final int count;

  /** Places are gone through twice: first those that nobody's code can hold up. */
  private final AtomicInteger next = new AtomicInteger();

  private final AtomicInteger owed;

  private GroupAnswers(Group group, IntConsumer answer, Executor reply, Runnable afterAll) {
    this.group = group;
    this.answer = answer;
    this.reply = reply;
    this.afterAll = afterAll;
    this.count = group.answers();
    this.owed = new AtomicInteger(count);
  }

  /**
   * Answers every write of a visible group: done.
   *
   * @param afterAll run on {@code reply} when the last answer was given
   */
  public static void commit(Group group, Executor reply, Runnable afterAll) {
    give(group, group::commit, reply, afterAll);
  }

  /**
   * As {@link #commit}, with another answer.
   *
   * @param answer gives the answer at a place; must not throw
   */
  static void give(Group group, IntConsumer answer, Executor reply, Runnable afterAll) {
    reply.execute(new GroupAnswers(group, answer, reply, afterAll));
  }

  @Override
  public void run() {
    boolean calledNext = false;
    int given = 0;
    for (int i = next.getAndIncrement(); i < 2 * count; i = next.getAndIncrement()) {
      boolean callers = i >= count;
      int place = callers ? i - count : i;
      if (group.runsCallersCode(place) == callers) {
        if (callers && !calledNext && place < count - 1) {
          reply.execute(this);
          calledNext = true;
        }
        answer.accept(place);
        given++;
      }
    }
    if (given > 0 && owed.addAndGet(-given) == 0) {
      afterAll.run();
    }
  }
}
