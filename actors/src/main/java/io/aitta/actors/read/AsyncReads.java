package io.aitta.actors.read;

import io.aitta.actors.engine.Outstanding;
import io.aitta.actors.engine.ReadView;
import io.aitta.actors.engine.StoreContext;
import io.aitta.actors.engine.StoreTime;
import io.aitta.actors.engine.Views;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.StoreException.Outcome;
import io.aitta.core.iterator.Lookup;
import io.aitta.sstable.table.TableCache;
import io.aitta.sstable.version.TableMeta;
import org.jspecify.annotations.Nullable;

/**
 * Lookups that never block whoever asks: answered at once from memory, else behind the door of the
 * table whose block they need, within a bound on how many wait and with a deadline. Safe on any
 * thread.
 */
public final class AsyncReads {
  private final StoreContext store;
  private final Views views;
  private final StoreTime time;
  private final TableCache tables;
  private final Tables.Doors doors;
  private final Outstanding outstanding;
  private final UnpinnedReads unpinned;

  public AsyncReads(
      StoreContext store,
      Views views,
      StoreTime time,
      TableCache tables,
      Tables.Doors doors,
      Outstanding outstanding) {
    this.store = store;
    this.views = views;
    this.time = time;
    this.tables = tables;
    this.doors = doors;
    this.outstanding = outstanding;
    this.unpinned = new UnpinnedReads(tables);
  }

  /**
   * The newest state of a key, if memory tells it.
   *
   * @param hash {@link io.aitta.core.format.KeyHash} of the key
   * @return null if it has to be asked for by {@link #lookUp}
   */
  public @Nullable Lookup fromMemory(byte[] treeKey, long hash) {
    ReadView view = views.current(); // first the view, then what is visible in it
    Lookup told = unpinned.lookUp(view, treeKey, hash, view.visibleNumber(), time.millis());
    if (told != null) {
      store.meters().gets.increment();
    }
    return told;
  }

  /**
   * Asks a pinned view for many keys at once, as far as memory leads.
   *
   * @return for each lookup whether it has its answer; one that has not is to be asked anew
   */
  public boolean[] fromMemory(ReadView pinned, Lookup[] lookups) {
    boolean[] told;
    try {
      told = MemoryBatch.run(tables, pinned, lookups);
    } catch (StoreException why) {
      throw why;
    } catch (RuntimeException | OutOfMemoryError e) {
      throw new StoreException(ErrorCode.INTERNAL, Outcome.NONE, "a read failed: " + e, e);
    }
    int count = 0;
    for (boolean one : told) {
      count += one ? 1 : 0;
    }
    store.meters().gets.add(count);
    return told;
  }

  /** The current view, pinned; whoever calls unpins it. */
  public ReadView pin() {
    return views.pin();
  }

  /** What is visible in a pinned view now. */
  public ViewReader.Moment now(ReadView pinned) {
    return new ViewReader.Moment(pinned.visibleNumber(), time.millis());
  }

  /**
   * An answer to be. Told on the thread that asked if all was in memory, else on the reply
   * dispatcher; once.
   */
  public abstract static class Answer implements LookupTask.Sink {
    private @Nullable AsyncReads waitsIn;
    private long watch;

    /** The lookup is decided. */
    protected abstract void onFound(Lookup decided);

    /**
     * Nobody could tell; also when the deadline passed, and then {@link #onFound} may still come.
     */
    protected abstract void onFailed(StoreException why);

    @Override
    public final void found(Lookup decided) {
      AsyncReads reads = waitsIn;
      if (reads == null) {
        onFound(decided);
      } else {
        reads.ended(this);
        reads.store.reply().execute(() -> onFound(decided));
      }
    }

    @Override
    public final void failed(StoreException why) {
      AsyncReads reads = waitsIn;
      if (reads == null) {
        onFailed(why);
      } else {
        reads.ended(this);
        StoreException told =
            reads.store.status().readFailure(why) instanceof StoreException closing ? closing : why;
        reads.store.reply().execute(() -> onFailed(told));
      }
    }
  }

  /**
   * Asks a pinned view for one key, and lets go of the view when the answer is there.
   *
   * @param hash {@link io.aitta.core.format.KeyHash} of the key
   */
  public void lookUp(
      ReadView pinned,
      ViewReader.Moment moment,
      byte[] treeKey,
      long hash,
      long deadlineNanos,
      Answer answer) {
    store.meters().gets.increment();
    var lookup = new Lookup(treeKey, hash, moment.number(), moment.timeMillis());
    var task = new LookupTask(lookup, pinned, tables, answer);
    TableMeta needed = task.advance();
    if (needed == null) {
      return;
    }
    if (!store.admission().tryTakeRead()) {
      task.fail(
          new StoreException(
              ErrorCode.OVERLOADED, Outcome.NONE, "too many reads wait for the disk"));
      return;
    }
    answer.waitsIn = this;
    answer.watch = outstanding.watch(deadlineNanos, () -> expire(answer));
    doors.send(new TableDoor.LookupRoute(task, needed));
  }

  private void expire(Answer answer) {
    StoreException why =
        new StoreException(ErrorCode.DEADLINE, Outcome.NONE, "the read did not finish in time");
    store.reply().execute(() -> answer.onFailed(why));
  }

  private void ended(Answer answer) {
    outstanding.done(answer.watch);
    store.admission().giveRead();
  }
}
