package io.aitta.actors.write;

import io.aitta.actors.engine.StoreContext;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.StoreException.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Answers writes that do not go through, in the writer's words. Every answer leaves through the
 * reply dispatcher, since the caller's code runs with it, and gives back what the write took of the
 * budget.
 */
final class Refusals {
  private final StoreContext store;

  Refusals(StoreContext store) {
    this.store = store;
  }

  /** Refuses every write of a group; {@code whyLate} is for those whose refusal rests on it. */
  void refuse(Group group, StoreException why, StoreException whyLate) {
    store.meters().refusedWrites.add(group.writes());
    GroupAnswers.refuse(group, store, why, whyLate);
  }

  /** Refuses the writes of a group whose time is over; the group goes on. */
  void refuseLate(Group group, long nowNanos) {
    StoreException notDone =
        new StoreException(
            ErrorCode.DEADLINE,
            Outcome.NOT_DONE,
            "a condition failed on a write that was not on disk when the time was over");
    GroupAnswers.refuseLate(
        group, store, nowNanos, outcomeUnknown("the log did not answer"), notDone);
  }

  /** Refuses a write that never was in a group. */
  void refuse(PendingWrite write, StoreException why) {
    store.meters().refusedWrites.increment();
    answer(write, why);
  }

  /** Answers a write with what its condition met, which is no refusal of the store's. */
  void answer(PendingWrite write, StoreException why) {
    store
        .reply()
        .execute(
            () -> {
              store.admission().give(write.bytes()); // first: the caller's code may want it
              write.refuse(why);
            });
  }

  static StoreException heldBack(String reason) {
    return new StoreException(
        ErrorCode.OVERLOADED, Outcome.NOT_DONE, "writes are held back: " + reason);
  }

  static StoreException deadlinePassed() {
    return new StoreException(
        ErrorCode.DEADLINE, Outcome.NOT_DONE, "the write's time was over before it was ordered");
  }

  static StoreException syncTooLate() {
    return new StoreException(ErrorCode.DEADLINE, Outcome.NONE, "the sync did not finish in time");
  }

  static StoreException neverHandedOut(long number, long last) {
    return new StoreException(
        ErrorCode.BAD_PARAMETER,
        Outcome.NONE,
        "sequence number " + number + " was never handed out; the last is " + last);
  }

  static StoreException stopped() {
    return new StoreException(ErrorCode.CLOSED, Outcome.NOT_DONE, "the store was stopped");
  }

  static StoreException outcomeUnknown(String why) {
    return new StoreException(ErrorCode.OUTCOME_UNKNOWN, Outcome.UNKNOWN, why);
  }

  /** For whoever closes a store whose log failed. */
  static StoreException unclean(@Nullable Throwable cause) {
    return new StoreException(
        ErrorCode.OUTCOME_UNKNOWN,
        Outcome.UNKNOWN,
        "closed, but not every accepted write is known to be on disk: " + logFailed(cause),
        cause);
  }

  /** For whoever closes a store that was stopped while the log still owed what readers saw. */
  static StoreException stoppedWhileOwing() {
    return new StoreException(
        ErrorCode.OUTCOME_UNKNOWN,
        Outcome.UNKNOWN,
        "closed, but writes accepted at level memory may be lost: the store was stopped before they"
            + " were in the log");
  }

  /** For whoever closes a store on a disk that stayed full. */
  static StoreException noRoom(@Nullable Throwable cause) {
    return new StoreException(
        ErrorCode.DISK_FULL,
        Outcome.UNKNOWN,
        "closed, but writes accepted at level memory are lost: the disk was full to the end",
        cause);
  }

  static String logFailed(@Nullable Throwable cause) {
    return cause == null ? "the log failed" : "the log failed: " + message(cause);
  }

  static String message(Throwable cause) {
    String text = cause.getMessage();
    return text == null ? cause.getClass().getSimpleName() : text;
  }
}
