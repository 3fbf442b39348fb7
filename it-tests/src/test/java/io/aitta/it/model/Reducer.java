package io.aitta.it.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes a script that fails as short as it gets: Zeller and Hildebrandt's ddmin over the lines,
 * then smaller values in those that are left. For one thread.
 */
final class Reducer {
  /** Plays a script. */
  interface Trial {
    boolean fails(List<String> lines);
  }

  private final Trial trial;
  private int trialsLeft;

  private Reducer(Trial trial, int trialsMax) {
    this.trial = trial;
    this.trialsLeft = trialsMax;
  }

  /**
   * The shortest script that was found.
   *
   * @param failing what fails
   * @param trialsMax how many scripts may be played
   */
  static List<String> reduce(List<String> failing, Trial trial, int trialsMax) {
    Reducer reducer = new Reducer(trial, trialsMax);
    return reducer.smallerValues(reducer.fewerLines(failing));
  }

  private boolean fails(List<String> lines) {
    return trialsLeft-- > 0 && trial.fails(lines);
  }

  private List<String> fewerLines(List<String> failing) {
    List<String> best = failing;
    int parts = 2;
    while (best.size() > 1 && parts <= best.size() && trialsLeft > 0) {
      List<String> without = withoutOnePart(best, parts);
      if (without.size() < best.size()) {
        best = without;
        parts = Math.max(2, Math.min(parts - 1, best.size()));
      } else if (parts == best.size()) {
        return best;
      } else {
        parts = Math.min(2 * parts, best.size());
      }
    }
    return best;
  }

  /**
   * The script less the first part of so many that it does without; the script if there is none.
   */
  private List<String> withoutOnePart(List<String> lines, int parts) {
    for (int part = 0; part < parts; part++) {
      int from = (int) ((long) lines.size() * part / parts);
      int until = (int) ((long) lines.size() * (part + 1) / parts);
      List<String> rest = new ArrayList<>(lines.subList(0, from));
      rest.addAll(lines.subList(until, lines.size()));
      if (from < until && fails(rest)) {
        return rest;
      }
    }
    return lines;
  }

  private List<String> smallerValues(List<String> failing) {
    List<String> best = new ArrayList<>(failing);
    for (int i = 0; i < best.size(); i++) {
      String line = best.get(i);
      String smaller = line.replaceAll(" \\d{2,} ([a-z])(?= |$)", " 1 $1");
      best.set(i, smaller);
      if (!smaller.equals(line) && !fails(best)) {
        best.set(i, line);
      }
    }
    return best;
  }
}
