package io.aitta.it.bench.row;

import io.aitta.it.bench.data.DataSet;
import io.aitta.it.bench.engine.EngineOptions;
import io.aitta.it.bench.engine.EngineStore;
import io.aitta.it.bench.engine.Level;
import io.aitta.it.bench.load.OpenLoad;
import io.aitta.it.bench.load.Pauses;
import io.aitta.it.bench.load.WriteLoad;
import io.aitta.it.bench.measure.Latencies;
import io.aitta.it.bench.measure.ProcessMeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The puts of W4 in an open loop, at 70 % of what this engine reached there. */
final class SteadyPuts implements RowGroup {
  private static final String SLOWEST = "T1-p99.9";
  private static final String PAUSE = "T1-pause";
  private static final double PART = 0.7;
  private static final int SECONDS_FACTOR = 10;

  @Override
  public String name() {
    return "steady-puts";
  }

  @Override
  public boolean isHeavy() {
    return true;
  }

  @Override
  public List<Row> rows() {
    return List.of(
        new Row(
            SLOWEST,
            "W4 at 70 % of its own peak, open loop: p99.9 from when a put was due",
            "µs",
            Target.atMost(0.5)),
        new Row(
            PAUSE,
            "and its longest pause beyond that of a thread and of a synced file in that second",
            "ms",
            Target.ownAtMost(100)));
  }

  @Override
  public void run(Lab lab) throws IOException {
    DataSet data = new DataSet(lab.scaled(5_000_000, 5_000), 100);
    int[] order = data.shuffled();
    WriteLoad.Work work = Puts.inOrder(data, order, Level.BUFFERED);
    WriteLoad load = Puts.load(lab, "W4", Fill.IN_FLIGHT, 4, 16, work);
    double peak = peak(lab, load, work);
    Path directory = lab.freshDirectory();
    Path control = Files.createTempFile(directory.getParent(), "control", ".log");
    Latencies latencies = new Latencies();
    try (EngineStore store = lab.open(directory, EngineOptions.ORDINARY);
        Pauses pauses = Pauses.begin(control)) {
      ProcessMeter meter = ProcessMeter.start();
      long done =
          new OpenLoad(load.threads(), load.window(), PART * peak)
              .during(store, SECONDS_FACTOR * lab.nanos(), work, latencies, pauses);
      Pauses.Longest longest = pauses.end();
      ProcessMeter.Taken taken = meter.stop();
      Puts.verify(store, data, order, done / load.threads(), lab);
      tell(lab, load, done, taken, latencies, longest);
    } finally {
      lab.remove(directory);
      Files.deleteIfExists(control);
    }
  }

  /** What it reached in W4; measured briefly if that row was not. Warms up either way. */
  private static double peak(Lab lab, WriteLoad load, WriteLoad.Work work) {
    lab.warmUpOnStores(EngineOptions.ORDINARY, (store, nanos) -> load.during(store, nanos, work));
    Path directory = lab.freshDirectory();
    try (EngineStore store = lab.open(directory, EngineOptions.ORDINARY)) {
      double brief = load.during(store, lab.warmUpNanos(), work).rate();
      return lab.plan().peaks().getOrDefault("W4", brief);
    } finally {
      lab.remove(directory);
    }
  }

  private static void tell(
      Lab lab,
      WriteLoad load,
      long done,
      ProcessMeter.Taken taken,
      Latencies latencies,
      Pauses.Longest longest) {
    Latencies.Figures figures = latencies.figures();
    Measurement.Load driven =
        new Measurement.Load(load.threads(), load.window(), done, taken.seconds());
    Map<String, Double> more =
        Map.of(
            "puts/s offered and done", done / taken.seconds(),
            "longest ms of a put", longest.operation(),
            "longest ms of the control thread", longest.thread(),
            "longest ms of the control sync", longest.sync());
    lab.tell(
        new Measurement(
            SLOWEST,
            lab.engine().name(),
            lab.plan().round(),
            figures.p999(),
            driven,
            Measurement.costs(taken, done, done * 116, 0, 0),
            figures,
            "",
            more,
            List.of()));
    lab.tell(PAUSE, longest.beyondControls(), driven, Map.of());
  }
}
