package io.aitta.actors;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.aitta.core.Bytes;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Distinct keys in the order they were asked for, and then what was found for each: one table of
 * slots serves to find the distinct ones and to answer, and there is no node a key. An enemy who
 * chooses keys that meet in few slots gets a sorted map instead. Filled by who made it;
 * unmodifiable and safe on any thread for who gets it.
 */
final class EntryMap extends AbstractMap<Bytes, io.aitta.core.Entry> {
  private static final int PROBES_MAX = 32;

  /** Spreads what a hash code holds in its lower bits over the upper ones. */
  private static final int MULTIPLIER = 0x9E3779B9;

  private final Bytes[] keys;
  private final io.aitta.core.@Nullable Entry[] entries;
  private int distinct;

  /** The place of a key, plus 1; 0 for none. */
  private final int[] slots;

  private final int shift;

  /** In place of the slots, once some key was too far from where it should be. */
  private @Nullable Map<Bytes, Integer> crowded;

  private int found;

  EntryMap(Collection<Bytes> asked) {
    int size = asked.size();
    keys = new Bytes[size];
    entries = new io.aitta.core.Entry[size];
    int bits = 33 - Integer.numberOfLeadingZeros(Math.max(1, size)); // a quarter to a half full
    slots = new int[1 << bits];
    shift = 32 - bits;
    for (Bytes key : asked) {
      add(key);
    }
  }

  private void add(Bytes key) {
    if (crowded == null) {
      int mask = slots.length - 1;
      int at = (key.hashCode() * MULTIPLIER) >>> shift;
      for (int probes = 0; probes < PROBES_MAX; probes++) {
        int place = slots[at] - 1;
        if (place < 0) {
          keys[distinct] = key;
          slots[at] = ++distinct;
          return;
        }
        if (keys[place].equals(key)) {
          return;
        }
        at = (at + 1) & mask;
      }
      Map<Bytes, Integer> sorted = new TreeMap<>();
      for (int i = 0; i < distinct; i++) {
        sorted.put(keys[i], i);
      }
      crowded = sorted;
    }
    if (crowded.putIfAbsent(key, distinct) == null) {
      keys[distinct++] = key;
    }
  }

  /** How many different keys were asked for. */
  int distinct() {
    return distinct;
  }

  Bytes key(int place) {
    return keys[place];
  }

  /** What was found for the key at a place; each place once at most. */
  void found(int place, io.aitta.core.Entry entry) {
    entries[place] = entry;
  }

  /** Everything is found that will be. */
  @CanIgnoreReturnValue
  EntryMap filled() {
    int count = 0;
    for (int i = 0; i < distinct; i++) {
      count += entries[i] == null ? 0 : 1;
    }
    found = count;
    return this;
  }

  private int placeOf(Bytes key) {
    if (crowded != null) {
      return crowded.getOrDefault(key, -1);
    }
    int mask = slots.length - 1;
    int at = (key.hashCode() * MULTIPLIER) >>> shift;
    while (true) {
      int place = slots[at] - 1;
      if (place < 0 || keys[place].equals(key)) {
        return place;
      }
      at = (at + 1) & mask;
    }
  }

  @Override
  public io.aitta.core.@Nullable Entry get(@Nullable Object key) {
    int place = key instanceof Bytes bytes ? placeOf(bytes) : -1;
    return place < 0 ? null : entries[place];
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return get(key) != null;
  }

  @Override
  public int size() {
    return found;
  }

  @Override
  public Set<Map.Entry<Bytes, io.aitta.core.Entry>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return found;
      }

      @Override
      public Iterator<Map.Entry<Bytes, io.aitta.core.Entry>> iterator() {
        return new InOrder();
      }
    };
  }

  private final class InOrder implements Iterator<Map.Entry<Bytes, io.aitta.core.Entry>> {
    private int next;

    @Override
    public boolean hasNext() {
      while (next < distinct && entries[next] == null) {
        next++;
      }
      return next < distinct;
    }

    @Override
    public Map.Entry<Bytes, io.aitta.core.Entry> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Bytes key = keys[next];
      io.aitta.core.Entry entry = entries[next];
      next++;
      return Map.entry(key, Objects.requireNonNull(entry));
    }
  }
}
