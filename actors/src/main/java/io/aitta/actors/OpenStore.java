package io.aitta.actors;

import io.aitta.actors.background.Compactor;
import io.aitta.actors.engine.Admission;
import io.aitta.actors.engine.Marks;
import io.aitta.actors.engine.Outstanding;
import io.aitta.actors.engine.StoreContext;
import io.aitta.actors.engine.Views;
import io.aitta.actors.memory.Memtable;
import io.aitta.actors.read.AsyncReads;
import io.aitta.actors.read.ViewReader;
import io.aitta.actors.write.ConditionRead;
import io.aitta.actors.write.PendingWrite;
import io.aitta.actors.write.WalWriter;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.StoreException.Outcome;
import io.aitta.sstable.cache.BlockCache;
import io.aitta.sstable.table.TableCache;
import io.aitta.wal.FileLog;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * A recovered store as its doors see it: what the facade and the message protocol have in common.
 * Safe on any thread; never blocks.
 */
record OpenStore(
    StoreContext context,
    Requests requests,
    StoreInfo info,
    Views views,
    Marks marks,
    TableCache tables,
    BlockCache cache,
    FileLog log,
    AsyncReads reads,
    ViewReader reader,
    Outstanding outstanding,
    ActorRef<WalWriter.Command> writer,
    ActorRef<Memtable.Command> memtable,
    ActorRef<Compactor.Command> compactor) {

  /** Whether it reads and does not close; a volatile read. */
  boolean isOpen() {
    StoreState state = context.status().state();
    return state == StoreState.OPEN || state == StoreState.DISK_FULL || state == StoreState.SEALED;
  }

  /** When a read that begins now has to be answered. */
  long readDeadlineNanos() {
    return context.nanos() + context.settings().writeTimeout().toNanos();
  }

  /** Takes a write that may wait for room until its deadline. */
  void submit(PendingWrite write) {
    if (!isTaking(write)) {
      return;
    }
    if (context.admission().tryTake(write.bytes())) {
      route(write);
    } else if (!context.admission().await(new WaitingWrite(write))) {
      refuse(write, overloaded("too many writes wait for room"));
    }
  }

  /** Takes a write, or refuses it at once. */
  void submitNow(PendingWrite write) {
    if (!isTaking(write)) {
      return;
    }
    if (context.admission().tryTake(write.bytes())) {
      route(write);
    } else {
      refuse(write, overloaded("too many writes are in flight"));
    }
  }

  private boolean isTaking(PendingWrite write) {
    StoreState state = context.status().state();
    if (state == StoreState.OPEN || state == StoreState.DISK_FULL) {
      return true;
    }
    refuse(write, context.status().refusal());
    return false;
  }

  private void refuse(PendingWrite write, StoreException why) {
    context.meters().refusedWrites.increment();
    context.reply().execute(() -> write.refuse(why));
  }

  /** A write with its bytes taken: blind ones to the writer, conditional ones to the read path. */
  private void route(PendingWrite write) {
    if (write.isConditional()) {
      observe(write);
    } else {
      writer.tell(write);
    }
  }

  /** Reads what a conditional write depends on, then hands it to the writer. */
  private void observe(PendingWrite write) {
    ConditionRead.start(write, reads, writer::tell, this::refuseAdmitted);
  }

  private void refuseAdmitted(PendingWrite write, StoreException why) {
    context.admission().give(write.bytes());
    refuse(write, why);
  }

  private static StoreException overloaded(String why) {
    return new StoreException(ErrorCode.OVERLOADED, Outcome.NOT_DONE, why);
  }

  private final class WaitingWrite implements Admission.Waiter {
    private final PendingWrite write;

    private WaitingWrite(PendingWrite write) {
      this.write = write;
    }

    @Override
    public long bytes() {
      return write.bytes();
    }

    @Override
    public long deadlineNanos() {
      return write.deadlineNanos();
    }

    @Override
    public void admitted() {
      route(write);
    }

    @Override
    public void expired() {
      refuse(
          write,
          context.status().state() == StoreState.OPEN
              ? overloaded("writes are held back: no room until the deadline")
              : context.status().refusal());
    }
  }
}
