package io.aitta.actors;

import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.StoreException.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where requests wait while their store recovers: bounded, each with a deadline that the root's
 * sweep keeps. Safe on any thread.
 */
final class WaitingRoom {
  private static final int PLACES = 10_000;

  /** A request, until the store is open. */
  private static final class Waiting<T> {
    final Function<OpenStore, CompletionStage<T>> request;
    final CompletableFuture<T> answer = new CompletableFuture<>();
    final Duration timeout;
    final Outcome outcome;
    long deadlineNanos;
    boolean hasDeadline;

    Waiting(Function<OpenStore, CompletionStage<T>> request, Duration timeout, Outcome outcome) {
      this.request = request;
      this.timeout = timeout;
      this.outcome = outcome;
    }

    /** Never runs the caller's code: whoever is behind goes in, whatever that does. */
    @SuppressWarnings("FutureReturnValueIgnored") // passes the answer on and does nothing else
    void begin(OpenStore store, Executor reply) {
      request
          .apply(store)
          .whenCompleteAsync(
              (value, failed) -> {
                if (failed != null) {
                  answer.completeExceptionally(failed);
                } else {
                  answer.complete(value);
                }
              },
              reply);
    }

    void refuse(ErrorCode code, String why) {
      answer.completeExceptionally(new StoreException(code, outcome, why));
    }

    /** The first sweep sees the request's beginning, near enough. */
    boolean isLate(long nowNanos) {
      if (!hasDeadline) {
        hasDeadline = true;
        deadlineNanos = nowNanos + timeout.toNanos();
      }
      return deadlineNanos - nowNanos <= 0;
    }
  }

  private final Executor reply;
  private final List<Waiting<?>> waiting = new ArrayList<>();
  private @Nullable OpenStore open;
  private @Nullable StoreException closedBy;

  /**
   * @param reply where who waited is answered, each by a task: his code may block
   */
  WaitingRoom(Executor reply) {
    this.reply = reply;
  }

  /**
   * Runs a request when the store is open: now, if it is.
   *
   * @param outcome what a refusal says of the request
   */
  <T> CompletionStage<T> whenOpen(
      Duration timeout, Outcome outcome, Function<OpenStore, CompletionStage<T>> request) {
    var one = new Waiting<>(request, timeout, outcome);
    OpenStore store;
    StoreException why;
    boolean full = false;
    synchronized (this) {
      store = open;
      why = closedBy;
      if (store == null && why == null) {
        full = waiting.size() >= PLACES;
        if (!full) {
          waiting.add(one);
        }
      }
    }
    if (store != null) {
      return request.apply(store);
    }
    if (why != null) {
      one.refuse(why.errorCode(), why.detail());
    } else if (full) {
      one.refuse(ErrorCode.STARTING, "the store is still recovering, and many wait for it already");
    }
    return one.answer;
  }

  /** The store is open: everybody goes in, in order. */
  void open(OpenStore store) {
    List<Waiting<?>> all;
    synchronized (this) {
      open = store;
      all = List.copyOf(waiting);
      waiting.clear();
    }
    all.forEach(one -> one.begin(store, reply));
  }

  /** The store will not open: everybody is told so. */
  void refuseAll(StoreException why) {
    List<Waiting<?>> all;
    synchronized (this) {
      closedBy = why;
      all = List.copyOf(waiting);
      waiting.clear();
    }
    all.forEach(one -> reply.execute(() -> one.refuse(why.errorCode(), why.detail())));
  }

  /** Ends the wait of those whose time is over. */
  void sweep(long nowNanos) {
    List<Waiting<?>> late = new ArrayList<>(0);
    synchronized (this) {
      for (Iterator<Waiting<?>> each = waiting.iterator(); each.hasNext(); ) {
        Waiting<?> one = each.next();
        if (one.isLate(nowNanos)) {
          each.remove();
          late.add(one);
        }
      }
    }
    for (Waiting<?> one : late) {
      reply.execute(() -> one.refuse(ErrorCode.STARTING, "the store is still recovering"));
    }
  }
}
