package io.aitta.it.bench.run;

import io.aitta.it.bench.engine.Engines;
import io.aitta.it.bench.row.Lab;
import io.aitta.it.bench.row.Measurement;
import io.aitta.it.bench.row.RowGroups;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Measures one group of rows on one engine in one round, in a JVM of its own, so that what one side
 * did to the just-in-time compiler and the collector does nothing to the other. Tells the results
 * on stdout.
 */
public final class MeasuringJvm {
  static final String MEASUREMENT = "@measurement ";
  static final String TRIAL = "@trial ";

  private MeasuringJvm() {}

  /** Takes a {@link Task} as JSON. */
  public static void main(String[] args) throws IOException {
    PrintStream out = System.out;
    Task task = Wire.read(args[0], Task.class);
    run(
        task,
        measurement -> out.println(MEASUREMENT + Wire.line(measurement)),
        trial -> out.println(TRIAL + Wire.line(trial)));
    out.flush();
    System.exit(0); // an engine may have left threads of its own
  }

  /** The same in this JVM. */
  public static void run(Task task, Consumer<Measurement> told, Consumer<Lab.Trial> trials)
      throws IOException {
    try (Lab lab =
        new Lab(
            Engines.named(task.engine()), task.plan(), Path.of(task.directory()), told, trials)) {
      RowGroups.named(task.group()).run(lab);
    }
  }
}
