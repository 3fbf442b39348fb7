package io.aitta.it.sim;

import io.aitta.core.Bytes;
import io.aitta.core.Condition;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The commit order of one era as far as it is known, and what could be read from it. Writes whose
 * number nobody learned may stand anywhere above what was acknowledged before they began, or
 * nowhere.
 */
final class History {
  private final Map<Bytes, Long> base;
  private final List<Written> numbered;
  private final List<Written> unresolved;
  private final TreeMap<Long, Written> byFirst = new TreeMap<>();
  private final Map<Bytes, NavigableMap<Long, Boolean>> changesByKey = new HashMap<>();
  private final TreeMap<Integer, Long> leastFirstFrom = new TreeMap<>();

  /**
   * @param base the versions that the era began with
   * @param writes the era's, in the order in which they began
   */
  History(Map<Bytes, Long> base, Collection<Written> writes) {
    this.base = base;
    this.numbered =
        writes.stream()
            .filter(Written::numbered)
            .sorted(Comparator.comparingLong(Written::first))
            .toList();
    this.unresolved = writes.stream().filter(Written::unresolved).toList();
    numbered.forEach(write -> byFirst.put(write.first(), write));
    long least = Long.MAX_VALUE;
    List<Written> newestFirst =
        writes.stream().sorted(Comparator.comparingInt(Written::id).reversed()).toList();
    for (Written write : newestFirst) {
      least = write.numbered() ? Math.min(least, write.first()) : least;
      leastFirstFrom.put(write.id(), least);
    }
  }

  /** Two writes that claim the same number, or null. */
  @Nullable String overlap() {
    Written before = null;
    for (Written write : numbered) {
      if (before != null && before.last() >= write.first()) {
        return before + " overlaps " + write;
      }
      before = write;
    }
    return null;
  }

  /** The write that begins at or before {@code number} and ends behind it, or null. */
  @Nullable Written cutBy(long number) {
    Map.Entry<Long, Written> entry = byFirst.floorEntry(number);
    return entry != null && entry.getValue().last() > number ? entry.getValue() : null;
  }

  /** The key's version as of {@code number}, by what is known; 0 for absent. */
  long versionAt(Bytes key, long number) {
    Map.Entry<Long, Boolean> newest = changesOf(key).floorEntry(number);
    return newest != null && newest.getValue() ? newest.getKey() : 0;
  }

  /** Number to whether it is a put; all known changes that touch the key. */
  private NavigableMap<Long, Boolean> changesOf(Bytes key) {
    return changesByKey.computeIfAbsent(key, this::collectChanges);
  }

  private NavigableMap<Long, Boolean> collectChanges(Bytes key) {
    TreeMap<Long, Boolean> changes = new TreeMap<>();
    Long before = base.get(key);
    if (before != null) {
      changes.put(before, true);
    }
    for (Written write : numbered) {
      for (int i = 0; i < write.changes().size(); i++) {
        if (write.changes().get(i).touches(key)) {
          changes.put(write.numberOf(i), write.changes().get(i).isPut());
        }
      }
    }
    return changes;
  }

  /** What is wrong with an observation, or null if some state of the order explains all of it. */
  @Nullable String judge(Observation observation) {
    String first = null;
    for (long state : statesFor(observation)) {
      String wrong = wrongAt(observation, state);
      if (wrong == null) {
        return null;
      }
      first = first == null ? wrong : first;
    }
    return observation.what() + ": " + (first == null ? "no state is possible" : first);
  }

  private Set<Long> statesFor(Observation observation) {
    Set<Long> states = new TreeSet<>();
    if (observation.exact() != Observation.ANY) {
      states.add(observation.exact());
      return states;
    }
    Map.Entry<Integer, Long> notBegun = leastFirstFrom.ceilingEntry(observation.writesBegun());
    long ceiling = notBegun == null ? Long.MAX_VALUE : notBegun.getValue();
    states.add(observation.floor());
    for (Observation.Seen seen : observation.seen()) {
      states.addAll(
          changesOf(seen.key()).subMap(observation.floor(), true, ceiling, false).keySet());
      if (seen.version() >= observation.floor()) {
        states.add(seen.version());
      }
    }
    for (Written write : numbered) { // a state is never inside a batch, so the ends count as well
      if (write.last() >= observation.floor() && write.last() < ceiling) {
        states.add(write.last());
      }
    }
    return states;
  }

  private @Nullable String wrongAt(Observation observation, long state) {
    Written cut = cutBy(state);
    if (cut != null) {
      return "state " + state + " would be inside of " + cut;
    }
    for (Observation.Seen seen : observation.seen()) {
      if (!explains(seen, state, observation.exact() == Observation.ANY)) {
        return seen
            + ", but at state "
            + state
            + " it was "
            + new Observation.Seen(seen.key(), versionAt(seen.key(), state))
            + "; known changes: "
            + changesOf(seen.key());
      }
    }
    return null;
  }

  private boolean explains(Observation.Seen seen, long state, boolean orLittleLater) {
    long expected = versionAt(seen.key(), state);
    if (seen.version() == expected) {
      return true;
    }
    return seen.version() == 0
        ? mayHaveBeenRemoved(seen.key(), orLittleLater ? state + 1 : state)
        : mayHaveBeenPut(seen, state);
  }

  /** A state that is not exact stands for those up to the next known number. */
  private boolean mayHaveBeenRemoved(Bytes key, long state) {
    return unresolved.stream()
        .anyMatch(
            write ->
                write.above() < state
                    && write.changes().stream().anyMatch(change -> change.removes(key)));
  }

  /** Only where the version alone was told, as in a failed condition, and not the value. */
  private boolean mayHaveBeenPut(Observation.Seen seen, long state) {
    NavigableMap<Long, Boolean> known = changesOf(seen.key());
    Long newest = known.floorKey(state);
    return seen.version() <= state
        && (newest == null || newest < seen.version())
        && unresolved.stream()
            .anyMatch(
                write ->
                    write.above() < seen.version()
                        && write.changes().stream()
                            .anyMatch(change -> change.isPut() && change.touches(seen.key())));
  }

  /** A condition that did not hold where its write stands, or null. */
  @Nullable String failedCondition() {
    for (Written write : numbered) {
      for (Change change : write.changes()) {
        if (!change.condition().equals(Condition.ALWAYS) && !held(write, change)) {
          return write
              + ": just before it the version of "
              + Values.show(change.key())
              + " was "
              + versionAt(change.key(), write.first() - 1);
        }
      }
    }
    return null;
  }

  private boolean held(Written write, Change change) {
    return change.condition().holdsFor(versionAt(change.key(), write.first() - 1))
        || unresolved.stream()
            .anyMatch(other -> other.changes().stream().anyMatch(its -> its.touches(change.key())));
  }
}
