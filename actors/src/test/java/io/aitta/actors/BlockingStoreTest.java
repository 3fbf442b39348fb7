package io.aitta.actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.aitta.core.Bytes;
import io.aitta.core.Committed;
import io.aitta.core.Condition;
import io.aitta.core.Durability;
import io.aitta.core.ErrorCode;
import io.aitta.core.Range;
import io.aitta.core.StoreException;
import io.aitta.core.VersionMismatchException;
import io.aitta.core.WriteBatch;
import io.aitta.core.WriteOptions;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.Randomness;
import io.aitta.core.io.TimeSource;
import io.aitta.core.io.fault.FaultPlan;
import io.aitta.core.io.fault.FaultyFileSystem;
import io.aitta.core.io.fault.FileOperation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The door for threads that wait. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BlockingStoreTest {
  private static final int THREADS = 16;
  private static final int PUTS = 200;

  private final ActorTestKit testKit = ActorTestKit.create();

  @TempDir Path directory;

  @AfterAll
  void stop() {
    testKit.shutdownTestKit();
  }

  private Store store(FileSystem disk) {
    StoreSettings settings =
        StoreSettings.of(ConfigFactory.load()).withDataDirectory(directory.resolve("data"));
    var seams = new StoreSeams(disk, TimeSource.system(), Randomness.secure());
    return Store.of(testKit.spawn(Store.create(settings, seams), Store.props()), testKit.system());
  }

  private Store store() {
    return store(FileSystem.disk());
  }

  private static Store hooked(Store store) {
    get(store.ready());
    return store;
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static Bytes b(String text) {
    return Bytes.utf8(text);
  }

  @Test
  void eachOperationReturnsWhenItIsDoneAtItsLevel() {
    Store store = store(); // not open yet: the first call waits for that
    BlockingStore blocking = store.blocking();

    Committed put = blocking.put(b("a"), b("1"), WriteOptions.DISK);
    assertThat(put.level()).isEqualTo(Durability.DISK);
    assertThat(store.watermarks().diskSeq()).isGreaterThanOrEqualTo(put.seq());
    assertThat(blocking.get(b("a")))
        .hasValueSatisfying(e -> assertThat(e.value()).isEqualTo(b("1")));
    assertThat(blocking.put(b("b"), b("2"), WriteOptions.OS).seq()).isGreaterThan(put.seq());
    assertThat(blocking.put(b("c"), b("3"), WriteOptions.MEMORY).level())
        .isEqualTo(Durability.MEMORY);
    blocking.delete(b("a"), WriteOptions.OS);
    assertThat(blocking.get(b("a"))).isEmpty();
    blocking.write(
        WriteBatch.builder().put(b("d"), b("4")).delete(b("b")).build(), WriteOptions.DISK);
    assertThat(blocking.get(b("b"))).isEmpty();
    assertThat(blocking.get(b("d"))).isPresent();
    blocking.deleteRange(Range.prefix(b("d")), WriteOptions.OS);
    assertThat(blocking.get(b("d"))).isEmpty();
    assertThat(get(store.get(b("c")))).isPresent();
    get(store.close());
  }

  @Test
  void whatIsRefusedIsThrown() {
    Store store = hooked(store());
    BlockingStore blocking = store.blocking();
    blocking.put(b("a"), b("1"), WriteOptions.DISK);

    assertThatThrownBy(
            () -> blocking.put(b("a"), b("2"), WriteOptions.DISK.withCondition(Condition.ABSENT)))
        .isInstanceOf(VersionMismatchException.class);
    assertThatThrownBy(() -> blocking.put(Bytes.wrap(new byte[70_000]), b("2"), WriteOptions.DISK))
        .isInstanceOfSatisfying(
            StoreException.class,
            why -> assertThat(why.errorCode()).isEqualTo(ErrorCode.KEY_TOO_LARGE));
    get(store.close());
    assertThatThrownBy(() -> blocking.put(b("a"), b("2"), WriteOptions.DISK))
        .isInstanceOfSatisfying(
            StoreException.class,
            why -> {
              assertThat(why.errorCode()).isEqualTo(ErrorCode.CLOSED);
              assertThat(why.outcome()).isEqualTo(StoreException.Outcome.NOT_DONE);
            });
    assertThatThrownBy(() -> blocking.get(b("a"))).isInstanceOf(StoreException.class);
  }

  /** The log's own mark of what is synced may come between, on its own thread. */
  @Test
  void aThreadThatWaitsAloneDoesItsWriteItself() {
    Set<FileOperation> mine = ConcurrentHashMap.newKeySet();
    Thread me = Thread.currentThread();
    FaultPlan plan =
        new FaultPlan()
            .beforeChange(
                (operation, file, number) -> {
                  if (Thread.currentThread() == me) {
                    mine.add(operation);
                  }
                });
    Store store = hooked(store(new FaultyFileSystem(FileSystem.disk(), plan)));

    int alone = 0;
    for (int i = 0; i < 20; i++) {
      mine.clear();
      Committed done = store.blocking().put(b("lone"), b("1"), WriteOptions.DISK);
      assertThat(done.level()).isEqualTo(Durability.DISK);
      alone += mine.containsAll(Set.of(FileOperation.APPEND, FileOperation.SYNC)) ? 1 : 0;
    }

    assertThat(alone).isGreaterThan(10);
    get(store.close());
  }

  @Test
  void manyWaitingThreadsAndCallersWhoDoNotWaitLoseNothing() throws Exception {
    Store store = hooked(store());
    List<CompletableFuture<Void>> threads = new ArrayList<>();
    Set<Long> numbers = ConcurrentHashMap.newKeySet();
    for (int t = 0; t < THREADS; t++) {
      int thread = t;
      threads.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < PUTS; i++) {
                  WriteOptions level = i % 3 == 0 ? WriteOptions.DISK : WriteOptions.OS;
                  Bytes key = b(thread + "/" + i);
                  numbers.add(store.blocking().put(key, key, level).seq());
                  assertThat(store.blocking().get(key)).isPresent();
                }
              },
              task -> new Thread(task).start()));
    }
    List<CompletionStage<Committed>> others =
        IntStream.range(0, 2_000)
            .mapToObj(i -> store.put(b("other/" + i), b("x"), WriteOptions.DISK))
            .toList();
    for (CompletableFuture<Void> thread : threads) {
      thread.get(60, TimeUnit.SECONDS);
    }
    others.forEach(other -> numbers.add(get(other).seq()));

    assertThat(numbers).hasSize(THREADS * PUTS + 2_000);
    assertThat(store.figures().counters().operations()).isEqualTo(THREADS * PUTS + 2_000);
    get(store.close());
    Store again = hooked(store());
    for (int t = 0; t < THREADS; t++) {
      for (int i = 0; i < PUTS; i++) {
        assertThat(again.blocking().get(b(t + "/" + i))).isPresent();
      }
    }
    get(again.close());
  }

  @Test
  void anInterruptedWaiterHarmsNothingAndStaysInterrupted() throws Exception {
    Store store = hooked(store());
    var writing = new CountDownLatch(1);
    var ended = new CompletableFuture<Boolean>();
    Thread writer =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < 500; i++) {
                  store.blocking().put(b("k" + i), b("v"), WriteOptions.DISK);
                  writing.countDown();
                }
                ended.complete(Thread.currentThread().isInterrupted());
              } catch (Throwable failed) {
                ended.completeExceptionally(failed);
              }
            });
    writer.start();
    writing.await();
    while (!ended.isDone()) {
      writer.interrupt();
      Thread.onSpinWait();
    }

    assertThat(ended.join()).isTrue();
    assertThat(store.state()).isEqualTo(StoreState.OPEN);
    get(store.put(b("after"), b("v")));
    get(store.close());
    Store again = hooked(store());
    for (int i = 0; i < 500; i++) {
      assertThat(again.blocking().get(b("k" + i))).isPresent();
    }
    get(again.close());
  }

  @Test
  void anothersCallbackIsNotRunOnTheThreadThatWaits() {
    Store store = hooked(store());
    var release = new CountDownLatch(1);
    var inside = new CompletableFuture<Thread>();
    Thread caller = Thread.currentThread();
    var registered = new AtomicBoolean();
    CompletionStage<Boolean> blocked;
    do {
      blocked =
          store
              .put(b("other"), b("x"), WriteOptions.OS)
              .thenApply(
                  committed -> {
                    if (Thread.currentThread() == caller && !registered.get()) {
                      return false; // answered before it had a callback: once more
                    }
                    inside.complete(Thread.currentThread());
                    return await(release);
                  });
    } while (blocked.toCompletableFuture().isDone());
    registered.set(true);
    for (int i = 0; i < 100; i++) {
      store.blocking().put(b("mine" + i), b("y"), WriteOptions.OS);
    }
    assertThat(inside.orTimeout(30, TimeUnit.SECONDS).join()).isNotEqualTo(caller);
    release.countDown();
    assertThat(get(blocked)).isTrue();
    get(store.close());
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
