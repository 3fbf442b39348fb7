package io.aitta.it.history;

import io.aitta.it.history.Step.Register;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether some order of a key's steps explains it: each step between its invocation and its return,
 * each allowed by the register before it, pending ones there or not.
 *
 * <p>Wing and Gong's search (1993): take any step that no other has to precede, go on from there,
 * and come back if that leads nowhere. With Lowe's addition (2017): a set of steps taken that led
 * to a register once is not tried again. For one thread.
 */
public final class Linearizability {
  /** What came of the search. */
  public enum Verdict {
    OK,
    ILLEGAL,
    /** The budget ran out: nobody knows. */
    UNKNOWN
  }

  /**
   * An answer with its reason.
   *
   * @param tried steps tried
   * @param furthest the longest order that was found, to explain what is illegal
   */
  record Result(Verdict verdict, long tried, List<Step> furthest) {}

  private record Configuration(BitSet taken, Register register) {}

  private record Taken(int step, Register before) {}

  private final List<Step> steps;
  private final long budget;

  /** A list of events in order of time: node i is the call of step i, node n + i its return. */
  private final int[] next;

  private final int[] previous;
  private final int head;
  private final BitSet taken = new BitSet();
  private final Set<Configuration> seen = new HashSet<>();
  private final Deque<Taken> path = new ArrayDeque<>();
  private List<Step> furthest = List.of();
  private int left;

  private Linearizability(List<Step> steps, long budget) {
    this.steps = steps;
    this.budget = budget;
    this.head = 2 * steps.size();
    this.next = new int[head + 1];
    this.previous = new int[head + 1];
    link();
  }

  /**
   * Searches.
   *
   * @param budget how many steps may be tried
   */
  static Result check(List<Step> steps, long budget) {
    return new Linearizability(steps, budget).search();
  }

  private void link() {
    int count = steps.size();
    List<Integer> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(i);
      if (!steps.get(i).isPending()) {
        events.add(count + i);
        left++;
      }
    }
    events.sort(
        Comparator.comparingLong(
            node -> node < count ? steps.get(node).invoked() : steps.get(node - count).returned()));
    int last = head;
    for (int node : events) {
      next[last] = node;
      previous[node] = last;
      last = node;
    }
    next[last] = head;
    previous[head] = last;
  }

  private Result search() {
    Register register = Register.NEW;
    int node = next[head];
    for (long tried = 0; left > 0; tried++) {
      if (tried == budget) {
        return new Result(Verdict.UNKNOWN, tried, furthest);
      }
      if (node < steps.size()) {
        Register after = steps.get(node).after(register);
        if (after != null && isNew(node, after)) {
          take(node, register);
          register = after;
          node = next[head];
        } else {
          node = next[node];
        }
      } else if (path.isEmpty()) { // the return of a step that cannot be taken first
        return new Result(Verdict.ILLEGAL, tried, furthest);
      } else {
        Taken back = path.pop();
        putBack(back.step());
        register = back.before();
        node = next[back.step()];
      }
    }
    return new Result(Verdict.OK, seen.size(), order());
  }

  private boolean isNew(int step, Register after) {
    taken.set(step);
    if (seen.add(new Configuration((BitSet) taken.clone(), after))) {
      return true;
    }
    taken.clear(step);
    return false;
  }

  private void take(int step, Register before) {
    path.push(new Taken(step, before));
    unlink(step);
    if (!steps.get(step).isPending()) {
      unlink(steps.size() + step);
      left--;
    }
    if (path.size() > furthest.size()) {
      furthest = order();
    }
  }

  private void putBack(int step) {
    taken.clear(step);
    if (!steps.get(step).isPending()) {
      relink(steps.size() + step);
      left++;
    }
    relink(step);
  }

  private void unlink(int node) {
    next[previous[node]] = next[node];
    previous[next[node]] = previous[node];
  }

  private void relink(int node) {
    next[previous[node]] = node;
    previous[next[node]] = node;
  }

  private List<Step> order() {
    List<Step> order = new ArrayList<>();
    path.descendingIterator().forEachRemaining(one -> order.add(steps.get(one.step())));
    return order;
  }
}
