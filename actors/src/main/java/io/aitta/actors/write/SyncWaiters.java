package io.aitta.actors.write;

import io.aitta.core.Committed;
import io.aitta.core.Durability;
import io.aitta.core.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Callers who wait until a number is at {@code disk}. For the writer alone. */
final class SyncWaiters {
  private record Waiter(long seq, long deadlineNanos, CompletableFuture<Committed> answer) {}

  /** Waits behind a write that has no number yet. */
  private record Behind(PendingWrite write, Waiter waiter) {}

  private final List<Waiter> waiters = new ArrayList<>();
  private final List<Behind> behind = new ArrayList<>();
  private final Executor reply;

  SyncWaiters(Executor reply) {
    this.reply = reply;
  }

  void add(long seq, long deadlineNanos, CompletableFuture<Committed> answer) {
    waiters.add(new Waiter(seq, deadlineNanos, answer));
  }

  /** Waits for everything up to and including a write that has no number yet. */
  void addBehind(PendingWrite write, long deadlineNanos, CompletableFuture<Committed> answer) {
    behind.add(new Behind(write, new Waiter(0, deadlineNanos, answer)));
  }

  /** The write was numbered or refused; whoever waited behind it waits for {@code seq} now. */
  void passed(PendingWrite write, long seq) {
    if (behind.isEmpty()) {
      return;
    }
    behind.removeIf(
        one -> {
          boolean passed = one.write() == write;
          if (passed) {
            add(seq, one.waiter().deadlineNanos(), one.waiter().answer());
          }
          return passed;
        });
  }

  boolean isEmpty() {
    return waiters.isEmpty() && behind.isEmpty();
  }

  /** Answers those whose number is at disk. */
  void reached(long diskSeq) {
    waiters.removeIf(
        waiter -> {
          boolean reached = waiter.seq() <= diskSeq;
          if (reached) {
            Committed done = new Committed(waiter.seq(), Durability.DISK);
            reply.execute(() -> waiter.answer().complete(done));
          }
          return reached;
        });
  }

  /** Refuses those whose time is over. */
  void expire(long nowNanos, StoreException why) {
    waiters.removeIf(waiter -> expire(waiter, nowNanos, why));
    behind.removeIf(one -> expire(one.waiter(), nowNanos, why));
  }

  private boolean expire(Waiter waiter, long nowNanos, StoreException why) {
    boolean late = waiter.deadlineNanos() - nowNanos <= 0;
    if (late) {
      reply.execute(() -> waiter.answer().completeExceptionally(why));
    }
    return late;
  }

  void refuseAll(StoreException why) {
    behind.forEach(one -> waiters.add(one.waiter()));
    behind.clear();
    for (Waiter waiter : waiters) {
      reply.execute(() -> waiter.answer().completeExceptionally(why));
    }
    waiters.clear();
  }
}
