package io.aitta.it.plant;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.it.support.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Every planted bug is found by the harness that must find it. {@code -Daitta.plant=ID,ID} plants
 * these alone and shows what was found; {@code -Daitta.plants=all} also those that every build
 * leaves out.
 */
class PlantedBugsTest {
  private static final String ONE = System.getProperty("aitta.plant");
  private static final boolean ALL = "all".equals(System.getProperty("aitta.plants"));
  private static final int BUGS_MIN = 40;
  private static final int THREADS = 2;
  private static final int SHOWN_MAX = 200;

  private record Caught(PlantedBug bug, int tries, String how) {}

  @Test
  void theAlarmRings() {
    List<PlantedBug> planted = PlantedBugs.all().stream().filter(PlantedBugsTest::isAsked).toList();
    List<Caught> caught = Collections.synchronizedList(new ArrayList<>());
    List<String> missed = Collections.synchronizedList(new ArrayList<>());
    inParallel(planted, caught, missed);
    assertThat(missed).as("planted and not found").isEmpty();
    assertThat(caught).as("planted and found").hasSameSizeAs(planted);
    print(planted.size(), caught);
  }

  /** The same loader, harnesses and tests, and no bug: nobody may cry. */
  @Test
  void withoutABugNothingIsFound() throws Exception {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try {
      PlantedLoader loader = PlantedLoader.of(root(), List.of());
      Thread.currentThread().setContextClassLoader(loader);
      Object found = loader.loadClass(Hunt.class.getName()).getMethod("huntNothing").invoke(null);
      assertThat(found).isEqualTo(List.of());
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  @Test
  void everyBugFitsTheSourceItIsPlantedIn() throws IOException {
    for (PlantedBug bug : PlantedBugs.all()) {
      for (SourceEdit edit : bug.edits()) {
        assertThat(edit.applyTo(Files.readString(root().resolve(edit.file()))))
            .as(bug.id())
            .isNotEmpty();
      }
    }
    assertThat(PlantedBugs.all()).hasSizeGreaterThanOrEqualTo(BUGS_MIN);
    assertThat(PlantedBugs.all()).extracting(PlantedBug::id).doesNotHaveDuplicates();
  }

  private static boolean isAsked(PlantedBug bug) {
    return ONE != null ? List.of(ONE.split(",")).contains(bug.id()) : ALL || bug.quick();
  }

  private static Path root() {
    return Path.of("").toAbsolutePath().getParent();
  }

  private static void print(int planted, List<Caught> caught) {
    List<Integer> tries = caught.stream().map(Caught::tries).sorted().toList();
    System.out.printf(
        Locale.ROOT,
        "planted bugs caught %d/%d, median tries %d, worst %d (%s)%n",
        caught.size(),
        planted,
        tries.get(tries.size() / 2),
        tries.get(tries.size() - 1),
        caught.stream()
            .map(one -> one.bug().id() + " " + one.tries())
            .sorted()
            .collect(Collectors.joining(", ")));
    if (ONE == null) {
      Figures.print("planted.caught", caught.size());
    }
  }

  private static void inParallel(
      List<PlantedBug> planted, List<Caught> caught, List<String> missed) {
    AtomicInteger next = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int at = next.getAndIncrement();
                    at < planted.size();
                    at = next.getAndIncrement()) {
                  hunt(planted.get(at), caught, missed);
                }
              },
              "hunt-" + i);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted", e);
      }
    }
  }

  private static void hunt(PlantedBug bug, List<Caught> caught, List<String> missed) {
    long began = System.nanoTime();
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try {
      PlantedLoader loader = PlantedLoader.of(root(), bug.edits());
      Thread.currentThread().setContextClassLoader(loader);
      Object told =
          loader
              .loadClass(Hunt.class.getName())
              .getMethod("hunt", String.class)
              .invoke(null, bug.id());
      String found = String.valueOf(told);
      if (found.isEmpty()) {
        missed.add(bug.id() + ": " + bug.breaks());
        return;
      }
      int space = found.indexOf(' ');
      int tries = Integer.parseInt(found.substring(0, space));
      caught.add(new Caught(bug, tries, found.substring(space + 1)));
      System.out.printf(
          Locale.ROOT,
          "planted %s: %d tries, %.1f s: %s%n",
          bug.id(),
          tries,
          (System.nanoTime() - began) / 1e9,
          ONE != null ? found.substring(space + 1) : brief(found.substring(space + 1)));
    } catch (IOException | ReflectiveOperationException | RuntimeException e) {
      missed.add(bug.id() + " could not be planted: " + e + " " + e.getCause());
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private static String brief(String found) {
    String line = found.lines().findFirst().orElse("");
    return line.substring(0, Math.min(SHOWN_MAX, line.length()));
  }
}
