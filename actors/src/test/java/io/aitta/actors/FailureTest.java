package io.aitta.actors;

import static io.aitta.actors.Answers.await20;
import static io.aitta.actors.Answers.b;
import static io.aitta.actors.Answers.failure;
import static io.aitta.actors.Answers.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.aitta.core.Bytes;
import io.aitta.core.Committed;
import io.aitta.core.Condition;
import io.aitta.core.Durability;
import io.aitta.core.Range;
import io.aitta.core.StoreException;
import io.aitta.core.VersionMismatchException;
import io.aitta.core.WriteOptions;
import io.aitta.core.io.TimeSource;
import io.aitta.core.io.fault.Failure;
import io.aitta.core.io.fault.Fault;
import io.aitta.core.io.fault.FaultPlan;
import io.aitta.core.io.fault.FaultyFileSystem;
import io.aitta.core.io.fault.FileClass;
import io.aitta.core.io.fault.FileOperation;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.core.io.memory.MemoryFileSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a store does when its disk fails, fills up or is slow. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailureTest {
  private static final Path DIRECTORY = Path.of("/store");

  private final ActorTestKit testKit = ActorTestKit.create();

  @AfterAll
  void stop() {
    testKit.shutdownTestKit();
  }

  private Store open(FaultyFileSystem disk, String... settings) {
    Store store = start(disk, settings);
    await20(store.ready());
    return store;
  }

  private Store start(FaultyFileSystem disk, String... settings) {
    var config =
        ConfigFactory.parseString(String.join("\n", settings)).withFallback(ConfigFactory.load());
    var seams = new StoreSeams(disk, TimeSource.system(), new Random(1));
    return Store.of(
        testKit.spawn(Store.create(StoreSettings.of(config).withDataDirectory(DIRECTORY), seams)),
        testKit.system());
  }

  @Test
  @Tag("E02")
  void aFailedSyncSealsTheStoreAndReadsGoOn() {
    var memory = new MemoryFileSystem();
    var plan = new FaultPlan();
    Store store = open(new FaultyFileSystem(memory, plan));
    await20(store.put(b("a"), b("1")));
    plan.add(Fault.on(FileOperation.SYNC).of(FileClass.LOG).fails(Failure.EIO));

    StoreException inFlight = failure(store.put(b("b"), b("2")));
    assertThat(inFlight.code()).isEqualTo("outcome-unknown");
    assertThat(inFlight.outcome()).isEqualTo(StoreException.Outcome.UNKNOWN);
    StoreException later = failure(store.put(b("c"), b("3")));
    assertThat(later.code()).isEqualTo("sealed");
    assertThat(later.outcome()).isEqualTo(StoreException.Outcome.NOT_DONE);
    assertThat(store.state()).isEqualTo(StoreState.SEALED);
    assertThat(await20(store.get(b("a")))).isPresent();
    assertThat(await20(store.get(b("b")))).isEmpty();

    StoreException close = failure(store.close());
    assertThat(close.code()).isEqualTo("outcome-unknown");
    assertThat(close).hasMessageContaining("not every accepted write is known to be on disk");
    assertThat(failure(store.close()).code()).isEqualTo("outcome-unknown");
    assertThat(store.state()).isEqualTo(StoreState.CLOSED);
    plan.clearFaults();
    Store again = open(new FaultyFileSystem(memory, new FaultPlan()));
    assertThat(await20(again.get(b("a")))).isPresent();
    assertThat(await20(again.get(b("c")))).isEmpty();
    await20(again.close());
  }

  /** A put of which the log does something while this test does more, until the latch opens. */
  private static CompletionStage<Committed> putHeldAt(
      FileOperation operation,
      Failure failure,
      Store store,
      FaultPlan plan,
      CountDownLatch release) {
    var inside = new CountDownLatch(1);
    plan.add(
        Fault.on(operation)
            .of(FileClass.LOG)
            .at(1)
            .fails(failure)
            .running(
                (on, file, number) -> {
                  inside.countDown();
                  waitFor(release);
                }));
    CompletionStage<Committed> held = store.put(b("b"), b("2"));
    waitFor(inside);
    return held;
  }

  /** Whatever was given to the writer before this is with it now. */
  private static void awaitWriter(Store store) {
    assertThat(failure(store.sync(Long.MAX_VALUE)).code()).isEqualTo("bad-parameter");
  }

  @Test
  @Tag("E02")
  void writesBehindASyncThatFailsAreKnownNotToBeDone() {
    var memory = new MemoryFileSystem();
    var plan = new FaultPlan();
    Store store = open(new FaultyFileSystem(memory, plan));
    var release = new CountDownLatch(1);
    CompletionStage<Committed> held =
        putHeldAt(FileOperation.SYNC, Failure.EIO, store, plan, release);
    CompletionStage<Committed> first = store.put(b("c"), b("3"));
    CompletionStage<Committed> second = store.put(b("c"), b("4"), WriteOptions.MEMORY);
    awaitWriter(store);
    release.countDown();

    assertThat(failure(held).code()).isEqualTo("outcome-unknown");
    for (CompletionStage<Committed> behind : List.of(first, second)) {
      assertThat(failure(behind).code()).isEqualTo("sealed");
      assertThat(failure(behind).outcome()).isEqualTo(StoreException.Outcome.NOT_DONE);
    }
    assertThat(failure(store.close()).code()).isEqualTo("outcome-unknown");
    Store again = open(new FaultyFileSystem(memory, new FaultPlan()));
    assertThat(await20(again.get(b("c")))).isEmpty();
    await20(again.close());
  }

  @Test
  @Tag("E01")
  void writesBehindOneThatFindsNoSpaceAreRefusedWithItAndTheStoreGoesOn() {
    var memory = new MemoryFileSystem();
    var plan = new FaultPlan();
    Store store = open(new FaultyFileSystem(memory, plan));
    var release = new CountDownLatch(1);
    CompletionStage<Committed> held =
        putHeldAt(FileOperation.APPEND, Failure.ENOSPC, store, plan, release);
    CompletionStage<Committed> first = store.put(b("c"), b("3"));
    CompletionStage<Committed> second = store.put(b("c"), b("4"), WriteOptions.MEMORY);
    awaitWriter(store);
    release.countDown();

    for (CompletionStage<Committed> each : List.of(held, first, second)) {
      assertThat(failure(each).code()).isEqualTo("disk-full");
      assertThat(failure(each).outcome()).isEqualTo(StoreException.Outcome.NOT_DONE);
    }
    await().until(() -> store.state() == StoreState.OPEN);
    await20(store.put(b("d"), b("5")));
    await20(store.close());
    Store again = open(new FaultyFileSystem(memory, new FaultPlan()));
    assertThat(await20(again.get(b("b")))).isEmpty();
    assertThat(await20(again.get(b("c")))).isEmpty();
    assertThat(await20(again.get(b("d")))).isPresent();
    await20(again.close());
  }

  @Test
  void writesThatComeDuringASyncAreOneGroup() {
    var plan = new FaultPlan();
    Store store = open(new FaultyFileSystem(new MemoryFileSystem(), plan));
    await20(store.put(b("a"), b("1")));
    var inside = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    plan.add(
        Fault.on(FileOperation.SYNC)
            .of(FileClass.LOG)
            .at(1)
            .succeeds()
            .running(
                (on, file, number) -> {
                  inside.countDown();
                  waitFor(release);
                }));
    CompletionStage<Committed> held = store.put(b("b"), b("2"));
    waitFor(inside);
    long groups = store.figures().counters().groups();
    List<CompletionStage<Committed>> behind = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      behind.add(store.put(b("key-" + i), b("3")));
      awaitWriter(store);
    }
    CompletionStage<Committed> conditional =
        store.put(b("key-99"), b("4"), WriteOptions.DISK.withCondition(Condition.ABSENT));
    release.countDown();
    long last = await20(held).seq();
    for (CompletionStage<Committed> each : behind) {
      assertThat(await20(each).seq()).isEqualTo(++last);
    }
    assertThat(failure(conditional).code()).isEqualTo("version-mismatch");
    assertThat(store.figures().counters().groups() - groups).isEqualTo(2);
    await20(store.close());
  }

  @Test
  @Tag("E01")
  void aFullDiskRefusesWritesAndWritingResumesByItself() {
    var memory = new MemoryFileSystem();
    var plan = new FaultPlan();
    Store store = open(new FaultyFileSystem(memory, plan));
    await20(store.put(b("a"), b("1")));
    plan.limitSpace(0);

    Bytes big = Bytes.wrap(new byte[3 << 20]);
    StoreException full = null;
    for (int i = 0; i < 100 && full == null; i++) {
      try {
        await20(store.put(b("big"), big));
      } catch (StoreException why) {
        full = why;
      }
    }
    assertThat(full).isNotNull();
    assertThat(full.code()).isEqualTo("disk-full");
    assertThat(full.outcome()).isEqualTo(StoreException.Outcome.NOT_DONE);
    assertThat(store.state()).isEqualTo(StoreState.DISK_FULL);
    assertThat(await20(store.get(b("a")))).isPresent();

    assertThat(await20(store.sync()).level()).isEqualTo(Durability.DISK);
    assertThat(store.state()).isEqualTo(StoreState.DISK_FULL);

    plan.removeSpaceLimit(); // nobody writes meanwhile, as behind a balancer that asks for health
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(store.state()).isEqualTo(StoreState.OPEN));
    assertThat(await20(store.put(b("b"), b("2"))).seq()).isPositive();
    await20(store.close());
  }

  @Test
  @Tag("E01")
  void aSyncNeedsNoSpaceThoughTheLogIsAskingForSome() {
    var plan = new FaultPlan();
    Store store = open(new FaultyFileSystem(new MemoryFileSystem(), plan));
    await20(store.put(b("a"), b("1"), WriteOptions.OS));
    plan.limitSpace(0);
    assertThat(failure(store.put(b("big"), Bytes.wrap(new byte[3 << 20]))).code())
        .isEqualTo("disk-full");
    var asking = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    plan.beforeEach(
        (operation, file, number) -> {
          if (FileClass.of(file) == FileClass.BALLAST) {
            asking.countDown();
            waitFor(release);
          }
        });
    waitFor(asking);
    CompletionStage<Committed> synced = store.sync();
    CompletionStage<Committed> more = store.put(b("b"), b("2"));
    release.countDown();

    assertThat(await20(synced).level()).isEqualTo(Durability.DISK);
    assertThat(failure(more).code()).isEqualTo("disk-full");
    plan.beforeEach((operation, file, number) -> {});
    await20(store.close());
  }

  @Test
  @Tag("E01")
  void whoIsHeldBackByAFlushWithoutSpaceIsToldSoAndNotLeftWaiting() {
    var memory = new MemoryFileSystem();
    var plan = new FaultPlan();
    Store store =
        open(
            new FaultyFileSystem(memory, plan),
            "aitta.memtable { size = 64 KiB, sealed-max = 1 }",
            "aitta.write-timeout = 1 h");
    plan.add(Fault.on(FileOperation.APPEND).of(FileClass.TABLE).fails(Failure.ENOSPC));
    StoreException full = null;
    for (int i = 0; i < 1_000 && full == null; i++) {
      try {
        await20(store.put(b("key-" + i), Bytes.wrap(new byte[1_000])));
      } catch (StoreException why) {
        full = why;
      }
    }
    assertThat(full).isNotNull();
    assertThat(full.code()).isEqualTo("disk-full");
    assertThat(full.outcome()).isEqualTo(StoreException.Outcome.NOT_DONE);
    assertThat(full).hasMessageContaining("a flush found no space");
    assertThat(await20(store.get(b("key-1")))).isPresent();

    plan.clearFaults(); // nobody writes meanwhile
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(store.state()).isEqualTo(StoreState.OPEN));
    await20(store.put(b("more"), b("2")));
    await20(store.close());
  }

  /** A write accepted at memory, for which the log then finds no space. */
  private Store withAnUnloggedWrite(MemoryFileSystem memory, FaultPlan plan, int bytes) {
    Store store = open(new FaultyFileSystem(memory, plan), "aitta.durability = memory");
    var first = new AtomicBoolean(true);
    plan.beforeChange(
        (operation, file, number) -> {
          boolean toLog = file.getFileName().toString().endsWith(".log");
          boolean grows = operation == FileOperation.APPEND || operation == FileOperation.PREPARE;
          if (toLog && grows && first.getAndSet(false)) {
            plan.limitSpace(0);
          }
        });
    await20(store.put(b("b"), Bytes.wrap(new byte[bytes])));
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(store.state()).isEqualTo(StoreState.DISK_FULL));
    return store;
  }

  @Test
  void whatWasAcceptedAtMemoryOnAFullDiskIsOnDiskAfterAClose() {
    var memory = new MemoryFileSystem();
    Store store = withAnUnloggedWrite(memory, new FaultPlan(), 3 << 20);
    await20(store.close());

    MemoryFileSystem after = memory.afterCrash(CrashPolicy.STRICT, new Random(7));
    Store again = open(new FaultyFileSystem(after, new FaultPlan()));
    assertThat(await20(again.get(b("b")))).isPresent();
    await20(again.close());
  }

  @Test
  void aCloseThatFindsNoRoomForWhatWasAcceptedSaysSo() {
    var memory = new MemoryFileSystem();
    var plan = new FaultPlan();
    Store store = withAnUnloggedWrite(memory, plan, 3 << 20);
    plan.beforeChange(
        (operation, file, number) -> {
          if (operation == FileOperation.PREPARE) {
            plan.limitSpace(0); // somebody else was quicker to take what the ballast gave up
          }
        });
    StoreException close = failure(store.close());
    assertThat(close.code()).isEqualTo("disk-full");
    assertThat(close.outcome()).isEqualTo(StoreException.Outcome.UNKNOWN);
    assertThat(store.state()).isEqualTo(StoreState.CLOSED);

    Store again = open(new FaultyFileSystem(memory, new FaultPlan()));
    assertThat(await20(again.get(b("b")))).isEmpty();
    await20(again.close());
  }

  @Test
  void whatTheBallastCouldNotPayForIsNotAcceptedAtMemoryBeforeTheLogHasIt() {
    var small = new FaultPlan().limitSpace(16 << 20); // an eighth of it is the ballast
    refusesAtMemoryOnceFull(small, 3 << 20);
    refusesAtMemoryOnceFull(new FaultPlan(), 6 << 20); // written in pieces
    refusesAtMemoryOnceFull(new FaultPlan(), 9 << 20);
    var none = new FaultPlan();
    none.add(Fault.on(FileOperation.CREATE).of(FileClass.BALLAST).fails(Failure.ENOSPC));
    refusesAtMemoryOnceFull(none, 1);
  }

  private void refusesAtMemoryOnceFull(FaultPlan plan, int bytes) {
    Store store =
        open(new FaultyFileSystem(new MemoryFileSystem(), plan), "aitta.durability = memory");
    plan.limitSpace(0);
    StoreException refused = failure(store.put(b("b"), Bytes.wrap(new byte[bytes])));
    assertThat(refused.code()).isEqualTo("disk-full");
    assertThat(refused.outcome()).isEqualTo(StoreException.Outcome.NOT_DONE);
    await20(store.close());
  }

  @Test
  void aPowerCutLosesNothingAcknowledgedAtDisk() {
    var memory = new MemoryFileSystem();
    Store store =
        open(
            new FaultyFileSystem(memory, new FaultPlan()),
            "aitta.memtable.size = 16 KiB",
            "aitta.wal.file-size = 16 KiB");
    List<CompletionStage<Committed>> acks = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      acks.add(store.put(b("k" + i), b("v" + i)));
    }
    acks.forEach(Answers::await20);
    MemoryFileSystem after = memory.afterCrash(CrashPolicy.STRICT, new Random(7));
    await20(store.close());

    Store again = open(new FaultyFileSystem(after, new FaultPlan()));
    for (int i = 0; i < 3_000; i++) {
      assertThat(await20(again.get(b("k" + i)))).isPresent();
    }
    await20(again.close());
  }

  @Test
  @Tag("W24")
  void ofTwoConditionalPutsInOneGroupExactlyOneWins() {
    var plan = new FaultPlan();
    Store store = open(new FaultyFileSystem(new MemoryFileSystem(), plan));
    var release = new CountDownLatch(1);
    plan.add(
        Fault.on(FileOperation.SYNC)
            .of(FileClass.LOG)
            .at(1)
            .succeeds()
            .running((operation, file, number) -> waitFor(release)));
    CompletionStage<Committed> first = store.put(b("x"), b("0")); // keeps the log busy
    WriteOptions absent = WriteOptions.DISK.withCondition(Condition.ABSENT);
    List<CompletionStage<Committed>> racers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      racers.add(store.put(b("a"), b("" + i), absent));
    }
    release.countDown();
    await20(first);
    int won = 0;
    long winner = 0;
    List<Long> named = new ArrayList<>();
    for (CompletionStage<Committed> racer : racers) {
      try {
        winner = await20(racer).seq();
        won++;
      } catch (VersionMismatchException why) {
        named.add(why.currentVersion());
      }
    }
    assertThat(won).isEqualTo(1);
    assertThat(named).hasSize(7).containsOnly(winner);
    await20(store.close());
  }

  @Test
  @Tag("W23")
  void aRefusalNamesAVersionOnlyWhenItIsVisible() {
    var plan = new FaultPlan();
    Store store = open(new FaultyFileSystem(new MemoryFileSystem(), plan));
    var release = new CountDownLatch(1);
    plan.add(
        Fault.on(FileOperation.SYNC)
            .of(FileClass.LOG)
            .at(1)
            .succeeds()
            .running((operation, file, number) -> waitFor(release)));
    CompletionStage<Committed> put = store.put(b("a"), b("1"));
    CompletionStage<Committed> refused =
        store.put(b("a"), b("2"), WriteOptions.DISK.withCondition(Condition.ABSENT));
    // a read that goes through the memtable's actor has passed, and nothing is answered yet
    assertThat(await20(store.snapshot()).get(b("a"))).isEmpty();
    assertThat(refused.toCompletableFuture().isDone()).isFalse();
    release.countDown();
    long version = await20(put).seq();
    assertThatThrownBy(() -> await20(refused))
        .isInstanceOfSatisfying(
            VersionMismatchException.class,
            why -> assertThat(why.currentVersion()).isEqualTo(version));
    await20(store.close());
  }

  @Test
  @Tag("L01")
  void aStoreThatIsStoppedWhileItRecoversLetsGoOfItsDirectory() {
    var plan = new FaultPlan();
    var disk = new FaultyFileSystem(new MemoryFileSystem(), plan);
    var inside = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    plan.beforeEach(
        (operation, file, number) -> {
          inside.countDown();
          waitFor(release);
        });
    Store store = start(disk);
    waitFor(inside);
    CompletionStage<Done> closed = store.close();
    TestProbe<StoreCommand.GetReply> probe = testKit.createTestProbe();
    store.ref().tell(new StoreCommand.Get(b("k"), probe.ref()));
    probe.expectMessageClass(StoreCommand.GetReply.Failed.class); // the close was read before
    testKit.stop(store.ref());
    assertThat(closed.toCompletableFuture()).isNotDone();
    release.countDown();

    await20(closed);
    Store again = open(disk);
    await20(again.close());
  }

  @Test
  void whoseConditionFailedIsToldInTimeThoughTheSyncItRestsOnHangs() {
    var plan = new FaultPlan();
    Store store = open(new FaultyFileSystem(new MemoryFileSystem(), plan));
    var inside = new CountDownLatch(1);
    var before = new CountDownLatch(1);
    var after = new CountDownLatch(1);
    plan.add(
        Fault.on(FileOperation.SYNC)
            .of(FileClass.LOG)
            .succeeds()
            .running(
                (operation, file, number) -> {
                  inside.countDown();
                  waitFor(number == 1 ? before : after);
                }));
    WriteOptions ifAbsent = WriteOptions.DISK.withCondition(Condition.ABSENT);
    CompletionStage<Committed> first = store.put(b("other"), b("1"));
    waitFor(inside);
    CompletionStage<Committed> slow = store.put(b("k"), b("1"));
    CompletionStage<Committed> brief =
        store.put(b("k"), b("2"), ifAbsent.withTimeout(Duration.ofMillis(500)));
    CompletionStage<Committed> patient = store.put(b("k"), b("3"), ifAbsent);
    before.countDown();
    await20(first);

    StoreException late = failure(brief);

    assertThat(late.code()).isEqualTo("deadline");
    assertThat(late.outcome()).isEqualTo(StoreException.Outcome.NOT_DONE);
    after.countDown();
    await20(slow);
    assertThat(failure(patient)).isInstanceOf(VersionMismatchException.class);
    assertThat(await20(store.get(b("k"))).orElseThrow().value()).isEqualTo(b("1"));
    await20(store.close());
  }

  @Test
  void whoIsHeldBackByAFlushThatFailsIsToldAtOnce() {
    var plan = new FaultPlan();
    Store store =
        open(new FaultyFileSystem(new MemoryFileSystem(), plan), "aitta.memtable.size = 16 KiB");
    var release = new CountDownLatch(1);
    plan.add(
        Fault.on(FileOperation.CREATE)
            .of(FileClass.TABLE)
            .fails(Failure.EIO)
            .running((operation, file, number) -> waitFor(release)));
    WriteOptions patient = WriteOptions.OS.withTimeout(Duration.ofMinutes(2));
    var heldBack = new CompletableFuture<StoreEvent>();
    var unused =
        store
            .events()
            .filter(StoreEvent.WritersHeldBack.class::isInstance)
            .runWith(Sink.foreach(heldBack::complete), testKit.system());
    List<CompletionStage<Committed>> acks = new ArrayList<>();
    for (int i = 0; i < 100_000 && !heldBack.isDone(); i++) {
      acks.add(store.put(b("k" + i), Bytes.wrap(new byte[100]), patient));
    }
    for (int i = 0; i < 10; i++) {
      acks.add(store.put(b("later" + i), Bytes.wrap(new byte[100]), patient));
    }
    CompletionStage<Committed> synced = store.sync();
    release.countDown();
    Set<String> codes = new TreeSet<>();
    for (CompletionStage<Committed> ack : acks) {
      try {
        await20(ack);
      } catch (StoreException why) {
        codes.add(why.code());
      }
    }
    assertThat(codes).containsExactly("sealed");
    assertThat(failure(synced).code()).isEqualTo("sealed");
    await().untilAsserted(() -> assertThat(store.figures().inFlightBytes()).isZero());
  }

  @Test
  void writersAreHeldBackAndThenRefusedWhileNothingCanBeFlushed() {
    var plan = new FaultPlan();
    Store store =
        open(
            new FaultyFileSystem(new MemoryFileSystem(), plan),
            "aitta.memtable.size = 16 KiB",
            "aitta.admission.in-flight = 64 KiB");
    var release = new CountDownLatch(1);
    plan.add(
        Fault.on(FileOperation.CREATE)
            .of(FileClass.TABLE)
            .succeeds()
            .running((operation, file, number) -> waitFor(release)));
    WriteOptions brief = WriteOptions.OS.withTimeout(Duration.ofSeconds(2));
    List<CompletionStage<Committed>> acks = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      acks.add(store.put(b("k" + i), Bytes.wrap(new byte[100]), brief));
    }
    int refused = 0;
    for (CompletionStage<Committed> ack : acks) {
      try {
        await20(ack);
      } catch (StoreException why) {
        assertThat(why.code()).isIn("overloaded", "deadline"); // the latter on a busy machine
        assertThat(why.retryable()).isTrue();
        assertThat(why.outcome()).isEqualTo(StoreException.Outcome.NOT_DONE);
        refused += why.code().equals("overloaded") ? 1 : 0;
      }
    }
    assertThat(refused).isPositive();
    assertThat(await20(store.get(b("k0")))).isPresent(); // reads go on
    release.countDown();
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(await20(store.put(b("b"), b("2"))).seq()).isPositive());
    assertThat(store.figures().inFlightBytes()).isZero();
    await20(store.close());
  }

  @Test
  void aDamagedBlockFailsTheReadsThatNeedItAndNothingElse() throws IOException {
    var memory = new MemoryFileSystem();
    Store store = open(new FaultyFileSystem(memory, new FaultPlan()));
    for (int i = 0; i < 100; i++) {
      await20(store.put(b("k" + i), b("v" + i), WriteOptions.OS));
    }
    await20(store.flush());
    await20(store.close());
    Path table = tableIn(memory);
    memory.flip(table, 100, 1);

    Store again = open(new FaultyFileSystem(memory, new FaultPlan()));
    StoreException damaged = failure(again.get(b("k1")));
    assertThat(damaged.code()).isEqualTo("corruption");
    assertThat(damaged.detail()).contains(String.valueOf(table.getFileName()));
    await20(again.put(b("new"), b("1")));
    assertThat(await20(again.get(b("new")))).isPresent();
    assertThat(failure(again.page(Range.all(), new Page.Limits(10, 1 << 20, 100, 1_000))).code())
        .isEqualTo("corruption");
    await20(again.close());
  }

  @Test
  void withoutHandlesNothingIsLostAndEveryoneIsTold() {
    var memory = new MemoryFileSystem();
    var plan = new FaultPlan();
    Store store =
        open(
            new FaultyFileSystem(memory, plan),
            "aitta.open-files = 8",
            "aitta.cache = 0",
            "aitta.compaction { l0-compact = 64, l0-slow = 80, l0-stop = 100 }");
    for (int i = 0; i < 24; i++) {
      await20(store.put(b("k" + i), b("v" + i)));
      await20(store.flush());
    }
    plan.limitHandles(1);

    int failed = 0;
    for (int i = 0; i < 24; i++) {
      try {
        assertThat(await20(store.get(b("k" + i)))).isPresent();
      } catch (StoreException why) {
        assertThat(why.code()).isEqualTo("io-error");
        assertThat(why.detail()).contains(".sst", "Too many open files");
        failed++;
      }
    }
    assertThat(failed).isPositive();
    await20(store.put(b("later"), b("1")));
    assertThat(failure(store.flush()).detail()).contains("a flush failed", "Too many open files");
    assertThat(failure(store.put(b("too late"), b("1"))).code()).isEqualTo("sealed");

    plan.limitHandles(Integer.MAX_VALUE);
    for (int i = 0; i < 24; i++) {
      assertThat(await20(store.get(b("k" + i)))).isPresent();
    }
    await20(store.close());
    Store again = open(new FaultyFileSystem(memory, new FaultPlan()));
    assertThat(await20(again.get(b("later")))).isPresent();
    await20(again.close());
  }

  @Test
  void aFlushThatFindsNoSpaceSaysSoAndIsDoneWhenThereIsSome() {
    var plan = new FaultPlan();
    Store store = open(new FaultyFileSystem(new MemoryFileSystem(), plan));
    await20(store.put(b("a"), b("1")));
    plan.limitSpace(0);

    assertThat(failure(store.flush()).code()).isEqualTo("disk-full");
    assertThat(await20(store.get(b("a")))).isPresent();

    plan.removeSpaceLimit();
    await().until(() -> store.figures().levels().stream().anyMatch(level -> level.tables() == 1));
    await20(store.flush());
    await20(store.close());
  }

  @Test
  void ofManifestsOnlyTheOneInForceStays() {
    var memory = new MemoryFileSystem();
    Store store =
        open(new FaultyFileSystem(memory, new FaultPlan()), "aitta.manifest.file-size = 512");
    List<String> first = manifestsIn(memory);
    for (int i = 0; i < 60; i++) {
      await20(store.put(b("k" + i), b("v")));
      await20(store.flush());
    }
    await().untilAsserted(() -> assertThat(manifestsIn(memory)).hasSize(1));
    assertThat(manifestsIn(memory)).isNotEqualTo(first);
    await20(store.close());
  }

  @Test
  void aManifestThatCannotBeRemovedHarmsNobodyAndGoesAtTheNextStart() {
    var memory = new MemoryFileSystem();
    var plan = new FaultPlan();
    Store store = open(new FaultyFileSystem(memory, plan), "aitta.manifest.file-size = 512");
    plan.add(Fault.on(FileOperation.DELETE).of(FileClass.MANIFEST).fails(Failure.EIO));
    for (int i = 0; i < 60; i++) {
      await20(store.put(b("k" + i), b("v")));
      await20(store.flush());
    }
    assertThat(manifestsIn(memory)).hasSizeGreaterThan(2);
    await20(store.close());
    Store again = open(new FaultyFileSystem(memory, new FaultPlan()));
    assertThat(manifestsIn(memory)).hasSize(1);
    assertThat(await20(again.get(b("k59")))).isPresent();
    await20(again.close());
  }

  private static List<String> manifestsIn(MemoryFileSystem memory) {
    try {
      return memory.list(DIRECTORY).stream().filter(name -> name.startsWith("MANIFEST")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path tableIn(MemoryFileSystem memory) throws IOException {
    for (String name : memory.list(DIRECTORY)) {
      if (name.endsWith(".sst")) {
        return DIRECTORY.resolve(name);
      }
    }
    throw new AssertionError("no table");
  }
}
