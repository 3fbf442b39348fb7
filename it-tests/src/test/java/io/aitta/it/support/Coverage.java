package io.aitta.it.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jacoco.core.analysis.Analyzer;
import org.jacoco.core.analysis.CoverageBuilder;
import org.jacoco.core.analysis.ICounter;
import org.jacoco.core.tools.ExecFileLoader;

/**
 * How far the modules' own tests reached in their code in this build, by what JaCoCo's agent wrote
 * down. The harnesses of {@code it-tests} are not counted.
 */
final class Coverage {
  private static final List<String> MODULES =
      List.of("core", "sstable", "wal-stream", "actors", "http-api");

  private Coverage() {}

  /** Prints the figures, unless some module was not measured in this build. */
  static void print(Path root) {
    CoverageBuilder all = new CoverageBuilder();
    for (String module : MODULES) {
      Path measured = root.resolve(module).resolve("target/jacoco.exec");
      if (!Files.exists(measured)) {
        return;
      }
      add(all, measured, root.resolve(module).resolve("target/classes"));
    }
    var sum = all.getBundle("aitta");
    Figures.print("coverage.lines.percent", percent(sum.getLineCounter()));
    Figures.print("coverage.branches.percent", percent(sum.getBranchCounter()));
  }

  private static void add(CoverageBuilder all, Path measured, Path classes) {
    ExecFileLoader loader = new ExecFileLoader();
    try {
      loader.load(measured.toFile());
      int unused = new Analyzer(loader.getExecutionDataStore(), all).analyzeAll(classes.toFile());
    } catch (IOException e) {
      throw new IllegalStateException("cannot read what was measured: " + measured, e);
    }
  }

  private static long percent(ICounter counter) {
    return 100L * counter.getCoveredCount() / counter.getTotalCount();
  }
}
