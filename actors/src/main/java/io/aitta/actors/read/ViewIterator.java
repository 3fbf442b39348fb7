package io.aitta.actors.read;

import io.aitta.actors.EntryIterator;
import io.aitta.actors.engine.ReadView;
import io.aitta.actors.engine.StoreStatus;
import io.aitta.core.Bytes;
import io.aitta.core.Entry;
import io.aitta.core.format.TreeKey;
import io.aitta.core.iterator.VisibleIterator;
import org.jspecify.annotations.Nullable;

/** A user's cursor: what is visible of one keyspace, over a view that stays pinned until closed. */
final class ViewIterator implements EntryIterator {
  private final ReadView view;
  private final VisibleIterator visible;
  private final int keyspace;
  private final StoreStatus status;
  private @Nullable Runnable guard;
  private boolean closed;

  ViewIterator(ReadView pinned, VisibleIterator visible, int keyspace, StoreStatus status) {
    this.view = pinned;
    this.visible = visible;
    this.keyspace = keyspace;
    this.status = status;
  }

  /** Runs before each move; throws when the snapshot that is read has ended. */
  ViewIterator guardedBy(Runnable check) {
    guard = check;
    return this;
  }

  private void check() {
    if (closed) {
      throw new IllegalStateException("the iterator is closed");
    }
    if (guard != null) {
      guard.run();
    }
  }

  @Override
  public boolean next() {
    check();
    try {
      return visible.next();
    } catch (RuntimeException e) {
      throw status.readFailure(e);
    }
  }

  @Override
  public Bytes key() {
    return TreeKey.userKey(visible.keyArray(), visible.keyFrom(), visible.keyLength());
  }

  @Override
  public Bytes value() {
    return Bytes.of(visible.valueArray(), visible.valueFrom(), visible.valueLength());
  }

  @Override
  public long version() {
    return visible.version();
  }

  Entry entry() {
    return new Entry(key(), value(), version());
  }

  /** Lets {@link #next} give up once so many entries were looked at, shown or not. */
  void pauseAt(long examinedMax) {
    visible.pauseAt(examinedMax);
  }

  /** Whether it gave up: there may be more, behind {@link #lastLookedAt}. */
  boolean isPaused() {
    return visible.isPaused();
  }

  Bytes lastLookedAt() {
    byte[] treeKey = visible.lastLookedAt();
    return TreeKey.userKey(treeKey, 0, treeKey.length);
  }

  @Override
  public void seek(Bytes key) {
    check();
    visible.seek(TreeKey.of(keyspace, key));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      visible.close();
      view.unpin();
    }
  }
}
