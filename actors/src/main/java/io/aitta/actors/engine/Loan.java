package io.aitta.actors.engine;

import io.aitta.core.io.Interrupts;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A thread that does the next step itself instead of waking another for it. While it is lent, tasks
 * that it gives to the store's {@link LendingExecutor}s are its own, one after the other. Waking a
 * thread takes 5 to 50 microseconds, and a lone write used to take five wake-ups.
 *
 * <p>Two kinds of threads are lent. A caller who waits for a write lends his for as long as he
 * would have waited, and blocks where the log does. The log's thread, when its disk work is done,
 * goes on with what that set in motion, often the next group; whatever would have to wait while it
 * is at the disk again goes to the threads it was meant for.
 *
 * <p>Actors notice nothing: each is still run by one thread at a time, and in the order of its
 * mailbox. Tasks that are left at the end go to their threads. Confined to its thread.
 */
public final class Loan {
  private static final ThreadLocal<@Nullable Loan> CURRENT = new ThreadLocal<>();

  private record Task(Runnable task, Executor threads, boolean blocks) {
    void giveAway() {
      try {
        threads.execute(task);
      } catch (RejectedExecutionException ended) {
        task.run(); // nothing that was accepted is dropped
      }
    }
  }

  private final ArrayDeque<Task> tasks = new ArrayDeque<>();
  private int blocking; // how many of the tasks may block

  private Loan() {}

  /**
   * Runs {@code first}, and what it gives to lending executors, and what that gives to them, until
   * {@code enough} is true or nothing is left. May block where those executors' tasks may.
   */
  public static void lend(Runnable first, BooleanSupplier enough) {
    if (CURRENT.get() != null) {
      first.run(); // lent already: whoever lent it runs the rest
      return;
    }
    Loan loan = begin();
    boolean interrupted = Interrupts.takeAway();
    try {
      first.run();
      while (!enough.getAsBoolean() && !loan.tasks.isEmpty()) {
        interrupted |= loan.runNextDespiteInterrupts();
      }
    } finally {
      loan.end();
      Interrupts.setAgain(interrupted);
    }
  }

  /** Returns whether the thread was interrupted meanwhile. */
  private boolean runNextDespiteInterrupts() {
    try {
      runNext();
      return Interrupts.takeAway();
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        return true; // a mailbox says so when it has put itself in order
      }
      throw e;
    }
  }

  /** Runs a task that may block, and goes on with what it sets in motion. For a pool's thread. */
  static void goOnFrom(Runnable first) {
    Loan loan = begin();
    try {
      first.run();
      do {
        if (loan.blocking > 0) {
          loan.giveAwayWhatBlocksNot(); // it shall not wait for the disk
        }
      } while (loan.runNext());
    } finally {
      loan.end();
    }
  }

  /** Keeps a task for the thread that calls, if that is lent. Returns whether it was. */
  static boolean take(Runnable task, Executor threads, boolean blocks) {
    Loan loan = CURRENT.get();
    if (loan == null) {
      return false;
    }
    loan.tasks.addLast(new Task(task, threads, blocks));
    loan.blocking += blocks ? 1 : 0;
    return true;
  }

  private static Loan begin() {
    Loan loan = new Loan();
    CURRENT.set(loan);
    return loan;
  }

  private boolean runNext() {
    Task next = tasks.pollFirst();
    if (next == null) {
      return false;
    }
    blocking -= next.blocks() ? 1 : 0;
    next.task().run();
    return true;
  }

  private void giveAwayWhatBlocksNot() {
    for (Iterator<Task> all = tasks.iterator(); all.hasNext(); ) {
      Task task = all.next();
      if (!task.blocks()) {
        all.remove();
        task.giveAway();
      }
    }
  }

  private void end() {
    CURRENT.remove();
    for (Task left : tasks) {
      left.giveAway();
    }
    tasks.clear();
  }
}
