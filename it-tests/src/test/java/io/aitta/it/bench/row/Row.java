package io.aitta.it.bench.row;

/**
 * One line of the report.
 *
 * @param id as in {@code W1a} or {@code R3-tables-64}; {@code R3} chooses all that begin with it
 * @param what is done, for people
 * @param unit of the figure that is compared
 */
public record Row(String id, String what, String unit, Target target) {
  /** Whether a choice names this row, or a family it belongs to. */
  public boolean isChosenBy(String choice) {
    return id.equalsIgnoreCase(choice)
        || id.regionMatches(true, 0, choice + "-", 0, choice.length() + 1);
  }
}
