package io.aitta.actors;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.aitta.core.Bytes;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host that blocks its own threads does not block the store. */
class BlockedHostTest {
  private static final String ONE_THREAD =
      """
      pekko.actor.default-dispatcher {
        type = Dispatcher
        executor = thread-pool-executor
        thread-pool-executor.fixed-pool-size = 1
        throughput = 1
      }
      """;

  @TempDir Path directory;

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void writesAndReadsGoOnWhileTheHostsDispatcherStandsStill() throws Exception {
    ActorTestKit host =
        ActorTestKit.create(
            "host", ConfigFactory.parseString(ONE_THREAD).withFallback(ConfigFactory.load()));
    var inside = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    try {
      StoreSettings settings =
          StoreSettings.of(host.system().settings().config())
              .withDataDirectory(directory.resolve("data"));
      Store store =
          Store.of(host.spawn(Store.create(settings), "store", Store.props()), host.system());
      get(store.put(Bytes.utf8("first"), Bytes.EMPTY)); // the stream's start is Pekko's, on theirs
      host.system()
          .dispatchers()
          .lookup(DispatcherSelector.defaultDispatcher())
          .execute(
              () -> {
                inside.countDown();
                waitFor(release);
              });
      assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();

      Bytes key = Bytes.utf8("key");
      assertThat(get(store.put(key, Bytes.utf8("value"))).seq()).isPositive();
      assertThat(get(store.get(key))).isPresent();
      get(store.flush());
      assertThat(get(store.get(key))).isPresent();
      try (Snapshot snapshot = get(store.snapshot())) {
        assertThat(snapshot.get(key)).isPresent();
      }

      release.countDown();
      get(store.close());
    } finally {
      release.countDown();
      host.shutdownTestKit();
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
