package io.aitta.it.sim;

import io.aitta.core.Bytes;
import io.aitta.core.Condition;
import io.aitta.it.history.Call;
import io.aitta.it.history.Call.Outcome;
import io.aitta.it.history.Call.Sight;
import io.aitta.it.history.Call.Wrote;
import io.aitta.it.history.Judge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Holds each era of a seed against the theories of {@link Judge}, which know real time, where the
 * ledger knows the order of numbers: every key is a linearizable register, and all of them together
 * are strictly serializable. An era begins with what was recovered; what its end took is the
 * ledger's business. For the owner thread.
 */
final class EraHistory implements Ledger.EraJudge {
  /** Values of writes are their ids times this, and the place in the write. */
  private static final long PLACES = 10_000;

  private int eras;
  private long calls;

  int eras() {
    return eras;
  }

  long calls() {
    return calls;
  }

  @Override
  public List<String> judge(
      Map<Bytes, Long> base, List<Written> written, List<Observation> observed) {
    List<Call> history = new Era(base, written, observed).calls();
    eras++;
    calls += history.size();
    return Judge.judge(history).findings().stream().map(it -> "history: " + it).toList();
  }

  /** The calls of one era. */
  private static final class Era {
    private final List<Call> calls = new ArrayList<>();
    private final Map<Long, Long> valueOfVersion = new HashMap<>();
    private final TreeSet<Bytes> keys = new TreeSet<>();

    Era(Map<Bytes, Long> base, List<Written> written, List<Observation> observed) {
      keys.addAll(base.keySet());
      written.forEach(write -> write.changes().forEach(this::noteKey));
      observed.forEach(one -> one.seen().forEach(seen -> keys.add(seen.key())));
      begin(base);
      written.forEach(this::number);
      written.forEach(this::add);
      observed.stream().filter(one -> one.ended() != Ledger.Reading.NEVER).forEach(this::add);
    }

    List<Call> calls() {
      return calls;
    }

    private void noteKey(Change change) {
      if (!change.isRange()) {
        keys.add(change.key());
      }
    }

    private static String name(Bytes key) {
      return java.util.HexFormat.of().formatHex(key.toArray());
    }

    /** What was recovered is one write before everything. */
    private void begin(Map<Bytes, Long> base) {
      List<Wrote> wrote = new ArrayList<>();
      base.forEach(
          (key, version) -> {
            long value = -PLACES - version;
            valueOfVersion.put(version, value);
            wrote.add(new Wrote(name(key), value, Condition.ALWAYS, version));
          });
      calls.add(new Call(0, -1, 0, Outcome.DONE, wrote, List.of()));
    }

    private static long value(Written write, int index) {
      return write.id() * PLACES + index + 1;
    }

    private void number(Written write) {
      for (int i = 0; write.numbered() && i < write.changes().size(); i++) {
        if (write.changes().get(i).isPut()) {
          valueOfVersion.put(write.numberOf(i), value(write, i));
        }
      }
    }

    /** Of several changes of one key in a write the last one counts, and any condition. */
    private void add(Written write) {
      Map<Bytes, Wrote> last = new LinkedHashMap<>();
      for (int i = 0; i < write.changes().size(); i++) {
        Change change = write.changes().get(i);
        long number = write.numbered() ? write.numberOf(i) : 0;
        if (change.isRange()) {
          for (Bytes key : keys) {
            if (change.touches(key)) { // one number for many keys: left open
              put(last, key, Sight.ABSENT, change.condition(), 0);
            }
          }
        } else {
          long value = change.isPut() ? value(write, i) : Sight.ABSENT;
          put(last, change.key(), value, change.condition(), number);
        }
      }
      boolean open =
          write.outcome() != Written.Outcome.DONE && write.outcome() != Written.Outcome.NOT_DONE;
      calls.add(
          new Call(
              calls.size(),
              write.begun(),
              open ? Call.PENDING : write.ended(),
              open
                  ? Outcome.UNKNOWN
                  : write.outcome() == Written.Outcome.DONE ? Outcome.DONE : Outcome.NOT_DONE,
              List.copyOf(last.values()),
              List.of()));
    }

    private static void put(
        Map<Bytes, Wrote> last, Bytes key, long value, Condition condition, long number) {
      Wrote before = last.remove(key);
      Condition kept =
          before != null && condition.equals(Condition.ALWAYS) ? before.condition() : condition;
      last.put(key, new Wrote(name(key), value, kept, number));
    }

    private void add(Observation one) {
      List<Sight> sights = new ArrayList<>();
      for (Observation.Seen seen : one.seen()) {
        long value =
            seen.version() == 0
                ? Sight.ABSENT
                : valueOfVersion.getOrDefault(seen.version(), Sight.UNTOLD);
        sights.add(new Sight(name(seen.key()), value, seen.version()));
      }
      calls.add(new Call(calls.size(), one.begun(), one.ended(), Outcome.DONE, List.of(), sights));
    }
  }
}
