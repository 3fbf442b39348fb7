package io.aitta.it.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.io.FileSystem;
import io.aitta.it.support.Figures;
import io.aitta.it.support.RunningStore;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Power cuts on a real file system: a process writes into an image, is stopped somewhere, and the
 * image is copied as it is. The copy, its journal replayed, must hold everything that had been
 * acknowledged at {@code disk}, and the plan's writes without a hole. {@code -Dpower.cuts=N} for
 * more cuts a way of mounting, {@code -Dseed=N} for others.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(
    value = 5,
    unit = java.util.concurrent.TimeUnit.MINUTES,
    threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PowerCutTest {
  private static final int CUTS = Integer.getInteger("power.cuts", 5);
  private static final long SEED = Long.getLong("seed", 1_859);
  private static final int IMAGE_MEBIBYTES = 64;
  private static final String ENDLESS = "1000000";

  @TempDir private static Path scratch;
  private ActorSystem<Void> system;
  private long cuts;
  private long acknowledged;
  private long lostBelowDisk;

  @BeforeAll
  void begin() {
    DiskImage.need(DiskImage.Kind.EXT4, scratch);
    Figures.seed("power cut", SEED);
    system = RunningStore.system("power-cut");
  }

  @AfterAll
  void end() {
    if (system != null) {
      RunningStore.terminate(system);
      Figures.print("power.cuts", cuts);
      Figures.print("power.acked.disk", acknowledged);
      Figures.print("power.lost.below.disk", lostBelowDisk);
    }
  }

  @ParameterizedTest
  @CsvSource({"EXT4, data=ordered", "EXT4, data=writeback", "EXT4, data=journal", "XFS, nouuid"})
  void whatWasAcknowledgedAtDiskIsThereAfterEveryPowerCut(DiskImage.Kind kind, String options) {
    DiskImage.need(kind, scratch);
    cut(kind, options, "honest", CUTS);
  }

  /** Whether the alarm rings: on a disk whose logs are not synced something must be missing. */
  @Test
  void aDiskThatDoesNotSyncIsFoundOut() {
    assertThatThrownBy(() -> cut(DiskImage.Kind.EXT4, "data=ordered", "lying", 3))
        .satisfiesAnyOf(
            missing ->
                assertThat(missing)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("writes recovered"),
            damaged ->
                assertThat(damaged)
                    .isInstanceOfSatisfying(
                        StoreException.class,
                        why -> assertThat(why.errorCode()).isEqualTo(ErrorCode.CORRUPTION)));
  }

  private void cut(DiskImage.Kind kind, String options, String disk, int times) {
    RandomGenerator random = new SplittableRandom(SEED + options.hashCode());
    Path home = scratch.resolve(disk + "-" + options);
    try (DiskImage image = DiskImage.create(kind, home.resolve("mnt"), IMAGE_MEBIBYTES, options);
        WriterProcess writer =
            WriterProcess.start(
                List.of(),
                scratch.resolve("writer.log"),
                image.root().resolve("data").toString(),
                ENDLESS,
                "any",
                disk)) {
      for (int i = 0; i < times; i++) {
        int more = 50 + random.nextInt(1_500);
        assertThat(writer.readUntil(writer.told().acknowledged() + more)).isTrue();
        writer.freeze();
        try (DiskImage after = image.cut(home.resolve("cut-" + i), options)) {
          judge(writer.told(), after.root().resolve("data"));
        }
        writer.thaw();
      }
    }
  }

  private void judge(Told told, Path data) {
    try (RunningStore running =
        RunningStore.open(
            system, RunningStore.settings(data, PlanWriter.SETTINGS), FileSystem.disk())) {
      long held = told.held(running, told.greatestAtDisk());
      cuts++;
      acknowledged += told.greatestAtDisk();
      lostBelowDisk += Math.max(0, told.greatest() - held);
    }
  }
}
