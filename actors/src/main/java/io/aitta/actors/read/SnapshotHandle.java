package io.aitta.actors.read;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.aitta.actors.EntryIterator;
import io.aitta.actors.Page;
import io.aitta.actors.Snapshot;
import io.aitta.actors.engine.ReadView;
import io.aitta.core.Bytes;
import io.aitta.core.Entry;
import io.aitta.core.ErrorCode;
import io.aitta.core.Range;
import io.aitta.core.StoreException;
import io.aitta.core.StoreException.Outcome;
import io.aitta.core.format.TreeKey;
import io.aitta.core.iterator.Lookup;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * A snapshot: a number and a time, listed by the memtable actor so that compaction keeps what it
 * sees. Each read takes the newest view first, pinned unless memory alone can tell, and looks at
 * the state afterwards: while the snapshot is listed every view holds its versions, and a view
 * taken before it left the list still does. So the end of a lease never makes a running read wrong.
 * Safe on any thread.
 */
public final class SnapshotHandle implements Snapshot {
  private enum State {
    OPEN,
    CLOSED,
    EXPIRED,
    STORE_CLOSED
  }

  private final long id;
  private final ViewReader.Moment moment;
  private final long leaseEndNanos;
  private final ViewReader reader;
  private final LongConsumer closed;
  private volatile State state = State.OPEN;

  /**
   * @param leaseEndNanos on the store's clock
   * @param closed told the id, once, when the holder closes the snapshot
   */
  public SnapshotHandle(
      long id,
      ViewReader.Moment moment,
      long leaseEndNanos,
      ViewReader reader,
      LongConsumer closed) {
    this.id = id;
    this.moment = moment;
    this.leaseEndNanos = leaseEndNanos;
    this.reader = reader;
    this.closed = closed;
  }

  public long id() {
    return id;
  }

  @Override
  public long seq() {
    return moment.number();
  }

  public long timeMillis() {
    return moment.timeMillis();
  }

  public long leaseEndNanos() {
    return leaseEndNanos;
  }

  @Override
  public Optional<Entry> get(Bytes key) {
    ReadView view = reader.current(); // first the view,
    if (state == State.OPEN) { // then the state: see the class
      Lookup told = reader.tryGet(view, moment, TreeKey.KEYSPACE_DEFAULT, key);
      if (told != null) {
        return Optional.ofNullable(ViewReader.entry(key, told));
      }
    }
    return Optional.ofNullable(reader.get(pinOpen(), moment, TreeKey.KEYSPACE_DEFAULT, key));
  }

  @Override
  public EntryIterator iterator(Range range) {
    ReadView pinned = pinOpen();
    return ((ViewIterator) reader.iterate(pinned, moment, TreeKey.KEYSPACE_DEFAULT, range))
        .guardedBy(this::check);
  }

  /** A piece of a scan; may read the disk on this thread. */
  public Page page(Range range, Page.Limits limits) {
    return reader.page(pinOpen(), moment, TreeKey.KEYSPACE_DEFAULT, range, limits);
  }

  /** What the snapshot sees. */
  public ViewReader.Moment moment() {
    return moment;
  }

  /**
   * The newest view, pinned while the snapshot is open; whoever calls unpins it.
   *
   * @throws StoreException if the snapshot has ended
   */
  public ReadView pinOpen() {
    ReadView pinned = reader.pin(); // first the view,
    if (state != State.OPEN) { // then the state: see the class
      pinned.unpin();
      check();
    }
    return pinned;
  }

  private void check() {
    State now = state;
    if (now != State.OPEN) {
      throw ended(now);
    }
  }

  private static StoreException ended(State how) {
    return switch (how) {
      case OPEN -> throw new IllegalArgumentException("not ended");
      case CLOSED -> ended(ErrorCode.SNAPSHOT_CLOSED, "the snapshot was closed");
      case EXPIRED -> ended(ErrorCode.SNAPSHOT_EXPIRED, "the snapshot's lease has ended");
      case STORE_CLOSED -> ended(ErrorCode.CLOSED, "the store is closed");
    };
  }

  private static StoreException ended(ErrorCode code, String why) {
    return new StoreException(code, Outcome.NONE, why);
  }

  private synchronized boolean end(State how) {
    boolean ends = state == State.OPEN;
    if (ends) {
      state = how;
    }
    return ends;
  }

  /**
   * The lease is over. For the memtable actor, before it takes the snapshot off its list. Returns
   * false if it had ended before.
   */
  @CanIgnoreReturnValue
  public boolean expire() {
    return end(State.EXPIRED);
  }

  /** The store ends. Returns false if the snapshot had ended before. */
  @CanIgnoreReturnValue
  public boolean storeClosed() {
    return end(State.STORE_CLOSED);
  }

  @Override
  public void close() {
    if (end(State.CLOSED)) {
      closed.accept(id);
    }
  }
}
