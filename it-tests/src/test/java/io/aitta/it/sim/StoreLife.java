package io.aitta.it.sim;

import io.aitta.actors.Store;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.stream.Materializer;

/**
 * One life of the store, from its spawning to its crash or close, and what its clients wait for.
 * Answers that come after the end are nobody's. For the owner thread.
 */
final class StoreLife {
  private final Simulation simulation;
  private final Ledger ledger;
  private final Store store;
  private final Materializer materializer;
  private final int operationsMax;
  private final Map<Integer, String> open = new TreeMap<>();
  private int begun;
  private boolean ended;

  /**
   * @param operationsMax clients begin no more than this
   */
  StoreLife(
      Simulation simulation,
      Ledger ledger,
      Store store,
      Materializer materializer,
      int operationsMax) {
    this.simulation = simulation;
    this.ledger = ledger;
    this.store = store;
    this.materializer = materializer;
    this.operationsMax = operationsMax;
  }

  Store store() {
    return store;
  }

  Materializer materializer() {
    return materializer;
  }

  Simulation simulation() {
    return simulation;
  }

  Ledger ledger() {
    return ledger;
  }

  boolean wantsMore() {
    return !ended && begun < operationsMax;
  }

  int begun() {
    return begun;
  }

  boolean ended() {
    return ended;
  }

  /** Nobody listens to this store any more. */
  void end() {
    ended = true;
  }

  /** What has begun and was not answered. */
  Map<Integer, String> unanswered() {
    return open;
  }

  /** An operation begins. Returns its ticket. */
  int begin(String what) {
    begun++;
    open.put(begun, what);
    simulation.say("#" + begun + " " + what);
    return begun;
  }

  /**
   * An operation ends, with {@code check} to be run on its answer; does nothing after the end of
   * this life.
   */
  void answer(int ticket, String how, Runnable check) {
    if (ended) {
      return;
    }
    open.remove(ticket);
    simulation.say("#" + ticket + " " + how);
    guard(check);
  }

  /** Runs a piece of the harness where an exception would be lost otherwise. */
  void guard(Runnable check) {
    try {
      check.run();
    } catch (RuntimeException | AssertionError e) {
      java.io.StringWriter stack = new java.io.StringWriter();
      e.printStackTrace(new java.io.PrintWriter(stack));
      ledger.violated("unexpected: " + stack);
    }
  }

  /** Waits for a stage of the store; every failure must be a StoreException. */
  <T> void when(
      int ticket,
      CompletionStage<T> stage,
      Consumer<T> onDone,
      Consumer<StoreException> onFailed,
      Runnable after) {
    stage.whenComplete(
        (value, failure) -> {
          Throwable why = failure == null ? null : unwrapped(failure);
          if (failure == null) {
            answer(ticket, "done " + brief(value), () -> onDone.accept(value));
          } else if (why instanceof CancellationException) {
            answer(ticket, "cancelled", () -> onFailed.accept(givenUp()));
          } else if (why instanceof StoreException refused) {
            answer(
                ticket, refused.code() + " " + refused.outcome(), () -> onFailed.accept(refused));
          } else {
            answer(ticket, "failed", () -> ledger.violated("not a StoreException: " + failure));
          }
          if (!ended) {
            guard(after);
          }
        });
  }

  /** What a caller knows who has cancelled its request. */
  private static StoreException givenUp() {
    return new StoreException(ErrorCode.DEADLINE, StoreException.Outcome.UNKNOWN, "given up");
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private static String brief(Object value) {
    return value instanceof Record && value.toString().length() < 100 ? value.toString() : "";
  }
}
