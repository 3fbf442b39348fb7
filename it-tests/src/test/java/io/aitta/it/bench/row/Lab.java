package io.aitta.it.bench.row;

import io.aitta.it.bench.engine.Engine;
import io.aitta.it.bench.engine.EngineCounters;
import io.aitta.it.bench.engine.EngineOptions;
import io.aitta.it.bench.engine.EngineStore;
import io.aitta.it.bench.load.ReadLoad;
import io.aitta.it.bench.load.WarmUp;
import io.aitta.it.bench.load.WriteLoad;
import io.aitta.it.bench.measure.FlameGraphs;
import io.aitta.it.bench.measure.PageSupply;
import io.aitta.it.bench.measure.ProcessMeter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;
import java.util.function.LongConsumer;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a group of rows is measured: the engine, fresh directories, and who is told. */
public final class Lab implements AutoCloseable {
  private static final double WARM_UP = 0.6;
  private static final int WARM_UPS_MAX = 10;
  private static final double TRIAL_SECONDS = 3;
  private static final int FILES_OF_A_BYTE = 3;

  private final Engine engine;
  private final Plan plan;
  private final Path directory;
  private final Consumer<Measurement> told;
  private final Consumer<Trial> trials;
  private final @Nullable PageSupply pages;
  private int directories;

  /**
   * What is asked for.
   *
   * @param rows ids
   * @param scale of all sizes, 1 for the full ones
   * @param seconds a timed row runs
   * @param threads the best number of threads of each row, as far as it is known
   * @param peaks operations a second that this engine reached, by row
   */
  public record Plan(
      List<String> rows,
      int round,
      double scale,
      double seconds,
      Map<String, Integer> threads,
      Map<String, Double> peaks) {}

  /** Which number of threads turned out best for a row. */
  public record Trial(String row, String engine, int threads, Map<Integer, Double> rates) {}

  public Lab(
      Engine engine,
      Plan plan,
      Path directory,
      Consumer<Measurement> told,
      Consumer<Trial> trials) {
    this.engine = engine;
    this.plan = plan;
    this.directory = directory;
    this.told = told;
    this.trials = trials;
    this.pages = plan.scale() < 1 ? null : new PageSupply();
  }

  public Engine engine() {
    return engine;
  }

  public Plan plan() {
    return plan;
  }

  public boolean wants(String row) {
    return plan.rows().contains(row);
  }

  /** Whether any of the rows is wanted. */
  public boolean wantsAny(String... rows) {
    return Stream.of(rows).anyMatch(this::wants);
  }

  /** A size at full scale, scaled; at least {@code least}. */
  public long scaled(long full, long least) {
    return Math.max(least, Math.round(full * plan.scale()));
  }

  public long nanos() {
    return (long) (plan.seconds() * 1e9);
  }

  public long warmUpNanos() {
    return (long) (plan.seconds() * WARM_UP * 1e9);
  }

  /** Has work done for some warm-ups of {@link #warmUpNanos}, until it is compiled. */
  public void warmUp(LongConsumer during) {
    warmUpBy(() -> during.accept(warmUpNanos()));
  }

  /**
   * As {@link #warmUp}, each time on a store of its own, which is then flushed and compacted: what
   * a store does as it begins, and where its data goes, has to be compiled as well.
   */
  public void warmUpOnStores(EngineOptions options, ObjLongConsumer<EngineStore> during) {
    warmUpBy(
        () -> {
          Path scratch = freshDirectory();
          try (EngineStore store = open(scratch, options)) {
            during.accept(store, warmUpNanos());
            store.flush();
            store.compact();
            store.awaitIdle();
          } finally {
            remove(scratch);
          }
        });
  }

  /** Has work done again until it is compiled; once if all sizes are small. */
  public void warmUpBy(Runnable slice) {
    WarmUp.run(1, plan.scale() < 1 ? 1 : WARM_UPS_MAX, slice);
  }

  /**
   * Has memory ready for the files of a row that puts so many bytes, for the log, what is flushed,
   * and what is merged. To be called last before the store is measured.
   */
  public void supplyPages(long bytesPut) {
    if (pages != null) {
      pages.touch(FILES_OF_A_BYTE * bytesPut);
    }
  }

  public long seed() {
    return plan.round() + 1L;
  }

  /** A store in a directory of its own. */
  public EngineStore fresh(EngineOptions options) {
    return open(freshDirectory(), options);
  }

  public Path freshDirectory() {
    return directory.resolve("store-" + ++directories);
  }

  public EngineStore open(Path store, EngineOptions options) {
    try {
      Files.createDirectories(store);
      return engine.open(store, options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes of all files of a store; of one that the store removes meanwhile none. */
  public static long bytesOf(Path store) {
    AtomicLong bytes = new AtomicLong();
    var adding =
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes.addAndGet(attributes.isRegularFile() ? attributes.size() : 0);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
            if (why instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw why;
          }
        };
    try {
      Files.walkFileTree(store, adding);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.get();
  }

  /** Removes a store's files, so that rounds do not fill the disk. */
  public void remove(Path store) {
    if (!Files.exists(store)) {
      return;
    }
    try (Stream<Path> files = Files.walk(store)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes all that was stored here. */
  @Override
  public void close() {
    remove(directory);
  }

  /** How many threads do best: what is known from an earlier round, or else a trial of each. */
  public int threads(String row, int[] candidates, IntToDoubleFunction rateOf) {
    Integer known = plan.threads().get(row);
    if (known != null) {
      return known;
    }
    Map<Integer, Double> rates = new TreeMap<>();
    int best = candidates[0];
    for (int threads : candidates) {
      double rate = candidates.length == 1 ? 1 : rateOf.applyAsDouble(threads);
      rates.put(threads, rate);
      best = rate > rates.get(best) ? threads : best;
    }
    trials.accept(new Trial(row, engine.name(), best, rates));
    return best;
  }

  /**
   * As {@link #threads}, for a load that has not run yet: one trial is thrown away first, or else
   * the first candidate would be judged by code that is not compiled yet.
   */
  public int threadsOnceWarm(String row, int[] candidates, IntToDoubleFunction rateOf) {
    if (candidates.length > 1 && !plan.threads().containsKey(row)) {
      double unused = rateOf.applyAsDouble(candidates[candidates.length / 2]);
    }
    return threads(row, candidates, rateOf);
  }

  /** What a trial of one of so many candidates may take. */
  public long trialNanos(int candidates) {
    double all = Math.min(TRIAL_SECONDS, plan.seconds() * 1.5);
    return (long) (all * TimeUnit.SECONDS.toNanos(1) / candidates);
  }

  /**
   * Tells what a read row found.
   *
   * @param more what else was going on
   */
  public void tell(
      String row,
      int threads,
      ReadLoad.Outcome outcome,
      ProcessMeter.Taken taken,
      Map<String, Double> more) {
    tell(
        new Measurement(
            row,
            engine.name(),
            plan.round(),
            outcome.rate(),
            new Measurement.Load(threads, 1, outcome.operations(), outcome.seconds()),
            Measurement.costs(taken, outcome.operations(), 0, 0, 0),
            outcome.latencies().figures(),
            Long.toHexString(outcome.sum()),
            more,
            List.of()));
  }

  /** Tells what a write row did. */
  public void tell(
      String row, WriteLoad load, WriteLoad.Outcome outcome, Cost cost, long bytesPut) {
    tell(
        new Measurement(
            row,
            engine.name(),
            plan.round(),
            outcome.rate(),
            new Measurement.Load(
                load.threads(), load.window(), outcome.operations(), outcome.seconds()),
            cost.of(outcome.operations(), bytesPut),
            outcome.latencies().figures(),
            "",
            Map.of(),
            List.of()));
  }

  /** What a write row costs: the process, and the store's counters before and after. */
  public record Cost(ProcessMeter.Taken taken, EngineCounters before, EngineCounters after) {
    Measurement.Costs of(long operations, long bytesPut) {
      return Measurement.costs(
          taken,
          operations,
          bytesPut,
          after.syncs() - before.syncs(),
          after.stallMillis() - before.stallMillis());
    }
  }

  /** Tells a bare figure. */
  public void tell(String row, double figure, Measurement.Load load, Map<String, Double> more) {
    tell(
        new Measurement(
            row, engine.name(), plan.round(), figure, load, null, null, "", more, List.of()));
  }

  public void tell(Measurement measurement) {
    if (wants(measurement.row())) {
      told.accept(measurement);
      keepFlames(measurement);
    }
  }

  private static void keepFlames(Measurement measured) {
    String flames = System.getProperty(FlameGraphs.DIRECTORY);
    if (flames == null) {
      return;
    }
    String file =
        "%s-%s-%d.html".formatted(measured.row(), measured.engine(), measured.round() + 1);
    try {
      FlameGraphs.ofThisProcess().keepAs(Path.of(flames, file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
