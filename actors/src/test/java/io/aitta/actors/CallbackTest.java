package io.aitta.actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.aitta.core.Bytes;
import io.aitta.core.Committed;
import io.aitta.core.Condition;
import io.aitta.core.StoreException;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A caller's code may block where its answer is delivered, even until another answer comes. */
@Tag("J08")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallbackTest {
  private static final int TASKS = 150_000;
  private static final Bytes LARGE = Bytes.wrap(new byte[800]);

  private final ActorTestKit testKit = ActorTestKit.create();

  @AfterAll
  void stop() {
    testKit.shutdownTestKit();
  }

  private Store start(FaultPlan plan) {
    return start(plan, "");
  }

  private Store start(FaultPlan plan, String setting) {
    var settings =
        StoreSettings.of(ConfigFactory.parseString(setting).withFallback(ConfigFactory.load()))
            .withDataDirectory(Path.of("/store"));
    var disk = new FaultyFileSystem(new MemoryFileSystem(), plan);
    var seams = new StoreSeams(disk, TimeSource.system(), new Random(1));
    return Store.of(testKit.spawn(Store.create(settings, seams)), testKit.system());
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static CompletionStage<Committed> put(Store store, String key) {
    return store.put(Bytes.utf8(key), Bytes.EMPTY);
  }

  private static void waitIn(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How both end if somebody waits for the second where the first is answered. */
  private static final class Pair {
    private final CompletableFuture<String> second;
    private final CompletableFuture<String> both;

    Pair(CompletionStage<?> first, CompletionStage<?> second) {
      this.second = second.handle((value, why) -> told(why)).toCompletableFuture();
      this.both =
          first.handle((value, why) -> told(why) + ", " + this.second.join()).toCompletableFuture();
    }

    private static String told(@Nullable Throwable why) {
      Throwable cause = why instanceof CompletionException wrapped ? wrapped.getCause() : why;
      return cause instanceof StoreException refused ? refused.code() : String.valueOf(cause);
    }

    String ended() throws Exception {
      try {
        return get(both);
      } finally {
        second.complete("never"); // lets go of a thread that waits in vain
      }
    }
  }

  @Test
  void noAnswerIsForgottenWhileACallbackBlocks() throws Exception {
    Executor reply =
        testKit
            .system()
            .dispatchers()
            .lookup(DispatcherSelector.fromConfig("aitta.dispatchers.reply"));
    var inside = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    reply.execute(
        () -> {
          inside.countDown();
          waitIn(release);
        });
    waitIn(inside);
    try {
      for (int i = 0; i < TASKS; i++) {
        var answer = new CompletableFuture<Boolean>();
        reply.execute(() -> answer.complete(true));
        assertThat(get(answer)).isTrue();
      }
    } finally {
      release.countDown();
    }
  }

  @Test
  void itMayWaitForTheWriteBehindItsOwnInOneGroup() throws Exception {
    var plan = new FaultPlan();
    Store store = start(plan);
    get(store.ready());
    assertThat(ofOneGroup(store, plan).ended()).isEqualTo("null, null");
    await().untilAsserted(() -> assertThat(store.figures().inFlightBytes()).isZero());
    get(store.close());
  }

  @Test
  void itMayWaitForTheWriteThatFailsBehindItsOwn() throws Exception {
    var plan = new FaultPlan();
    Store store = start(plan);
    get(store.ready());
    plan.add(Fault.on(FileOperation.SYNC).of(FileClass.LOG).at(2).fails(Failure.EIO));
    assertThat(ofOneGroup(store, plan).ended()).isEqualTo("outcome-unknown, outcome-unknown");
    await().untilAsserted(() -> assertThat(store.figures().inFlightBytes()).isZero());
  }

  @Test
  void moreOfThemThanProcessorsMayWaitForAnotherAnswer() throws Exception {
    var plan = new FaultPlan();
    Store store = start(plan);
    get(store.ready());
    CountDownLatch release = holdNextSync(store, plan);
    List<CompletableFuture<Committed>> ended = new ArrayList<>();
    for (int i = 0; i < 4 * Runtime.getRuntime().availableProcessors() + 8; i++) {
      String inner = "inner" + i;
      ended.add(
          put(store, "outer" + i)
              .thenApply(done -> put(store, inner).toCompletableFuture().join())
              .toCompletableFuture());
    }
    release.countDown();
    for (CompletableFuture<Committed> one : ended) {
      assertThat(get(one).seq()).isPositive();
    }
    get(store.close());
  }

  @Test
  void itMayWriteWithTheBytesThatItsOwnWriteTook() throws Exception {
    var plan = new FaultPlan();
    Store store = start(plan, "aitta.admission.in-flight = 1 KiB");
    get(store.ready());
    CountDownLatch release = holdNextSync(store, plan);
    CompletionStage<Committed> both =
        store
            .put(Bytes.utf8("first"), LARGE)
            .thenApply(done -> store.put(Bytes.utf8("second"), LARGE).toCompletableFuture().join());
    release.countDown();
    assertThat(get(both).seq()).isEqualTo(3);
    get(store.close());
  }

  @Test
  void itMayWriteWithTheBytesOfAWriteThatWasRefused() throws Exception {
    var plan = new FaultPlan();
    Store store = start(plan, "aitta.admission.in-flight = 1 KiB");
    get(store.ready());
    get(put(store, "first"));
    CountDownLatch release = holdNextSync(store, plan);
    WriteOptions ifAbsent = WriteOptions.DISK.withCondition(Condition.ABSENT);
    CompletionStage<Committed> again =
        store
            .put(Bytes.utf8("first"), LARGE, ifAbsent)
            .exceptionally(
                refused -> store.put(Bytes.utf8("first"), LARGE).toCompletableFuture().join());
    release.countDown();
    assertThat(get(again).seq()).isEqualTo(3);
    get(store.close());
  }

  @Test
  void itMayWaitForWhatIsRefusedWithItAsTheHostStopsTheStore() throws Exception {
    var plan = new FaultPlan();
    CountDownLatch release = holdRecovery(plan);
    Store store = start(plan);
    var pair = new Pair(store.get(Bytes.utf8("key")), put(store, "key"));
    try {
      testKit.stop(store.ref());
      assertThat(pair.ended()).isEqualTo("closed, closed");
    } finally {
      release.countDown();
    }
  }

  /** Two writes that share the second sync from now on. */
  private static Pair ofOneGroup(Store store, FaultPlan plan) {
    CountDownLatch release = holdNextSync(store, plan);
    var pair = new Pair(put(store, "first"), put(store, "second"));
    awaitTaken(store);
    release.countDown();
    return pair;
  }

  /**
   * The writer has read what it was sent: it refuses to sync what was never written behind that.
   */
  private static void awaitTaken(Store store) {
    assertThat(store.sync(1_000))
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableOfType(ExecutionException.class);
  }

  /** The log stands still with a write, until it is released; what comes meanwhile is a group. */
  private static CountDownLatch holdNextSync(Store store, FaultPlan plan) {
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
                  waitIn(release);
                }));
    var unused = put(store, "before");
    waitIn(inside);
    return release;
  }

  @Test
  void itMayWaitForWhatWaitedWithItForTheRecovery() throws Exception {
    var plan = new FaultPlan();
    CountDownLatch release = holdRecovery(plan);
    Store store = start(plan);
    var pair = new Pair(store.get(Bytes.utf8("key")), put(store, "key"));
    release.countDown();
    assertThat(pair.ended()).isEqualTo("null, null");
    get(store.close());
  }

  @Test
  void itMayWaitForWhatIsRefusedWithItAsTheRecoveryFails() throws Exception {
    var plan = new FaultPlan();
    plan.add(Fault.on(FileOperation.LOCK).fails(Failure.EIO));
    CountDownLatch release = holdRecovery(plan);
    Store store = start(plan);
    var pair = new Pair(store.get(Bytes.utf8("key")), put(store, "key"));
    release.countDown();
    assertThat(pair.ended()).isEqualTo("directory-unusable, directory-unusable");
  }

  @Test
  void itMayWaitForWhatIsRefusedWithItWhileTheStoreRecovers() throws Exception {
    var plan = new FaultPlan();
    CountDownLatch release = holdRecovery(plan);
    Store store = start(plan);
    WriteOptions brief = WriteOptions.DISK.withTimeout(Duration.ofMillis(50));
    Bytes key = Bytes.utf8("key");
    var pair = new Pair(store.put(key, key, brief), store.put(key, key, brief));
    try {
      assertThat(pair.ended()).isEqualTo("starting, starting");
    } finally {
      release.countDown();
    }
    get(store.close());
  }

  /** The store stands still as it begins to recover. */
  private static CountDownLatch holdRecovery(FaultPlan plan) {
    var release = new CountDownLatch(1);
    plan.beforeEach((operation, file, number) -> waitIn(release));
    return release;
  }
}
