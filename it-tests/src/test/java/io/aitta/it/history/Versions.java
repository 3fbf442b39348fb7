package io.aitta.it.history;

import io.aitta.it.history.Call.Outcome;
import io.aitta.it.history.Call.Sight;
import io.aitta.it.history.Call.Wrote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which number each write has, from its own answer or from a read that showed one of its values;
 * and what contradicts itself before any order is looked for: values from nowhere, from refused
 * writes, at other keys, under two numbers.
 */
final class Versions {
  private final List<Call> calls = new ArrayList<>();
  private final Map<Long, Call> writers = new HashMap<>();
  private final Map<Integer, Long> offsets = new HashMap<>();
  private final Map<Long, Wrote> byNumber = new TreeMap<>();
  private final Set<String> findings = new TreeSet<>();

  Versions(List<Call> history) {
    for (Call call : history) {
      Set<String> keys = new HashSet<>();
      for (Wrote wrote : call.wrote()) {
        if (!keys.add(wrote.key())) {
          throw new IllegalArgumentException("a key twice in " + call);
        }
        if (!wrote.isDelete() && writers.put(wrote.value(), call) != null) {
          throw new IllegalArgumentException("a value twice: " + wrote);
        }
      }
    }
    history.forEach(call -> call.saw().forEach(sight -> identify(call, sight)));
    history.forEach(call -> calls.add(numbered(call)));
    calls.forEach(this::enter);
  }

  /** The calls, with every number that can be known. */
  List<Call> calls() {
    return calls;
  }

  /** What is wrong already. */
  Set<String> findings() {
    return findings;
  }

  /** The change of this number, or null. */
  @org.jspecify.annotations.Nullable
  Wrote at(long number) {
    return byNumber.get(number);
  }

  private void identify(Call reader, Sight sight) {
    if (sight.value() == Sight.ABSENT || sight.value() == Sight.UNTOLD) {
      return;
    }
    Call writer = writers.get(sight.value());
    if (writer == null) {
      findings.add("G1a: a value that nobody wrote: " + sight + " in " + reader);
      return;
    }
    for (int i = 0; i < writer.wrote().size(); i++) {
      Wrote wrote = writer.wrote().get(i);
      if (wrote.value() == sight.value()) {
        if (!wrote.key().equals(sight.key())) {
          findings.add("the value of another key: " + sight + " in " + reader);
        } else if (writer.outcome() == Outcome.NOT_DONE) {
          findings.add("G1a: the value of a refused write: " + sight + " of " + writer);
        } else if (sight.version() != 0 && wrote.number() == 0) {
          Long before = offsets.putIfAbsent(writer.id(), sight.version() - i);
          if (before != null && before != sight.version() - i) {
            findings.add("two versions of one write: " + sight + " of " + writer);
          }
        } else if (sight.version() != 0 && wrote.number() != sight.version()) {
          findings.add("another version than was acknowledged: " + sight + " of " + writer);
        }
      }
    }
  }

  private Call numbered(Call call) {
    Long first = offsets.get(call.id());
    if (first == null) {
      return call;
    }
    List<Wrote> wrote = new ArrayList<>();
    for (int i = 0; i < call.wrote().size(); i++) {
      wrote.add(call.wrote().get(i).numbered(first + i));
    }
    return new Call(call.id(), call.invoked(), call.returned(), call.outcome(), wrote, call.saw());
  }

  private void enter(Call call) {
    for (Wrote wrote : call.wrote()) {
      if (wrote.number() != 0) {
        Wrote before = byNumber.put(wrote.number(), wrote);
        if (before != null) {
          findings.add("one number for two changes: " + before + " and " + wrote);
        }
      }
    }
  }
}
