package io.aitta.it.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.it.support.ChildJvm;
import io.aitta.it.support.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link Soak} in a heap of 256 MiB: {@code -Dsoak.seconds=N -Dseed=N}. */
class SoakTest {
  private static final int SECONDS = Integer.getInteger("soak.seconds", 60);
  private static final long SEED = Long.getLong("seed", 20261123);
  private static final int MINUTES_MORE = 5;
  private static final List<String> JVM =
      List.of("-Xmx256m", "-XX:+UseParallelGC", "-XX:+ExitOnOutOfMemoryError");

  @TempDir private Path scratch;

  @Test
  void whatAStoreHoldsDoesNotGrowAndNothingSlowsDown() throws IOException, InterruptedException {
    Figures.seed("soak", SEED);
    List<String> arguments =
        List.of(scratch.resolve("data").toString(), String.valueOf(SECONDS), String.valueOf(SEED));
    int minutesMax = SECONDS / 60 + MINUTES_MORE;
    List<String> printed = ChildJvm.linesOf(Soak.class, JVM, arguments, minutesMax);
    assertThat(Figures.printAgain(printed)).isPositive();
  }
}
