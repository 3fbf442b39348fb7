package io.aitta.it.history;

import io.aitta.core.Condition;
import io.aitta.it.history.Call.Outcome;
import io.aitta.it.history.Call.Wrote;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Whether calls over several keys could have happened one after the other, in real time's order.
 *
 * <p>Each call is a node. Versions are visible, so nobody has to guess who came first: a write
 * depends on the one whose version it replaced (ww), a reader on the writer of what it saw (wr), a
 * writer on those who saw the version before its own (rw). Beyond that, everything depends on what
 * had returned before it began (rt), and a write on the one numbered before it, whatever its key. A
 * cycle is an anomaly, named as Adya (1999) and Elle (2020) do; "-order" says that it takes real
 * time, or the one commit order, to see it.
 */
final class Dependencies {
  /** Why a call comes after another. */
  enum Kind {
    WW,
    WR,
    RW,
    RT,
    ORDER
  }

  private final Graph graph;
  private final List<Call> calls;
  private final Map<String, NavigableMap<Long, Integer>> writersByKey = new TreeMap<>();
  private final Set<String> everDeleted = new HashSet<>();
  private final List<String> anomalies = new ArrayList<>();

  private Dependencies(Versions versions) {
    this.calls =
        versions.calls().stream().filter(call -> call.outcome() != Outcome.NOT_DONE).toList();
    long returns = calls.stream().filter(call -> call.returned() != Call.PENDING).count();
    this.graph = new Graph(calls.size() + (int) returns);
  }

  /** What is wrong; empty if nothing is. */
  static List<String> anomalies(Versions versions) {
    return new Dependencies(versions).find();
  }

  private List<String> find() {
    for (int node = 0; node < calls.size(); node++) {
      enterWrites(node);
    }
    writersByKey.values().forEach(this::orderWrites);
    for (int node = 0; node < calls.size(); node++) {
      orderReads(node);
    }
    orderByTime();
    orderByNumber();
    classify();
    return anomalies;
  }

  // ---------------------------------------------------------------- edges

  private void enterWrites(int node) {
    for (Wrote wrote : calls.get(node).wrote()) {
      if (wrote.isDelete()) {
        everDeleted.add(wrote.key());
      }
      if (wrote.number() != 0) {
        writersByKey.computeIfAbsent(wrote.key(), key -> new TreeMap<>()).put(wrote.number(), node);
      }
    }
  }

  private void orderWrites(NavigableMap<Long, Integer> writers) {
    int before = -1;
    for (int writer : writers.values()) {
      if (before >= 0) {
        graph.edge(before, writer, Kind.WW);
      }
      before = writer;
    }
  }

  private void orderReads(int node) {
    Call call = calls.get(node);
    call.saw().forEach(sight -> orderRead(node, sight.key(), sight.version()));
    for (Wrote wrote : call.wrote()) { // a condition that held is a read
      if (wrote.condition() instanceof Condition.Version demanded && wrote.number() != 0) {
        orderRead(node, wrote.key(), demanded.version());
      } else if (wrote.condition() instanceof Condition.Absent && wrote.number() != 0) {
        orderRead(node, wrote.key(), 0);
      }
    }
  }

  /** An absent key was never written yet, unless it may have been deleted: that has no version. */
  private void orderRead(int node, String key, long version) {
    if (version == 0 && everDeleted.contains(key)) {
      return;
    }
    NavigableMap<Long, Integer> writers = writersByKey.getOrDefault(key, new TreeMap<>());
    Integer writer = writers.get(version);
    if (writer != null) {
      graph.edge(writer, node, Kind.WR);
    } else if (version != 0) {
      return; // of unknown origin, which is the other theory's business
    }
    Map.Entry<Long, Integer> replacing = writers.higherEntry(version);
    if (replacing != null) {
      graph.edge(node, replacing.getValue(), Kind.RW);
    }
  }

  /** A chain of moments, one for each return, stands for all pairs of calls at once. */
  private void orderByTime() {
    List<Integer> returning =
        nodes().stream()
            .filter(node -> calls.get(node).returned() != Call.PENDING)
            .sorted(Comparator.comparingLong(node -> calls.get(node).returned()))
            .toList();
    NavigableMap<Long, Integer> moments = new TreeMap<>();
    int moment = calls.size();
    for (int node : returning) {
      graph.edge(node, moment, Kind.RT);
      if (moment > calls.size()) {
        graph.edge(moment - 1, moment, Kind.RT);
      }
      moments.put(calls.get(node).returned(), moment++);
    }
    for (int node : nodes()) {
      Map.Entry<Long, Integer> before = moments.lowerEntry(calls.get(node).invoked());
      if (before != null) {
        graph.edge(before.getValue(), node, Kind.RT);
      }
    }
  }

  private List<Integer> nodes() {
    return java.util.stream.IntStream.range(0, calls.size()).boxed().toList();
  }

  /** Commit order is one order for all keys. */
  private void orderByNumber() {
    NavigableMap<Long, Integer> writers = new TreeMap<>();
    for (int node : nodes()) {
      calls.get(node).wrote().stream()
          .filter(wrote -> wrote.number() != 0)
          .forEach(wrote -> writers.put(wrote.number(), node));
    }
    int before = -1;
    for (int writer : writers.values()) {
      if (before >= 0) {
        graph.edge(before, writer, Kind.ORDER);
      }
      before = writer;
    }
  }

  // ---------------------------------------------------------------- cycles

  private void classify() {
    if (graph.cycle(EnumSet.allOf(Kind.class)).isEmpty()) {
      return;
    }
    EnumSet<Kind> writes = EnumSet.of(Kind.WW);
    EnumSet<Kind> reads = EnumSet.of(Kind.WW, Kind.WR);
    boolean found =
        is("G0", graph.cycle(writes))
            || is("G1c", graph.cycle(reads))
            || is("G-single", graph.cycleThroughOne(Kind.RW, reads))
            || is("G0-order", graph.cycle(ordered(writes)))
            || is("G1c-order", graph.cycle(ordered(reads)))
            || is("G-single-order", graph.cycleThroughOne(Kind.RW, ordered(reads)))
            || is("G2", graph.cycle(EnumSet.allOf(Kind.class)));
    if (!found) {
      throw new IllegalStateException("a cycle that is gone");
    }
  }

  private static EnumSet<Kind> ordered(EnumSet<Kind> kinds) {
    EnumSet<Kind> more = EnumSet.of(Kind.RT, Kind.ORDER);
    more.addAll(kinds);
    return more;
  }

  private boolean is(String name, List<Integer> cycle) {
    if (!cycle.isEmpty()) {
      anomalies.add(tell(name, cycle));
    }
    return !cycle.isEmpty();
  }

  private String tell(String name, List<Integer> cycle) {
    return name
        + ": "
        + cycle.stream()
            .filter(node -> node < calls.size())
            .map(node -> calls.get(node).toString())
            .collect(Collectors.joining(" -> "));
  }
}
