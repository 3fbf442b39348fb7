package io.aitta.sstable.level;

import io.aitta.core.Bytes;
import io.aitta.core.format.TreeKey;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.sstable.table.TableCache;
import io.aitta.sstable.version.TableMeta;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a sorted level as one cursor. A table is opened when the cursor comes to it; no
 * more than one is held at a time. For one thread.
 */
public final class LevelIterator implements InternalIterator {
  private final List<TableMeta> level;
  private final TableCache tables;
  private final boolean fillCache;
  private int index;
  private @Nullable InternalIterator table;

  /**
   * @param level disjoint tables in the order of their keys
   * @param fillCache as in {@link io.aitta.sstable.table.TableReader#iterator}
   */
  public LevelIterator(List<TableMeta> level, TableCache tables, boolean fillCache) {
    this.level = level;
    this.tables = tables;
    this.fillCache = fillCache;
  }

  /** Makes the table at {@code next} the present one. */
  private InternalIterator enter(int next) {
    InternalIterator present = table;
    if (present == null || index != next) {
      leave();
      present = tables.get(level.get(next)).iterator(fillCache);
      table = present;
      index = next;
    }
    return present;
  }

  private void leave() {
    InternalIterator present = table;
    table = null; // first: whatever fails from here on leaves the cursor on no entry
    if (present != null) {
      present.close();
    }
  }

  /** The first entry from the table at {@code next} on; a table may hold range deletes alone. */
  private void firstFrom(int next) {
    for (int i = next; i < level.size(); i++) {
      InternalIterator entered = enter(i);
      entered.first();
      if (entered.valid()) {
        return;
      }
    }
    leave();
  }

  /** The last entry from the table at {@code next} backward. */
  private void lastFrom(int next) {
    for (int i = next; i >= 0; i--) {
      InternalIterator entered = enter(i);
      entered.last();
      if (entered.valid()) {
        return;
      }
    }
    leave();
  }

  /** The last table whose first key is at or before the key, or -1. */
  private int tableAt(byte[] key, int from, int length) {
    int low = 0;
    int high = level.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      Bytes first = level.get(middle).firstKey();
      int order =
          TreeKey.compare(
              first.sharedArray(), first.sharedFrom(), first.length(), key, from, length);
      if (order <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  @Override
  public boolean valid() {
    return table != null && table.valid();
  }

  @Override
  public void first() {
    firstFrom(0);
  }

  @Override
  public void last() {
    lastFrom(level.size() - 1);
  }

  @Override
  public void seek(byte[] key, int from, int length, long trailer) {
    int at = tableAt(key, from, length);
    if (at < 0) {
      firstFrom(0);
      return;
    }
    InternalIterator entered = enter(at);
    entered.seek(key, from, length, trailer);
    if (!entered.valid()) {
      firstFrom(at + 1);
    }
  }

  @Override
  public void seekBefore(byte[] key, int from, int length, long trailer) {
    int at = tableAt(key, from, length);
    if (at < 0) {
      leave();
      return;
    }
    InternalIterator entered = enter(at);
    entered.seekBefore(key, from, length, trailer);
    if (!entered.valid()) {
      lastFrom(at - 1);
    }
  }

  @Override
  public void next() {
    InternalIterator present = present();
    present.next();
    if (!present.valid()) {
      firstFrom(index + 1);
    }
  }

  @Override
  public void previous() {
    InternalIterator present = present();
    present.previous();
    if (!present.valid()) {
      lastFrom(index - 1);
    }
  }

  private InternalIterator present() {
    if (table == null) {
      throw new IllegalStateException("the cursor is on no entry");
    }
    return table;
  }

  @Override
  public boolean isNewestOfKey() {
    return present().isNewestOfKey();
  }

  @Override
  public InternalIterator here() {
    return present().here();
  }

  @Override
  public byte[] keyArray() {
    return present().keyArray();
  }

  @Override
  public int keyFrom() {
    return present().keyFrom();
  }

  @Override
  public int keyLength() {
    return present().keyLength();
  }

  @Override
  public long trailer() {
    return present().trailer();
  }

  @Override
  public byte[] valueArray() {
    return present().valueArray();
  }

  @Override
  public int valueFrom() {
    return present().valueFrom();
  }

  @Override
  public int valueLength() {
    return present().valueLength();
  }

  @Override
  public void close() {
    leave();
  }
}
