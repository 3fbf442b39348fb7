package io.aitta.it.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aitta.actors.Store;
import io.aitta.actors.StoreState;
import io.aitta.core.Bytes;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.WriteOptions;
import io.aitta.core.io.FileSystem;
import io.aitta.it.sim.Values;
import io.aitta.it.support.Figures;
import io.aitta.it.support.RunningStore;
import io.aitta.it.support.Stages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that is really full, of bytes or of files, by somebody else's doing: writes are refused
 * and say so, reads go on, and when there is room again so do writes. {@code -Dfull.rounds=N} for
 * more.
 */
@Timeout(
    value = 5,
    unit = java.util.concurrent.TimeUnit.MINUTES,
    threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FullDiskTest {
  private static final int ROUNDS = Integer.getInteger("full.rounds", 3);
  private static final int MEBIBYTES = 24;
  private static final int KEYS = 400;
  private static final int VALUE_BYTES = 3_000;
  private static final int WRITES_MAX = 5_000;
  private static final int REFUSALS_MAX = 20;
  private static final WriteOptions HASTY = WriteOptions.DISK.withTimeout(Duration.ofSeconds(3));
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path scratch;
  private ActorSystem<Void> system;
  private final Map<Bytes, Bytes> held = new TreeMap<>();
  private int written;
  private int refused;

  @BeforeEach
  void begin() {
    DiskImage.need(DiskImage.Kind.EXT4, scratch);
    system = RunningStore.system("full-disk");
  }

  @AfterEach
  void end() {
    if (system != null) {
      RunningStore.terminate(system);
    }
  }

  @Test
  @Tag("E01")
  void aFullDiskRefusesWritesAndLosesNone() throws IOException {
    try (DiskImage image =
        DiskImage.create(
            DiskImage.Kind.EXT4, scratch.resolve("mnt"), MEBIBYTES, "data=ordered", "-m", "0")) {
      Path other = image.root().resolve("somebody-elses");
      rounds(image, () -> fill(other), () -> Files.delete(other));
    }
    Figures.print("full.rounds", ROUNDS);
    Figures.print("full.acked", written);
    Figures.print("full.refused", refused);
  }

  /** There are bytes enough, and no file can be made. */
  @Test
  @Tag("E01")
  void aDiskThatTakesNoMoreFilesIsAFullDisk() throws IOException {
    try (DiskImage image =
        DiskImage.create(
            DiskImage.Kind.EXT4,
            scratch.resolve("mnt"),
            MEBIBYTES,
            "data=ordered",
            "-m",
            "0",
            "-N",
            "64")) {
      Path others = image.root().resolve("somebody-elses");
      rounds(image, () -> takeFiles(others), () -> giveFilesBack(others));
    }
    Figures.print("full.inodes.acked", written);
  }

  private interface Act {
    void act() throws IOException;
  }

  private void rounds(DiskImage image, Act fill, Act free) throws IOException {
    Path data = image.root().resolve("data");
    for (int round = 0; round < ROUNDS; round++) {
      try (RunningStore running = open(data)) {
        requireAll(running.store());
        writeSome(running.store(), KEYS);
        fill.act();
        writeUntilRefused(running.store());
        requireAll(running.store());
        free.act();
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(running.store().state()).isEqualTo(StoreState.OPEN));
        writeSome(running.store(), KEYS);
        requireAll(running.store());
      }
    }
    try (RunningStore running = open(data)) {
      requireAll(running.store());
    }
  }

  private RunningStore open(Path data) {
    return RunningStore.open(
        system, RunningStore.settings(data, PlanWriter.SETTINGS), FileSystem.disk());
  }

  private void write(Store store) {
    Bytes key = Bytes.utf8("key-" + written % KEYS);
    Bytes value = Values.of(written, 0, VALUE_BYTES);
    Stages.get(store.put(key, value, HASTY));
    held.put(key, value);
    written++;
  }

  private void writeSome(Store store, int count) {
    for (int i = 0; i < count; i++) {
      write(store);
    }
  }

  private void writeUntilRefused(Store store) {
    int refusals = refused + REFUSALS_MAX;
    for (int i = 0; i < WRITES_MAX && refused < refusals; i++) {
      try {
        write(store);
      } catch (StoreException why) {
        refused++;
        assertThat(why.errorCode())
            .as(why.toString())
            .isIn(ErrorCode.DISK_FULL, ErrorCode.OVERLOADED, ErrorCode.DEADLINE);
        assertThat(why.outcome()).isEqualTo(StoreException.Outcome.NOT_DONE);
        if (why.errorCode() == ErrorCode.DISK_FULL) {
          return;
        }
      }
    }
    throw new AssertionError("never told that the disk is full: " + store.figures());
  }

  private void requireAll(Store store) {
    held.forEach(
        (key, value) ->
            assertThat(Stages.get(store.get(key)))
                .hasValueSatisfying(entry -> assertThat(entry.value()).isEqualTo(value)));
  }

  /** To the last kilobyte. */
  private static void fill(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int bytes = 1 << 16; bytes >= 1 << 10; bytes /= 4) {
        fill(channel, ByteBuffer.allocate(bytes));
      }
    }
  }

  private static void fill(FileChannel channel, ByteBuffer piece) throws IOException {
    boolean room = true;
    while (room) {
      piece.clear();
      try {
        channel.write(piece);
        channel.force(false);
      } catch (IOException full) {
        assertThat(full).hasMessageContaining("No space left");
        room = false;
      }
    }
  }

  private static void takeFiles(Path directory) throws IOException {
    Files.createDirectories(directory);
    boolean room = true;
    for (int i = 0; room; i++) {
      try {
        Files.createFile(directory.resolve(String.valueOf(i)));
      } catch (IOException full) {
        assertThat(full).hasMessageContaining("No space left");
        room = false;
      }
    }
  }

  private static void giveFilesBack(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }
}
