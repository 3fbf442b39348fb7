package io.aitta.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.aitta.actors.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The example of the README, in a host that has a life of its own: once as Pekko comes, once with
 * one thread for everything and every message serialized that is not declared local.
 */
class EmbeddingExampleTest {
  private static final String ORDINARY = "";
  private static final String HOSTILE =
      """
      pekko.actor.serialize-messages = on
      pekko.actor.default-dispatcher {
        type = Dispatcher
        executor = thread-pool-executor
        thread-pool-executor.fixed-pool-size = 1
        throughput = 1
      }
      """;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {ORDINARY, HOSTILE})
  void theExampleRunsTwiceInAHostAndLeavesNoThreadBehind(String hostConfig) {
    Config config = ConfigFactory.parseString(hostConfig).withFallback(ConfigFactory.load());
    ActorTestKit host = ActorTestKit.create("host", config);
    try {
      ActorRef<ActorRef<String>> neighbour =
          host.spawn(
              Behaviors.receiveMessage(
                  replyTo -> {
                    replyTo.tell("here");
                    return Behaviors.same();
                  }),
              "neighbour");

      assertThat(bringAndLook(host, "first")).containsExactly("kept", "sack/1 holds rye");
      assertThat(bringAndLook(host, "second")).containsExactly("refused", "sack/1 holds rye");

      TestProbe<String> client = host.createTestProbe();
      neighbour.tell(client.ref());
      client.expectMessage("here");
    } finally {
      host.shutdownTestKit();
    }
  }

  private List<String> bringAndLook(ActorTestKit host, String name) {
    StoreSettings settings =
        StoreSettings.of(host.system().settings().config())
            .withDataDirectory(directory.resolve("store"));
    TestProbe<String> client = host.createTestProbe();
    ActorRef<EmbeddingExample.Command> granary =
        host.spawn(EmbeddingExample.granary(settings), name);

    granary.tell(new EmbeddingExample.Bring("sack/1", "rye", client.ref()));
    String answer = client.receiveMessage(Duration.ofSeconds(10));
    granary.tell(new EmbeddingExample.Look(client.ref()));
    String line = client.receiveMessage(Duration.ofSeconds(10));
    client.expectMessage("that is all");

    host.stop(granary);
    await().atMost(Duration.ofSeconds(2)).until(() -> threadsOfOurs().isEmpty());
    return List.of(answer, line);
  }

  private static List<String> threadsOfOurs() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.contains("aitta"))
        .toList();
  }
}
