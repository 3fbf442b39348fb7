package io.aitta.it.bench.row;

import io.aitta.it.bench.data.DataSet;
import io.aitta.it.bench.engine.EngineOptions;
import io.aitta.it.bench.engine.EngineStore;
import io.aitta.it.bench.engine.Level;
import io.aitta.it.bench.load.Course;
import io.aitta.it.bench.load.WriteLoad;
import io.aitta.it.bench.measure.StolenTime;
import io.aitta.it.bench.row.Measurement.Tick;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The puts of W4 for ten minutes: whether any second falls far behind the others. */
final class LongFill implements RowGroup {
  private static final String ROW = "steady-fill";

  /** Ten minutes at two seconds a timed row. */
  private static final int SECONDS_FACTOR = 300;

  private static final int WARM_UP_PARTS = 10;

  @Override
  public String name() {
    return "long-fill";
  }

  @Override
  public boolean isHeavy() {
    return true;
  }

  @Override
  public boolean isOnDemand() {
    return true;
  }

  @Override
  public List<Row> rows() {
    return List.of(
        new Row(
            ROW,
            "the puts of W4 for 300 × --seconds: the slowest second after the first tenth, as a part"
                + " of the median; stolen seconds aside",
            "of the median",
            Target.ownAtLeast(0.5)));
  }

  @Override
  public void run(Lab lab) {
    DataSet data = new DataSet(lab.scaled(5_000_000, 5_000), 100);
    WriteLoad.Work work = Puts.inOrder(data, data.shuffled(), Level.BUFFERED);
    WriteLoad load = Puts.load(lab, ROW, Fill.IN_FLIGHT, 4, 16, work);
    Path directory = lab.freshDirectory();
    LongAdder acknowledged = new LongAdder();
    try (EngineStore store = lab.open(directory, EngineOptions.ORDINARY);
        Course course = Course.begin(store, acknowledged)) {
      WriteLoad.Outcome outcome =
          load.during(store, SECONDS_FACTOR * lab.nanos(), work, acknowledged);
      tell(lab, load, outcome, course.end());
    } finally {
      lab.remove(directory);
    }
  }

  private static void tell(Lab lab, WriteLoad load, WriteLoad.Outcome outcome, List<Tick> course) {
    double length = Math.min(1, outcome.seconds() / 20);
    List<Double> rates = rates(course, outcome.seconds() / WARM_UP_PARTS, length);
    Collections.sort(rates);
    double median = rates.isEmpty() ? 0 : rates.get(rates.size() / 2);
    double least = rates.isEmpty() ? 0 : rates.get(0);
    lab.tell(
        new Measurement(
            ROW,
            lab.engine().name(),
            lab.plan().round(),
            median == 0 ? 0 : least / median,
            new Measurement.Load(
                load.threads(), load.window(), outcome.operations(), outcome.seconds()),
            null,
            outcome.latencies().figures(),
            "",
            Map.of(
                "puts/s in the median second", median,
                "puts/s in the slowest second", least,
                "seconds judged", (double) rates.size()),
            course));
  }

  /**
   * Operations a second in each stretch of {@code length} seconds that nobody stole from, once
   * {@code from} seconds are over and before the last tick.
   */
  static List<Double> rates(List<Tick> course, double from, double length) {
    List<Double> rates = new ArrayList<>();
    Tick first = null;
    boolean stolen = false;
    for (Tick tick : course.subList(0, Math.max(0, course.size() - 1))) {
      if (first == null) {
        first = tick.second() >= from ? tick : null;
        continue;
      }
      stolen |= tick.stolenPercent() > StolenTime.PERCENT_MOST;
      if (tick.second() - first.second() >= length) {
        if (!stolen) {
          rates.add((tick.operations() - first.operations()) / (tick.second() - first.second()));
        }
        first = tick;
        stolen = false;
      }
    }
    return rates;
  }
}
