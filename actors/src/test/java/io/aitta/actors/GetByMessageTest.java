package io.aitta.actors;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.aitta.actors.StoreCommand.GetReply;
import io.aitta.core.Bytes;
import io.aitta.core.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gets as messages to a store's actor, answered before its mailbox where that is possible. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GetByMessageTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Bytes KEY = Bytes.utf8("key");
  private static final Bytes VALUE = Bytes.utf8("value");
  private static final int CHAIN = 3_000;
  private static final int FRAMES_MAX = 600;

  /** One thread for the store's actors and one for its files, so that a test can stop either. */
  private static final String ONE_THREAD_EACH =
      """
      aitta.dispatchers.write.fork-join-executor.parallelism-max = 1
      aitta.dispatchers.compaction.thread-pool-executor.fixed-pool-size = 1
      """;

  private final ActorTestKit testKit =
      ActorTestKit.create(
          ConfigFactory.parseString(ONE_THREAD_EACH).withFallback(ConfigFactory.load()));

  @AfterAll
  void stop() {
    testKit.shutdownTestKit();
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private Store open(Path directory, Props props) {
    StoreSettings settings =
        StoreSettings.of(testKit.system().settings().config()).withDataDirectory(directory);
    return Store.of(
        testKit.spawn(Store.create(settings), "s" + System.identityHashCode(settings), props),
        testKit.system());
  }

  /** Keeps the one thread of a dispatcher busy until the latch returned is counted down. */
  private CountDownLatch occupy(String dispatcher) throws InterruptedException {
    var inside = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    testKit
        .system()
        .dispatchers()
        .lookup(DispatcherSelector.fromConfig("aitta.dispatchers." + dispatcher))
        .execute(
            () -> {
              inside.countDown();
              waitFor(release);
            });
    assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
    return release;
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Bytes valueOf(GetReply reply) {
    return ((GetReply.Found) reply).entry().value();
  }

  @Test
  void memoryAnswersWhileTheStoresOwnThreadStandsStill(@TempDir Path directory) throws Exception {
    Store store = open(directory, Store.props());
    get(store.put(KEY, VALUE));
    TestProbe<GetReply> client = testKit.createTestProbe();
    CountDownLatch release = occupy("write");
    try {
      store.ref().tell(new StoreCommand.Get(KEY, client.ref()));
      assertThat(valueOf(client.receiveMessage(PATIENCE))).isEqualTo(VALUE);

      Bytes absent = Bytes.utf8("absent");
      store.ref().tell(new StoreCommand.Get(absent, client.ref()));
      assertThat(client.receiveMessage(PATIENCE)).isEqualTo(new GetReply.Absent(absent));
    } finally {
      release.countDown();
    }
    get(store.close());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsOnDiskComesWithAndWithoutTheStoresProps(boolean ownProps, @TempDir Path directory)
      throws Exception {
    Props props = ownProps ? Store.props() : Props.empty();
    Store first = open(directory, props);
    get(first.put(KEY, VALUE));
    get(first.flush());
    get(first.close());

    Store store = open(directory, props);
    get(store.ready());
    TestProbe<GetReply> client = testKit.createTestProbe();
    for (int i = 0; i < 2; i++) { // from the disk, then from the cache
      store.ref().tell(new StoreCommand.Get(KEY, client.ref()));
      assertThat(valueOf(client.receiveMessage(PATIENCE))).isEqualTo(VALUE);
    }
    Bytes tooLong = Bytes.wrap(new byte[store.settings().keyBytesMax() + 1]);
    store.ref().tell(new StoreCommand.Get(tooLong, client.ref()));
    GetReply.Failed refused = (GetReply.Failed) client.receiveMessage(PATIENCE);
    assertThat(refused.why().errorCode()).isEqualTo(ErrorCode.KEY_TOO_LARGE);
    get(store.close());
  }

  @Test
  void aStoreThatStartsRefusesAndLaterAnswers(@TempDir Path directory) throws Exception {
    TestProbe<GetReply> client = testKit.createTestProbe();
    CountDownLatch release = occupy("compaction");
    Store store = open(directory, Store.props());
    try {
      store.ref().tell(new StoreCommand.Get(KEY, client.ref()));
      GetReply.Failed refused = (GetReply.Failed) client.receiveMessage(PATIENCE);
      assertThat(refused.why().errorCode()).isEqualTo(ErrorCode.STARTING);
    } finally {
      release.countDown();
    }
    get(store.ready());
    store.ref().tell(new StoreCommand.Get(KEY, client.ref()));
    assertThat(client.receiveMessage(PATIENCE)).isEqualTo(new GetReply.Absent(KEY));
    get(store.close());
  }

  @Test
  void whatComesTooLateIsADeadLetter(@TempDir Path directory) throws Exception {
    Store store = open(directory, Store.props());
    get(store.put(KEY, VALUE));
    TestProbe<DeadLetter> lost = testKit.createTestProbe();
    testKit.system().eventStream().tell(new EventStream.Subscribe<>(DeadLetter.class, lost.ref()));
    get(store.close());
    lost.expectTerminated(store.ref(), PATIENCE);

    TestInbox<GetReply> client = TestInbox.create();
    store.ref().tell(new StoreCommand.Get(KEY, client.getRef()));
    lost.fishForMessage(
        PATIENCE,
        letter ->
            letter.message() instanceof StoreCommand.Get
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
    assertThat(client.hasMessages()).isFalse();
  }

  /** Actors that run on their sender's thread, each of which asks for the next. */
  @Test
  void anAnswerThatAsksAgainDoesNotGrowTheStack(@TempDir Path directory) throws Exception {
    Store store = open(directory, Store.props());
    get(store.put(KEY, VALUE));
    var done = new CountDownLatch(1);
    var mostFrames = new AtomicInteger();
    ActorRef<GetReply> next =
        testKit.spawn(
            Behaviors.receiveMessage(
                reply -> {
                  done.countDown();
                  return Behaviors.same();
                }));
    for (int i = 0; i < CHAIN; i++) {
      next = testKit.spawn(asking(store, next, mostFrames), onItsSendersThread());
    }
    store.ref().tell(new StoreCommand.Get(KEY, next));

    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(mostFrames.get()).isBetween(1, FRAMES_MAX);
    get(store.close());
  }

  private static Props onItsSendersThread() {
    return Props.empty().withDispatcherFromConfig("pekko.test.calling-thread-dispatcher");
  }

  private static Behavior<GetReply> asking(
      Store store, ActorRef<GetReply> next, AtomicInteger mostFrames) {
    return Behaviors.receiveMessage(
        reply -> {
          int frames = (int) (long) StackWalker.getInstance().walk(stack -> stack.count());
          mostFrames.accumulateAndGet(frames, Math::max);
          store.ref().tell(new StoreCommand.Get(KEY, next));
          return Behaviors.same();
        });
  }
}
