package io.aitta.it.bench.flame;

import io.aitta.it.bench.measure.FlameGraphs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import one.profiler.AsyncProfiler;

/** async-profiler on CPU timers of each thread, which need no rights that a container withholds. */
public final class AsyncProfilerFlames implements FlameGraphs {
  private static final String START = "start,event=ctimer,interval=1ms";

  private final AsyncProfiler profiler = AsyncProfiler.getInstance();
  private boolean kept = true;

  @Override
  public void begin() {
    execute(START);
  }

  @Override
  public void end() {
    execute("stop");
    kept = false;
  }

  @Override
  public void keepAs(Path file) throws IOException {
    if (!kept) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      execute("flamegraph,file=" + file.toAbsolutePath());
      kept = true;
    }
  }

  private void execute(String command) {
    try {
      profiler.execute(command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
