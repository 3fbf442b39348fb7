package io.aitta.http.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.aitta.core.io.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The load that a server plays for itself before it is ready. */
class RehearsalTest {
  private static final Duration LENGTH = Duration.ofMillis(300);

  private final ActorSystem<Void> system =
      ActorSystem.create(
          Behaviors.empty(),
          "test",
          ConfigFactory.parseString("pekko.jvm-shutdown-hooks = off")
              .withFallback(ConfigFactory.load()));

  @AfterEach
  void end() throws Exception {
    system.terminate();
    var unused = system.getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void aLoadIsWrittenAndNothingOfItIsLeft() {
    Config config = ConfigFactory.load();

    long writes = rehearsal(config).run();

    assertThat(writes).isPositive();
    assertThat(Path.of("rehearsal")).doesNotExist();
  }

  @Test
  void thatItCannotBePlayedIsNoFailure() {
    Config config =
        ConfigFactory.parseString("aitta.no-such-setting = 1").withFallback(ConfigFactory.load());

    assertThat(rehearsal(config).run()).isZero();
  }

  @Test
  void oneThatBreaksOffLeavesNoStoreOpen() {
    Config broken =
        ConfigFactory.parseString("aitta.http.bulk.line-size = 65 MiB")
            .withFallback(ConfigFactory.load());

    assertThat(rehearsal(broken).run()).as("with its store open already").isZero();

    await().until(() -> !system.printTree().contains("rehearsal"));
  }

  private Rehearsal rehearsal(Config config) {
    return new Rehearsal(system, config, TimeSource.system(), LENGTH);
  }
}
