package io.aitta.actors.engine;

import io.aitta.actors.StoreEvent;
import io.aitta.actors.StoreState;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/**
 * What the store can do now, and why it cannot do more. Once sealed it stays sealed; once closing
 * it never opens again. Safe on any thread.
 */
public final class StoreStatus {
  /** What may find no space, each for itself. */
  public enum Space {
    LOG,
    TABLES,
    MANIFEST
  }

  private record Status(StoreState state, String reason) {}

  private final Events events;
  private final List<Runnable> whenClosed = new ArrayList<>();
  private final EnumSet<Space> without = EnumSet.noneOf(Space.class);
  private volatile @Nullable StoreException unclean;
  private volatile Status status = new Status(StoreState.STARTING, "");

  public StoreStatus(Events events) {
    this.events = events;
  }

  public StoreState state() {
    return status.state();
  }

  /** Why the store is in its state, for people; empty if all is well. */
  public String reason() {
    return status.reason();
  }

  public void opened() {
    move(StoreState.STARTING, StoreState.OPEN, "");
  }

  /** A log or manifest failed: no write is taken any more. */
  public void seal(String reason) {
    StoreState before;
    synchronized (this) {
      before = status.state();
      if (before == StoreState.OPEN || before == StoreState.DISK_FULL) {
        status = new Status(StoreState.SEALED, reason);
      }
    }
    if (before == StoreState.OPEN || before == StoreState.DISK_FULL) {
      events.tell(new StoreEvent.StoreSealed(reason));
    }
  }

  public boolean isSealed() {
    return state() == StoreState.SEALED;
  }

  /** Space ran out for one of them. */
  public void diskFull(Space space, String reason) {
    boolean first;
    synchronized (this) {
      without.add(space);
      first = move(StoreState.OPEN, StoreState.DISK_FULL, reason);
    }
    if (first) {
      events.tell(new StoreEvent.SpaceLow(reason));
    }
  }

  /** Whether what is in memory stays there until there is space again. */
  public synchronized boolean flushesWaitForSpace() {
    return without.contains(Space.TABLES) || without.contains(Space.MANIFEST);
  }

  /** It found space again. The store is full until all have. */
  public void spaceBack(Space space) {
    if (state() != StoreState.DISK_FULL) {
      return;
    }
    boolean last;
    synchronized (this) {
      without.remove(space);
      last = without.isEmpty() && move(StoreState.DISK_FULL, StoreState.OPEN, "");
    }
    if (last) {
      events.tell(new StoreEvent.SpaceBack());
    }
  }

  /** The last writes go to disk; no more are taken. */
  public synchronized void closing() {
    StoreState now = status.state();
    if (now != StoreState.CLOSED && now != StoreState.FAILED) {
      status = new Status(StoreState.CLOSING, "the store is closing");
    }
  }

  /** What was accepted may not be on disk: whoever asked for the close is told the first reason. */
  public void closesUncleanly(StoreException why) {
    synchronized (this) {
      if (unclean != null) {
        return;
      }
      unclean = why;
    }
    events.tell(new StoreEvent.ClosedUncleanly(String.valueOf(why.getMessage())));
  }

  /** Answers a close once everything is closed: done, or why it was not clean. */
  public void answerClosed(CompletableFuture<Done> answer) {
    StoreException why = unclean;
    if (why == null) {
      answer.complete(Done.getInstance());
    } else {
      answer.completeExceptionally(why);
    }
  }

  /** The files are closed. Tells those who waited for it, on {@code reply}. */
  public void closed(Executor reply) {
    List<Runnable> told;
    synchronized (this) {
      status = new Status(StoreState.CLOSED, "the store is closed");
      told = List.copyOf(whenClosed);
      whenClosed.clear();
    }
    told.forEach(reply::execute);
  }

  /** Has {@code told} run once the store is closed; at once if it is, or never opened. */
  public void whenClosed(Runnable told) {
    synchronized (this) {
      if (status.state() != StoreState.CLOSED && status.state() != StoreState.FAILED) {
        whenClosed.add(told);
        return;
      }
    }
    told.run();
  }

  public synchronized void failed(String reason) {
    status = new Status(StoreState.FAILED, reason);
  }

  private synchronized boolean move(StoreState from, StoreState to, String reason) {
    boolean moves = status.state() == from;
    if (moves) {
      status = new Status(to, reason);
    }
    return moves;
  }

  /**
   * What a failed read is to be told: that the store is closing, if that is what it ran into, else
   * the failure itself.
   */
  public RuntimeException readFailure(RuntimeException failure) {
    StoreState now = status.state();
    boolean closing = now == StoreState.CLOSING || now == StoreState.CLOSED;
    boolean unexpected =
        !(failure instanceof StoreException known) || known.errorCode() == ErrorCode.INTERNAL;
    return closing && unexpected
        ? new StoreException(
            ErrorCode.CLOSED, StoreException.Outcome.NONE, "the store closed during the read")
        : failure;
  }

  /** Why a write is not taken in the present state. */
  public StoreException refusal() {
    Status now = status;
    ErrorCode code =
        switch (now.state()) {
          case STARTING -> ErrorCode.STARTING;
          case SEALED -> ErrorCode.SEALED;
          case DISK_FULL -> ErrorCode.DISK_FULL;
          case CLOSING -> ErrorCode.DRAINING;
          case CLOSED, FAILED -> ErrorCode.CLOSED;
          case OPEN -> ErrorCode.OVERLOADED;
        };
    String detail =
        switch (now.state()) {
          case STARTING -> "the store is still recovering";
          case OPEN -> "too many writes are in flight";
          case SEALED -> "the store is sealed: " + now.reason();
          case DISK_FULL -> "no space left: " + now.reason();
          case CLOSING, CLOSED, FAILED -> now.reason();
        };
    return new StoreException(code, StoreException.Outcome.NOT_DONE, detail);
  }
}
