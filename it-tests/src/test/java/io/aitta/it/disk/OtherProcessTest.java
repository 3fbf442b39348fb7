package io.aitta.it.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.actors.StoreSettings;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.io.FileSystem;
import io.aitta.it.support.Figures;
import io.aitta.it.support.RunningStore;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two processes and one directory: the second is refused for as long as the first one lives. */
@Timeout(
    value = 3,
    unit = java.util.concurrent.TimeUnit.MINUTES,
    threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OtherProcessTest {
  private static final int TRIES = 15;
  private static final String ENDLESS = "1000000";

  @TempDir private Path scratch;
  private final ActorSystem<Void> system = RunningStore.system("other-process");
  private Path data;
  private StoreSettings settings;

  @BeforeEach
  void begin() {
    data = scratch.resolve("data");
    settings = RunningStore.settings(data, PlanWriter.SETTINGS);
  }

  @AfterEach
  void end() {
    RunningStore.terminate(system);
  }

  private WriterProcess writer(String writes) {
    return WriterProcess.start(
        List.of(), scratch.resolve("writer.log"), data.toString(), writes, "any", "honest");
  }

  private StoreException refused() {
    try (RunningStore second = RunningStore.open(system, settings, FileSystem.disk())) {
      throw new AssertionError("a second store opened: " + second.info());
    } catch (StoreException why) {
      return why;
    }
  }

  @Test
  @Tag("L01")
  void aSecondProcessIsRefusedAndHarmsNothing() {
    try (WriterProcess first = writer(ENDLESS)) {
      for (int i = 0; i < TRIES; i++) {
        assertThat(first.readUntil(100L * (i + 1))).as("the first goes on").isTrue();
        assertThat(refused().errorCode()).isEqualTo(ErrorCode.DIRECTORY_IN_USE);
      }
      try (WriterProcess third = writer("10")) {
        third.readAll();
        assertThat(third.told().refusals()).containsExactly("directory-in-use");
      }
      assertThat(first.readUntil(first.told().acknowledged() + 200)).isTrue();
      first.kill();
      try (RunningStore next = RunningStore.open(system, settings, FileSystem.disk())) {
        first.told().held(next, first.told().greatestAtOs());
      }
    }
    Figures.print("processes.refused", TRIES + 1);
  }

  /** A backup or a virus scanner opens every file and closes it, as people do. */
  @Test
  @Tag("L01")
  void whoeverReadsEveryFileOfAStoreDoesNotFreeItsLock() throws Exception {
    try (WriterProcess first = writer(ENDLESS)) {
      assertThat(first.readUntil(200)).isTrue();
      try (Stream<Path> files = Files.list(data)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          if (Files.exists(file)) {
            FileChannel.open(file, StandardOpenOption.READ).close();
          }
        }
      }
      assertThat(refused().errorCode()).isEqualTo(ErrorCode.DIRECTORY_IN_USE);
      first.kill();
    }
  }

  /** A stopped process is not a dead one. */
  @Test
  @Tag("L01")
  void aProcessThatIsStoppedKeepsItsDirectory() {
    Tools.need("sh");
    try (WriterProcess first = writer(ENDLESS)) {
      assertThat(first.readUntil(200)).isTrue();
      first.freeze();
      assertThatThrownBy(() -> RunningStore.open(system, settings, FileSystem.disk()))
          .isInstanceOfSatisfying(
              StoreException.class,
              why -> assertThat(why.errorCode()).isEqualTo(ErrorCode.DIRECTORY_IN_USE));
      first.thaw();
      assertThat(first.readUntil(first.told().acknowledged() + 200)).isTrue();
      first.kill();
      try (RunningStore next = RunningStore.open(system, settings, FileSystem.disk())) {
        first.told().held(next, first.told().greatestAtOs());
      }
    }
  }
}
