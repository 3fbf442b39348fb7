package io.aitta.it.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.io.FileSystem;
import io.aitta.it.support.Figures;
import io.aitta.it.support.RunningStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A disk that goes away under a process that writes: the file system is shut down, as it does
 * itself when its device fails, and every call gives EIO from then on. Each write is answered all
 * the same; when the disk is back, everything acknowledged at {@code disk} is there, and nothing
 * that was said not to be done. {@code -Dseed=N} for other moments.
 *
 * <p>The process stands still meanwhile: of a sync that is under way as they are shut down, ext4
 * and xfs of Linux 6.18 now and then say that it is done, to any program that syncs on several
 * threads.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LostDiskTest {
  private static final long SEED = Long.getLong("seed", 1_861);
  private static final int ROUNDS = Integer.getInteger("lost.rounds", 2);
  private static final String ENDLESS = "1000000";

  @TempDir private static Path scratch;
  private final RandomGenerator random = new SplittableRandom(SEED);
  private ActorSystem<Void> system;
  private long lost;
  private long acknowledged;

  @BeforeAll
  void begin() {
    Tools.needRoot();
    Tools.need("xfs_io");
    Figures.seed("lost disk", SEED);
    system = RunningStore.system("lost-disk");
  }

  @AfterAll
  void end() {
    if (system != null) {
      RunningStore.terminate(system);
      Figures.print("disks.lost", lost);
      Figures.print("disks.lost.acked", acknowledged);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatWasToldHoldsWhenTheDiskGoesAway(DiskImage.Kind kind) throws IOException {
    DiskImage.need(kind, scratch);
    for (int round = 0; round < ROUNDS; round++) {
      Path mountPoint = scratch.resolve(kind + "-" + round);
      try (DiskImage image = DiskImage.create(kind, mountPoint, 64, kind.options())) {
        Told told = writeUntilLost(image);
        image.remount(kind.options());
        try (RunningStore running = open(image)) {
          told.held(running, told.greatestAtDisk());
        }
        lost++;
        acknowledged += told.acknowledged();
      }
    }
  }

  private Told writeUntilLost(DiskImage image) throws IOException {
    Path log = scratch.resolve("writer.log");
    try (WriterProcess writer =
        WriterProcess.start(
            List.of(), log, image.root().resolve("data").toString(), ENDLESS, "any", "honest")) {
      assertThat(writer.readUntil(50 + random.nextInt(1_500))).isTrue();
      writer.freeze();
      image.shutDown();
      writer.thaw();
      writer.readAll();
      assertThat(writer.awaitEnd()).as("it ends, and says why").isIn(0, 3);
      assertThat(writer.told().failures())
          .as("failures; the process said:%n%s", Files.readString(log))
          .isNotEmpty()
          .isSubsetOf("outcome-unknown UNKNOWN", "sealed NOT_DONE");
      return writer.told();
    }
  }

  private RunningStore open(DiskImage image) {
    Path data = image.root().resolve("data");
    return RunningStore.open(
        system, RunningStore.settings(data, PlanWriter.SETTINGS), FileSystem.disk());
  }
}
