package io.aitta.it.history;

import io.aitta.core.Condition;
import io.aitta.it.history.Call.Outcome;
import io.aitta.it.history.Call.Sight;
import io.aitta.it.history.Call.Wrote;
import io.aitta.it.history.Linearizability.Verdict;
import io.aitta.it.history.Step.Need;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Holds a history against both theories. */
public final class Judge {
  /** Steps the search of one key may try; ordinary keys take a few thousand. */
  static final long BUDGET = 3_000_000;

  /**
   * What was found.
   *
   * @param findings what is wrong, or not known; empty if all is well
   */
  public record Judgement(Verdict verdict, List<String> findings) {}

  private final Versions versions;
  private final List<String> findings = new ArrayList<>();
  private Verdict verdict = Verdict.OK;

  private Judge(List<Call> history) {
    this.versions = new Versions(history);
  }

  public static Judgement judge(List<Call> history) {
    return new Judge(history).judge();
  }

  private Judgement judge() {
    versions.findings().forEach(this::illegal);
    stepsByKey().forEach(this::judgeKey);
    Dependencies.anomalies(versions).forEach(this::illegal);
    return new Judgement(verdict, List.copyOf(findings));
  }

  private void illegal(String finding) {
    verdict = Verdict.ILLEGAL;
    findings.add(finding);
  }

  private void judgeKey(String key, List<Step> steps) {
    Linearizability.Result result = Linearizability.check(steps, BUDGET);
    if (result.verdict() == Verdict.ILLEGAL) {
      illegal("key " + key + " is not linearizable; the longest order: " + tail(result.furthest()));
    } else if (result.verdict() == Verdict.UNKNOWN) {
      verdict = verdict == Verdict.OK ? Verdict.UNKNOWN : verdict;
      findings.add("key " + key + ": no answer after " + result.tried() + " steps");
    }
  }

  private static String tail(List<Step> order) {
    return order.size()
        + " steps, ending "
        + order.subList(Math.max(0, order.size() - 8), order.size());
  }

  /** The history of each key by itself. */
  Map<String, List<Step>> stepsByKey() {
    Map<String, List<Step>> byKey = new TreeMap<>();
    for (Call call : versions.calls()) {
      if (call.outcome() != Outcome.NOT_DONE) {
        for (Wrote wrote : call.wrote()) {
          byKey.computeIfAbsent(wrote.key(), key -> new ArrayList<>()).add(step(call, wrote));
        }
      }
      for (Sight sight : call.saw()) {
        byKey.computeIfAbsent(sight.key(), key -> new ArrayList<>()).add(step(call, sight));
      }
    }
    return byKey;
  }

  private Step step(Call call, Wrote wrote) {
    Step step =
        Step.write(call.id(), wrote.value(), wrote.number(), call.invoked(), call.returned());
    Condition condition = wrote.condition();
    if (condition instanceof Condition.Version demanded) {
      Wrote at = versions.at(demanded.version());
      return at == null ? step.onlyIf(Need.PRESENT, 0) : step.onlyIf(Need.VALUE, at.value());
    }
    return condition instanceof Condition.Absent
        ? step.onlyIf(Need.ABSENT, 0)
        : condition instanceof Condition.Exists ? step.onlyIf(Need.PRESENT, 0) : step;
  }

  private Step step(Call call, Sight sight) {
    boolean absent = sight.value() == Sight.UNTOLD && sight.version() == 0;
    long value = absent ? Sight.ABSENT : sight.value();
    Step step = Step.read(call.id(), value, call.invoked(), call.returned());
    if (value != Sight.UNTOLD) {
      return step;
    }
    Wrote at = versions.at(sight.version()); // only its version was told
    return at == null ? step.onlyIf(Need.PRESENT, 0) : step.onlyIf(Need.VALUE, at.value());
  }
}
