package io.aitta.actors;

import static io.aitta.actors.Answers.await20;
import static io.aitta.actors.Answers.b;
import static io.aitta.actors.Answers.failure;
import static io.aitta.actors.Answers.waitFor;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.aitta.actors.memory.Memtable;
import io.aitta.core.Bytes;
import io.aitta.core.WriteOptions;
import io.aitta.core.io.TimeSource;
import io.aitta.core.io.fault.Failure;
import io.aitta.core.io.fault.Fault;
import io.aitta.core.io.fault.FaultPlan;
import io.aitta.core.io.fault.FaultyFileSystem;
import io.aitta.core.io.fault.FileClass;
import io.aitta.core.io.fault.FileOperation;
import io.aitta.core.io.memory.MemoryFileSystem;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A close is always answered, and says done only if nothing that was accepted is lost. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CloseTest {
  private static final Path DIRECTORY = Path.of("/store");

  private final ActorTestKit testKit = ActorTestKit.create();

  @AfterAll
  void stop() {
    testKit.shutdownTestKit();
  }

  private Store open(FaultPlan plan) {
    return open(plan, "");
  }

  private Store open(FaultPlan plan, String setting) {
    var seams =
        new StoreSeams(
            new FaultyFileSystem(new MemoryFileSystem(), plan), TimeSource.system(), new Random(1));
    var settings =
        StoreSettings.of(ConfigFactory.parseString(setting).withFallback(ConfigFactory.load()))
            .withDataDirectory(DIRECTORY);
    Store store = Store.of(testKit.spawn(Store.create(settings, seams)), testKit.system());
    await20(store.ready());
    await20(store.put(b("a"), b("1")));
    return store;
  }

  /** A write of level memory, shown and then lost: the log sealed the store. */
  private Store sealed() {
    var plan = new FaultPlan();
    Store store = open(plan);
    plan.add(Fault.on(FileOperation.APPEND).of(FileClass.LOG).fails(Failure.EIO));
    await20(store.put(b("b"), b("2"), WriteOptions.MEMORY));
    await().until(() -> store.state() == StoreState.SEALED);
    return store;
  }

  private static OpenStore inside(Store store) {
    return requireNonNull(((StoreFacade) store).open());
  }

  private void stopByItsHost(Store store) {
    testKit.stop(store.ref());
    await().until(() -> store.state() == StoreState.CLOSED);
  }

  @Test
  @Tag("E02")
  void aSealedStoreRefusesASyncWhileItCloses() {
    Store store = sealed();
    inside(store).context().status().closing(); // the writer hears of it a moment later

    assertThat(failure(store.sync()).code()).isEqualTo("draining");
    assertThat(failure(store.put(b("c"), b("3"))).code()).isEqualTo("draining");
    assertThat(failure(store.close()).code()).isEqualTo("outcome-unknown");
  }

  @Test
  void aStoreStoppedByItsHostClosedWellIfItLostNothing() {
    Store store = open(new FaultPlan());
    stopByItsHost(store);
    await20(store.close());
  }

  @Test
  @Tag("E02")
  void aSealedStoreStoppedByItsHostDidNotCloseWell() {
    Store store = sealed();
    stopByItsHost(store);
    assertThat(failure(store.close()).code()).isEqualTo("outcome-unknown");
  }

  @Test
  @Tag("E01")
  void aFullStoreStoppedByItsHostDidNotCloseWellIfItOwedTheLogAWrite() {
    var plan = new FaultPlan();
    Store store = open(plan);
    var first = new AtomicBoolean(true);
    plan.beforeChange(
        (operation, file, number) -> {
          boolean toLog = file.getFileName().toString().endsWith(".log");
          boolean grows = operation == FileOperation.APPEND || operation == FileOperation.PREPARE;
          if (toLog && grows && first.getAndSet(false)) {
            plan.limitSpace(0);
          }
        });
    await20(store.put(b("b"), Bytes.wrap(new byte[3 << 20]), WriteOptions.MEMORY));
    await().until(() -> store.state() == StoreState.DISK_FULL);
    stopByItsHost(store);
    assertThat(failure(store.close()).code()).isEqualTo("outcome-unknown");
  }

  @Test
  void aCloseBehindAStopByTheHostWaitsUntilTheFilesAreClosed() {
    var plan = new FaultPlan();
    Store store = open(plan);
    var inside = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    plan.add(
        Fault.on(FileOperation.SYNC)
            .of(FileClass.LOG)
            .at(1)
            .succeeds()
            .running(
                (operation, file, number) -> {
                  inside.countDown();
                  waitFor(release);
                }));
    var unused = store.put(b("b"), b("2"));
    waitFor(inside);
    testKit.stop(store.ref());
    CompletionStage<Done> closed = store.close();
    assertThat(store.state()).isEqualTo(StoreState.CLOSING);
    assertThat(closed.toCompletableFuture()).isNotDone();
    release.countDown();
    await20(closed);
    assertThat(store.state()).isEqualTo(StoreState.CLOSED);
  }

  @Test
  @Tag("E04")
  void aCloseDoesNotWaitForAManifestThatFindsNoSpace() {
    var plan = new FaultPlan();
    Store store = open(plan, "aitta.manifest.file-size = 4 KiB");
    plan.add(Fault.on(FileOperation.CREATE).of(FileClass.MANIFEST).fails(Failure.ENOSPC));
    for (int i = 0; store.state() == StoreState.OPEN; i++) {
      await20(store.put(b("key-" + i), b("1")));
      var flushed = store.flush().toCompletableFuture(); // of which one needs a new manifest
      await().until(() -> flushed.isDone() || store.state() == StoreState.DISK_FULL);
    }
    await20(store.close());
  }

  @Test
  @Tag("E04")
  void aCloseIsAnsweredThoughAnActorFailed() {
    Store store = open(new FaultPlan());
    inside(store)
        .memtable()
        .tell(
            new Memtable.ReportSnapshots(
                snapshots -> {
                  throw new IllegalStateException("a fault of this program");
                }));
    await().until(() -> store.state() == StoreState.SEALED);
    await20(store.close());
    assertThat(store.state()).isEqualTo(StoreState.CLOSED);
  }
}
