package io.aitta.it.model;

import io.aitta.core.Bytes;
import io.aitta.core.Entry;
import io.aitta.core.Mutation;
import io.aitta.core.Range;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The model: every key with every version it ever had. Slow, simple, and right. */
final class VersionedMap {
  private final TreeMap<Bytes, TreeMap<Long, Optional<Bytes>>> versions = new TreeMap<>();
  private long last;

  /** The number of the newest change. */
  long last() {
    return last;
  }

  void apply(Mutation mutation, long number) {
    if (number <= last) {
      throw new AssertionError("number " + number + " after " + last);
    }
    last = number;
    if (mutation instanceof Mutation.Put put) {
      set(put.key(), number, Optional.of(put.value()));
    } else if (mutation instanceof Mutation.Delete delete) {
      set(delete.key(), number, Optional.empty());
    } else if (mutation instanceof Mutation.DeleteRange delete) {
      for (Bytes key : List.copyOf(versions.keySet())) {
        if (delete.range().contains(key)) {
          set(key, number, Optional.empty());
        }
      }
    }
  }

  private void set(Bytes key, long number, Optional<Bytes> value) {
    versions.computeIfAbsent(key, k -> new TreeMap<>()).put(number, value);
  }

  Optional<Entry> get(Bytes key, long at) {
    TreeMap<Long, Optional<Bytes>> history = versions.get(key);
    Map.Entry<Long, Optional<Bytes>> newest = history == null ? null : history.floorEntry(at);
    return newest == null
        ? Optional.empty()
        : newest.getValue().map(value -> new Entry(key, value, newest.getKey()));
  }

  /** 0 if the key does not exist. */
  long version(Bytes key) {
    return get(key, last).map(Entry::version).orElse(0L);
  }

  Map<Bytes, Entry> getAll(Collection<Bytes> keys, long at) {
    Map<Bytes, Entry> found = new LinkedHashMap<>();
    for (Bytes key : keys) {
      get(key, at).ifPresent(entry -> found.put(key, entry));
    }
    return found;
  }

  List<Entry> scan(Range range, long at) {
    List<Entry> entries = new ArrayList<>();
    for (Bytes key : versions.keySet()) {
      if (range.contains(key)) {
        get(key, at).ifPresent(entries::add);
      }
    }
    if (range.reversed()) {
      Collections.reverse(entries);
    }
    return entries;
  }
}
