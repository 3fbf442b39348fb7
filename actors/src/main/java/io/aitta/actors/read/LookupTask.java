package io.aitta.actors.read;

import io.aitta.actors.engine.ReadView;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.StoreException.Outcome;
import io.aitta.core.iterator.Lookup;
import io.aitta.core.memtable.MemTable;
import io.aitta.sstable.table.LoadedBlock;
import io.aitta.sstable.table.TableCache;
import io.aitta.sstable.table.TableReader;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One question on its way through a pinned view: active memtable, sealed ones, level 0 newest
 * first, then the one table of each level whose range holds the key. Holds one pin of the view
 * until it ends. For one thread at a time; handed over by message.
 */
public final class LookupTask {
  /** Where the answer goes; called once, on whatever thread the walk ended. */
  public interface Sink {
    void found(Lookup decided);

    void failed(StoreException why);
  }

  private final Lookup lookup;
  private final ReadView view;
  private final TableCache tables;
  private final Sink sink;

  private boolean memoryDone;
  private int level;
  private int indexInLevelZero;
  private @Nullable TableMeta blockedOn;
  private boolean ended;

  /**
   * @param view pinned; the task lets go of it when it ends
   */
  public LookupTask(Lookup lookup, ReadView view, TableCache tables, Sink sink) {
    this.lookup = lookup;
    this.view = view;
    this.tables = tables;
    this.sink = sink;
  }

  Lookup lookup() {
    return lookup;
  }

  /**
   * Walks on without touching the disk. Returns null when the question is answered, else the table
   * that needs a block read; {@link #advanceReading} or a door takes it from there.
   */
  public @Nullable TableMeta advance() {
    return walk(false);
  }

  /**
   * Walks on with the block it waited for, whether a cache could keep it or not. As {@link
   * #advance()} otherwise.
   */
  @Nullable TableMeta advance(TableReader reader, LoadedBlock loaded) {
    if (ended) {
      return null;
    }
    try {
      reader.lookup(lookup, loaded);
      blockedOn = null;
      if (lookup.sourceDone()) {
        return end();
      }
    } catch (StoreException why) {
      fail(why);
      return null;
    } catch (RuntimeException | OutOfMemoryError e) {
      fail(new StoreException(ErrorCode.INTERNAL, Outcome.NONE, "a read failed: " + e, e));
      return null;
    }
    return walk(false);
  }

  /** Walks to the end, reading blocks on this thread. */
  public void advanceReading() {
    if (walk(true) != null) {
      throw new IllegalStateException("a walk that may read asked for a block");
    }
  }

  /** Ends the walk with an error. */
  public void fail(StoreException why) {
    if (!ended) {
      ended = true;
      view.unpin();
      sink.failed(why);
    }
  }

  private @Nullable TableMeta walk(boolean mayRead) {
    if (ended) {
      return null;
    }
    try {
      if (!memoryDone) {
        memoryDone = true;
        if (inMemory()) {
          return end();
        }
      }
      while (true) {
        TableMeta table = blockedOn != null ? blockedOn : nextTable();
        blockedOn = null;
        if (table == null) {
          return end();
        }
        if (!ask(table, mayRead)) {
          blockedOn = table;
          return table;
        }
        if (lookup.sourceDone()) {
          return end();
        }
      }
    } catch (StoreException why) {
      fail(why);
      return null;
    } catch (RuntimeException | OutOfMemoryError e) {
      fail(new StoreException(ErrorCode.INTERNAL, Outcome.NONE, "a read failed: " + e, e));
      return null;
    }
  }

  private boolean inMemory() {
    if (ask(view.active())) {
      return true;
    }
    List<MemTable> sealed = view.sealed();
    for (int i = 0; i < sealed.size(); i++) {
      if (ask(sealed.get(i))) {
        return true;
      }
    }
    return false;
  }

  private boolean ask(MemTable memtable) {
    memtable.lookup(lookup);
    return lookup.sourceDone();
  }

  /** Returns false if a block has to be read first. */
  private boolean ask(TableMeta table, boolean mayRead) {
    TableReader reader = mayRead ? tables.get(table) : tables.ifOpen(table.number());
    return reader != null && reader.lookup(lookup, mayRead) == TableReader.Answer.DONE;
  }

  private @Nullable TableMeta nextTable() {
    Version version = view.version();
    byte[] key = lookup.treeKey();
    if (level == 0) {
      List<TableMeta> newestFirst = version.level(0);
      while (indexInLevelZero < newestFirst.size()) {
        TableMeta table = newestFirst.get(indexInLevelZero++);
        if (Version.mayHold(table, key)) {
          return table;
        }
      }
      level = 1;
    }
    while (level < version.levels()) {
      TableMeta table = version.tableFor(level++, key);
      if (table != null) {
        return table;
      }
    }
    return null;
  }

  private @Nullable TableMeta end() {
    ended = true;
    view.unpin();
    sink.found(lookup);
    return null;
  }
}
