package io.aitta.http.testing;

import io.aitta.actors.Page;
import io.aitta.core.Bytes;
import io.aitta.core.Committed;
import io.aitta.core.Condition;
import io.aitta.core.Entry;
import io.aitta.core.Mutation;
import io.aitta.core.Range;
import io.aitta.core.VersionMismatchException;
import io.aitta.core.WriteBatch;
import io.aitta.core.WriteOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What a store means, in a map. Its user holds the lock. */
final class MemoryMap {
  private final TreeMap<Bytes, Entry> entries = new TreeMap<>();
  private long seq;

  NavigableMap<Bytes, Entry> entries() {
    return entries;
  }

  long seq() {
    return seq;
  }

  long set(Bytes key, Bytes value) {
    entries.put(key, new Entry(key, value, ++seq));
    return seq;
  }

  Committed apply(WriteBatch batch, WriteOptions options) {
    int index = 0;
    for (WriteBatch.Item item : batch.items()) {
      requireCondition(item, index++);
    }
    for (WriteBatch.Item item : batch.items()) {
      if (item.mutation() instanceof Mutation.Put put) {
        set(put.key(), put.value());
      } else if (item.mutation() instanceof Mutation.Delete delete) {
        seq++;
        entries.remove(delete.key());
      } else if (item.mutation() instanceof Mutation.DeleteRange delete) {
        seq++;
        within(entries, delete.range()).clear();
      }
    }
    return new Committed(seq, options.durability());
  }

  private void requireCondition(WriteBatch.Item item, int index) {
    if (item.condition().equals(Condition.ALWAYS)) {
      return;
    }
    Bytes key =
        item.mutation() instanceof Mutation.Put put
            ? put.key()
            : ((Mutation.Delete) item.mutation()).key();
    Entry entry = entries.get(key);
    long version = entry == null ? 0 : entry.version();
    if (!item.condition().holdsFor(version)) {
      throw new VersionMismatchException(index, version);
    }
  }

  static Map<Bytes, Entry> found(NavigableMap<Bytes, Entry> from, Collection<Bytes> keys) {
    Map<Bytes, Entry> found = new LinkedHashMap<>();
    for (Bytes key : keys) {
      Entry entry = from.get(key);
      if (entry != null) {
        found.put(key, entry);
      }
    }
    return found;
  }

  static Page page(NavigableMap<Bytes, Entry> from, Range range, Page.Limits limits, long state) {
    List<Entry> rows = new ArrayList<>();
    long bytes = 0;
    for (Entry entry : inOrder(from, range)) {
      if (rows.size() == limits.entriesMax() || bytes >= limits.bytesMax()) {
        return new Page(rows, rows.get(rows.size() - 1).key(), state);
      }
      rows.add(entry);
      bytes += entry.key().length() + entry.value().length();
    }
    return new Page(rows, null, state);
  }

  static Collection<Entry> inOrder(NavigableMap<Bytes, Entry> from, Range range) {
    NavigableMap<Bytes, Entry> part = within(from, range);
    return range.reversed() ? part.descendingMap().values() : part.values();
  }

  private static NavigableMap<Bytes, Entry> within(NavigableMap<Bytes, Entry> from, Range range) {
    if (range.isEmpty()) {
      return new TreeMap<>();
    }
    return range.until() == null
        ? from.tailMap(range.from(), true)
        : from.subMap(range.from(), true, range.until(), false);
  }
}
