package io.aitta.it.history;

import io.aitta.it.history.Call.Sight;
import io.aitta.it.history.Call.Wrote;
import io.aitta.it.history.Step.Register;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The slow way to judge a short history: every order there is. */
final class EveryOrder {
  private EveryOrder() {}

  /** Whether an order of all steps, pending ones left out at will, explains them. */
  static boolean explains(List<Step> steps) {
    List<Step> pending = steps.stream().filter(Step::isPending).toList();
    for (int chosen = 0; chosen < 1 << pending.size(); chosen++) {
      List<Step> all = new ArrayList<>(steps.stream().filter(step -> !step.isPending()).toList());
      for (int i = 0; i < pending.size(); i++) {
        if ((chosen >> i & 1) != 0) {
          all.add(pending.get(i));
        }
      }
      if (permute(all, 0, EveryOrder::isRun)) {
        return true;
      }
    }
    return false;
  }

  /** Whether an order of all calls, with ascending numbers, explains what they saw. */
  static boolean serializes(List<Call> calls) {
    return permute(new ArrayList<>(calls), 0, EveryOrder::isSerial);
  }

  private interface Check<T> {
    boolean holds(List<T> order);
  }

  private static <T> boolean permute(List<T> items, int fixed, Check<T> check) {
    if (fixed == items.size()) {
      return check.holds(items);
    }
    for (int i = fixed; i < items.size(); i++) {
      java.util.Collections.swap(items, fixed, i);
      boolean found = permute(items, fixed + 1, check);
      java.util.Collections.swap(items, fixed, i);
      if (found) {
        return true;
      }
    }
    return false;
  }

  private static boolean isRun(List<Step> order) {
    Register register = Register.NEW;
    for (int i = 0; i < order.size(); i++) {
      for (int later = i + 1; later < order.size(); later++) {
        if (order.get(later).returned() < order.get(i).invoked()) {
          return false;
        }
      }
      register = order.get(i).after(register);
      if (register == null) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSerial(List<Call> order) {
    Map<String, Wrote> state = new HashMap<>();
    long last = 0;
    for (int i = 0; i < order.size(); i++) {
      for (int later = i + 1; later < order.size(); later++) {
        if (order.get(later).returned() < order.get(i).invoked()) {
          return false;
        }
      }
      for (Sight sight : order.get(i).saw()) {
        Wrote newest = state.get(sight.key());
        if (sight.version() != (newest == null ? 0 : newest.number())) {
          return false;
        }
      }
      for (Wrote wrote : order.get(i).wrote()) {
        if (wrote.number() <= last) {
          return false;
        }
        last = wrote.number();
        state.put(wrote.key(), wrote);
      }
    }
    return true;
  }
}
