package io.aitta.it.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.actors.Store;
import io.aitta.core.Bytes;
import io.aitta.core.Entry;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.fault.Fault;
import io.aitta.core.io.fault.FaultPlan;
import io.aitta.core.io.fault.FaultyFileSystem;
import io.aitta.core.io.fault.FileClass;
import io.aitta.core.io.fault.FileOperation;
import io.aitta.it.support.Figures;
import io.aitta.it.support.RunningStore;
import io.aitta.it.support.Stages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a caller does in its callback is its own business and nobody else's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlowCallbackTest {
  private static final long BLOCKED_NANOS = Duration.ofSeconds(3).toNanos();
  private static final long P99_MICROS_MAX = 100_000;
  private static final int SAMPLES_MAX = 1_000_000;

  @TempDir private static Path directory;
  private final FaultPlan plan = new FaultPlan();
  private ActorSystem<Void> system;
  private RunningStore running;
  private Store store;

  @BeforeAll
  void open() {
    system = RunningStore.system("callbacks");
    running =
        RunningStore.open(
            system,
            RunningStore.settings(directory.resolve("data"), ""),
            new FaultyFileSystem(FileSystem.disk(), plan));
    store = running.store();
  }

  @AfterAll
  void close() {
    running.close();
    RunningStore.terminate(system);
  }

  @Test
  @Tag("J08")
  void aCallbackThatBlocksThreeSecondsLeavesOtherCallersUnharmed() throws Exception {
    Stages.get(store.put(Bytes.utf8("key"), Bytes.utf8("value")));
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch attached = new CountDownLatch(1); // a stage done before runs it on this thread
    plan.add(
        Fault.on(FileOperation.SYNC)
            .of(FileClass.LOG)
            .at(1)
            .succeeds()
            .running((operation, file, number) -> waitIn(attached)));
    CompletableFuture<Boolean> blocked =
        store
            .put(Bytes.utf8("slow"), Bytes.utf8("caller"))
            .thenApply(committed -> waitIn(inside, release))
            .toCompletableFuture();
    attached.countDown();
    assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();

    long[] micros = othersFor(BLOCKED_NANOS);

    assertThat(blocked).isNotDone();
    release.countDown();
    assertThat(blocked.get(30, TimeUnit.SECONDS)).isTrue();
    Arrays.sort(micros);
    long p99 = micros[micros.length * 99 / 100];
    Figures.print("callback.others", micros.length);
    Figures.print("callback.others.p99.micros", p99);
    Figures.print("callback.others.max.micros", micros[micros.length - 1]);
    assertThat(p99).isLessThan(P99_MICROS_MAX);
  }

  private static boolean waitIn(CountDownLatch inside, CountDownLatch release) {
    inside.countDown();
    return waitIn(release);
  }

  private static boolean waitIn(CountDownLatch release) {
    try {
      return release.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /** Puts and gets by another caller for so long; how long each took. */
  private long[] othersFor(long nanos) {
    long[] micros = new long[SAMPLES_MAX];
    int taken = 0;
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < nanos && taken < SAMPLES_MAX) {
      long start = System.nanoTime();
      if (taken % 2 == 0) {
        Stages.get(store.put(Bytes.utf8("key"), Bytes.utf8("value")));
      } else {
        assertThat(Stages.get(store.get(Bytes.utf8("key")))).isPresent();
      }
      micros[taken++] = (System.nanoTime() - start) / 1_000;
    }
    return Arrays.copyOf(micros, taken);
  }

  @Test
  @Tag("J08")
  void aCallbackMayWaitForAnotherOperationOfTheSameStore() {
    Optional<Entry> found =
        Stages.get(
            store
                .put(Bytes.utf8("join"), Bytes.utf8("1"))
                .thenApply(
                    committed ->
                        store
                            .put(Bytes.utf8("join"), Bytes.utf8("2"))
                            .thenCompose(again -> store.get(Bytes.utf8("join")))
                            .toCompletableFuture()
                            .join()));

    assertThat(found.map(entry -> entry.value().utf8())).contains("2");
  }
}
