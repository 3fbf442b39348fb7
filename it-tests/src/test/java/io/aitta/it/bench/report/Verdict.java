package io.aitta.it.bench.report;

import io.aitta.it.bench.row.Target;
import java.util.Optional;

/** Whether a row reached what is asked of it. */
enum Verdict {
  MET("met"),
  MISSED("MISSED"),
  SHOWN("");

  private final String text;

  Verdict(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }

  /** Of a ratio, if there is one. */
  static Verdict of(Target target, Optional<Double> figure) {
    if (target.kind() == Target.Kind.NONE || figure.isEmpty()) {
      return SHOWN;
    }
    return target.isMet(figure.get()) ? MET : MISSED;
  }
}
