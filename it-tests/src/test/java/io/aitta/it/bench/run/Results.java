package io.aitta.it.bench.run;

import io.aitta.it.bench.row.Measurement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All that was measured. For one thread. */
public final class Results {
  private final Map<String, List<Measurement>> measured = new LinkedHashMap<>();

  public void add(Measurement measurement) {
    measured
        .computeIfAbsent(key(measurement.row(), measurement.engine()), key -> new ArrayList<>())
        .add(measurement);
  }

  private static String key(String row, String engine) {
    return row + " " + engine;
  }

  /** What one row came to on one engine, over all rounds. */
  public Optional<Summary> of(String row, String engine) {
    List<Measurement> rounds = measured.get(key(row, engine));
    return rounds == null ? Optional.empty() : Optional.of(new Summary(rounds));
  }

  /** The rounds of one row on one engine. */
  public record Summary(List<Measurement> rounds) {
    public double median() {
      double[] figures = sorted();
      int middle = figures.length / 2;
      return figures.length % 2 == 1
          ? figures[middle]
          : (figures[middle - 1] + figures[middle]) / 2;
    }

    /** The greatest less the least, as a part of the median. */
    public double spread() {
      double[] figures = sorted();
      return median() == 0 ? 0 : (figures[figures.length - 1] - figures[0]) / median();
    }

    /** The round whose figure is nearest to the median. */
    public Measurement typical() {
      Measurement nearest = rounds.get(0);
      for (Measurement round : rounds) {
        if (Math.abs(round.figure() - median()) < Math.abs(nearest.figure() - median())) {
          nearest = round;
        }
      }
      return nearest;
    }

    private double[] sorted() {
      double[] figures = rounds.stream().mapToDouble(Measurement::figure).toArray();
      Arrays.sort(figures);
      return figures;
    }
  }
}
