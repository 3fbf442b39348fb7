package io.aitta.actors.read;

import io.aitta.actors.EntryIterator;
import io.aitta.actors.Page;
import io.aitta.actors.engine.ReadView;
import io.aitta.actors.engine.StoreStatus;
import io.aitta.actors.engine.StoreTime;
import io.aitta.actors.engine.Views;
import io.aitta.core.Bytes;
import io.aitta.core.Entry;
import io.aitta.core.Range;
import io.aitta.core.StoreException;
import io.aitta.core.format.KeyHash;
import io.aitta.core.format.TreeKey;
import io.aitta.core.io.TimeSource;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.Lookup;
import io.aitta.core.iterator.MergingIterator;
import io.aitta.core.iterator.RangeDeletes;
import io.aitta.core.iterator.VisibleIterator;
import io.aitta.core.memtable.MemTable;
import io.aitta.sstable.level.VersionCursors;
import io.aitta.sstable.table.TableCache;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the store on the caller's own thread, which may read the disk there. Safe on any thread.
 */
public final class ViewReader {
  private final Views views;
  private final TableCache tables;
  private final StoreTime time;
  private final TimeSource clock;
  private final StoreStatus status;
  private final UnpinnedReads unpinned;

  public ViewReader(
      Views views, TableCache tables, StoreTime time, TimeSource clock, StoreStatus status) {
    this.views = views;
    this.tables = tables;
    this.time = time;
    this.clock = clock;
    this.status = status;
    this.unpinned = new UnpinnedReads(tables);
  }

  /** Which state is read: a number, and the time by which expiry is judged. */
  public record Moment(long number, long timeMillis) {}

  /** The newest entry of a key, or null. */
  public @Nullable Entry newest(int keyspace, Bytes key) {
    ReadView view = views.current();
    Lookup told = tryGet(view, now(view), keyspace, key);
    if (told != null) {
      return entry(key, told);
    }
    ReadView pinned = pin();
    return get(pinned, now(pinned), keyspace, key);
  }

  /** A cursor over the newest state of a range, to be closed by whoever asked. */
  public EntryIterator newest(int keyspace, Range range) {
    ReadView pinned = pin();
    return iterate(pinned, now(pinned), keyspace, range);
  }

  /** A piece of a scan of the newest state. */
  public Page newestPage(int keyspace, Range range, Page.Limits limits) {
    ReadView pinned = pin();
    return page(pinned, now(pinned), keyspace, range, limits);
  }

  /** A view, pinned, to be let go by whoever asked. */
  ReadView pin() {
    return views.pin();
  }

  /** What is visible in a view now. */
  Moment now(ReadView pinned) {
    return new Moment(pinned.visibleNumber(), time.millis());
  }

  /** The current view, not pinned: only for {@link #tryGet}. */
  ReadView current() {
    return views.current();
  }

  /**
   * Asks a view that is or was the current one for a key.
   *
   * @return null if that cannot be told without a pin; else a lookup that is decided or at its end
   */
  @Nullable Lookup tryGet(ReadView view, Moment moment, int keyspace, Bytes key) {
    byte[] treeKey = TreeKey.of(keyspace, key);
    return unpinned.lookUp(
        view, treeKey, KeyHash.of(treeKey), moment.number(), moment.timeMillis());
  }

  /** Asks a pinned view for a key and lets go of it. */
  @Nullable Entry get(ReadView pinned, Moment moment, int keyspace, Bytes key) {
    byte[] treeKey = TreeKey.of(keyspace, key);
    Lookup lookup = new Lookup(treeKey, KeyHash.of(treeKey), moment.number(), moment.timeMillis());
    var answer = new Answer();
    new LookupTask(lookup, pinned, tables, answer).advanceReading();
    if (answer.failure != null) {
      throw status.readFailure(answer.failure);
    }
    return entry(key, lookup);
  }

  static @Nullable Entry entry(Bytes key, Lookup decided) {
    Bytes value = decided.value();
    return value == null ? null : new Entry(key, value, decided.version());
  }

  private static final class Answer implements LookupTask.Sink {
    private @Nullable StoreException failure;

    @Override
    public void found(Lookup decided) {
      // the caller holds the lookup
    }

    @Override
    public void failed(StoreException why) {
      failure = why;
    }
  }

  /** A cursor over a range of a pinned view, which it lets go when it is closed. */
  EntryIterator iterate(ReadView pinned, Moment moment, int keyspace, Range range) {
    try {
      VisibleIterator visible = visible(pinned, moment, keyspace, range);
      return new ViewIterator(pinned, visible, keyspace, status);
    } catch (RuntimeException e) {
      pinned.unpin();
      throw status.readFailure(e);
    } catch (Error e) {
      pinned.unpin();
      throw e;
    }
  }

  private VisibleIterator visible(ReadView view, Moment moment, int keyspace, Range range) {
    byte[] from = TreeKey.of(keyspace, range.from());
    Bytes end = range.until();
    byte[] until = end == null ? TreeKey.end(keyspace) : TreeKey.of(keyspace, end);
    List<InternalIterator> sources = new ArrayList<>();
    List<RangeDeletes> deletes = new ArrayList<>();
    for (MemTable memtable : view.memtables()) {
      if (!memtable.isEmpty()) {
        sources.add(memtable.iterator());
        addIfAny(deletes, memtable.rangeDeletes());
      }
    }
    sources.addAll(VersionCursors.entries(view.version(), tables, from, until, true));
    addIfAny(deletes, VersionCursors.rangeDeletes(view.version(), tables, from, until));
    return new VisibleIterator(
        MergingIterator.of(sources),
        deletes.isEmpty() ? RangeDeletes.NONE : RangeDeletes.merge(deletes),
        moment.number(),
        moment.timeMillis(),
        from,
        until,
        range.reversed());
  }

  private static void addIfAny(List<RangeDeletes> deletes, RangeDeletes some) {
    if (!some.isEmpty()) {
      deletes.add(some);
    }
  }

  /** A piece of a scan of a pinned view, which is let go. */
  Page page(ReadView pinned, Moment moment, int keyspace, Range range, Page.Limits limits) {
    long began = clock.nanos();
    List<Entry> entries = new ArrayList<>(Math.min(limits.entriesMax(), 64));
    long bytes = 0;
    try (ViewIterator cursor = (ViewIterator) iterate(pinned, moment, keyspace, range)) {
      cursor.pauseAt(limits.examinedMax());
      while (cursor.next()) {
        Entry entry = cursor.entry();
        entries.add(entry);
        bytes += entry.key().length() + entry.value().length();
        boolean full =
            entries.size() >= limits.entriesMax()
                || bytes >= limits.bytesMax()
                || clock.nanos() - began >= limits.millisMax() * 1_000_000;
        if (full) {
          return new Page(entries, entry.key(), moment.number());
        }
      }
      if (cursor.isPaused()) {
        return new Page(entries, cursor.lastLookedAt(), moment.number());
      }
    }
    return new Page(entries, null, moment.number());
  }
}
