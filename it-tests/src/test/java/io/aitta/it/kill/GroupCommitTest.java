package io.aitta.it.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.actors.Store;
import io.aitta.actors.StoreFigures;
import io.aitta.core.Bytes;
import io.aitta.core.Committed;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.fault.TracingFileSystem;
import io.aitta.it.support.Figures;
import io.aitta.it.support.RunningStore;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Puts that are in flight together share one append and one sync, on the real disk. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GroupCommitTest {
  private static final Bytes VALUE = Bytes.of(new byte[100]);

  @TempDir private static Path directory;
  private ActorSystem<Void> system;

  @BeforeAll
  void begin() {
    system = RunningStore.system("groups");
  }

  @AfterAll
  void end() {
    RunningStore.terminate(system);
  }

  @Test
  void with256PutsInFlightAGroupHoldsAtLeast32() {
    try (RunningStore running = open(FileSystem.disk())) {
      put(running.store(), 256, 50_000);
      StoreFigures.Counters counters = running.store().figures().counters();
      long mean = counters.operations() / counters.groups();
      Figures.print("group.mean.256", mean);
      assertThat(mean).isGreaterThanOrEqualTo(32);
    }
  }

  @Test
  void with1024PutsInFlightSyncsAreUnderAHundredthOfPuts() {
    TracingFileSystem disk = new TracingFileSystem(FileSystem.disk());
    try (RunningStore running = open(disk)) {
      long before = disk.syncs();
      int puts = 200_000;
      put(running.store(), 1_024, puts);
      long syncs = disk.syncs() - before;
      Figures.print("group.puts.1024", puts);
      Figures.print("group.syncs.1024", syncs);
      assertThat(syncs).isLessThan(puts / 100);
    }
  }

  private RunningStore open(FileSystem disk) {
    Path data = directory.resolve("data-" + System.identityHashCode(disk));
    return RunningStore.open(system, RunningStore.settings(data, ""), disk);
  }

  /** Puts one by one, each with its own acknowledgement, so many in flight. */
  private static void put(Store store, int inFlight, int puts) {
    Semaphore places = new Semaphore(inFlight);
    AtomicLong acknowledged = new AtomicLong();
    for (int i = 0; i < puts; i++) {
      acquire(places, 1);
      store
          .put(Bytes.utf8("key" + i % 10_000), VALUE)
          .whenComplete(
              (Committed committed, Throwable failure) -> {
                acknowledged.addAndGet(failure == null ? 1 : 0);
                places.release();
              });
    }
    acquire(places, inFlight);
    assertThat(acknowledged.get()).isEqualTo(puts);
  }

  private static void acquire(Semaphore places, int count) {
    try {
      if (!places.tryAcquire(count, 60, TimeUnit.SECONDS)) {
        throw new AssertionError("puts were not answered within a minute");
      }
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }
}
