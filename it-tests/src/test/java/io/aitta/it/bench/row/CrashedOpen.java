package io.aitta.it.bench.row;

import io.aitta.it.bench.data.DataSet;
import io.aitta.it.bench.engine.Engine;
import io.aitta.it.bench.engine.EngineOptions;
import io.aitta.it.bench.engine.EngineStore;
import io.aitta.it.bench.engine.Engines;
import io.aitta.it.bench.engine.Level;
import io.aitta.it.bench.load.WriteLoad;
import io.aitta.it.bench.measure.ProcessMeter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Opens what a process that died left behind: 256 MiB of log and no table. */
final class CrashedOpen implements RowGroup {
  private static final String ROW = "O1";
  private static final int DIED = 3;
  private static final int VALUE_BYTES = 100;
  private static final long LOG_BYTES = 256L << 20;
  private static final EngineOptions OPTIONS = EngineOptions.ORDINARY.withMemtableBytes(512L << 20);

  @Override
  public String name() {
    return "crashed-open";
  }

  @Override
  public boolean isHeavy() {
    return true;
  }

  @Override
  public List<Row> rows() {
    return List.of(
        new Row(
            ROW,
            "open after a crash with 256 MiB of log, memtables of 512 MiB",
            "s",
            Target.atMost(0.5)));
  }

  @Override
  public void run(Lab lab) throws IOException {
    open(lab, lab.scaled(LOG_BYTES / 16, 1 << 18)); // a warm-up
    Measurement measured = open(lab, lab.scaled(LOG_BYTES, 1 << 20));
    lab.tell(measured);
  }

  private static Measurement open(Lab lab, long logBytes) throws IOException {
    DataSet data = new DataSet(logBytes / (DataSet.KEY_BYTES + VALUE_BYTES), VALUE_BYTES);
    Path directory = lab.freshDirectory();
    Dying.run(lab.engine(), directory, data.keys());
    ProcessMeter meter = ProcessMeter.start();
    try (EngineStore store = lab.open(directory, OPTIONS)) {
      ProcessMeter.Taken taken = meter.stop();
      Puts.verify(store, data, data.shuffled(), data.keys(), lab);
      return new Measurement(
          ROW,
          lab.engine().name(),
          lab.plan().round(),
          taken.seconds(),
          new Measurement.Load(1, 1, data.keys(), taken.seconds()),
          Measurement.costs(taken, data.keys(), 0, 0, 0),
          null,
          "",
          Map.of("entries in the log", (double) data.keys()),
          List.of());
    } finally {
      lab.remove(directory);
    }
  }

  /** A process that writes and then dies without closing anything. */
  static final class Dying {
    private Dying() {}

    /** Takes the engine's name, the directory, and how many entries to write. */
    public static void main(String[] args) throws IOException {
      Engine engine = Engines.named(args[0]);
      DataSet data = new DataSet(Long.parseLong(args[2]), VALUE_BYTES);
      int[] order = data.shuffled();
      EngineStore store = engine.open(Path.of(args[1]), OPTIONS);
      new WriteLoad(1, 512, 1_000)
          .count(store, data.keys(), Puts.inOrder(data, order, Level.BUFFERED));
      Runtime.getRuntime().halt(DIED);
    }

    static void run(Engine engine, Path directory, long entries) throws IOException {
      java.nio.file.Files.createDirectories(directory);
      Process process =
          new ProcessBuilder(
                  System.getProperty("java.home") + "/bin/java",
                  "-Xmx2g",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Dying.class.getName(),
                  engine.name(),
                  directory.toString(),
                  Long.toString(entries))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try {
        int exit = process.waitFor();
        if (exit != DIED) {
          throw new IOException("the writer was to die with " + DIED + ", not " + exit);
        }
      } catch (InterruptedException e) {
        throw new IOException("interrupted", e);
      }
    }
  }
}
