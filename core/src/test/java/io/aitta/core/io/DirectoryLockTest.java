package io.aitta.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One process owns a directory; the other one is a real one. */
@Timeout(60)
class DirectoryLockTest {
  private final FileSystem disk = FileSystem.disk();
  @TempDir Path temporary;
  private Path directory;
  private Process other;
  private BufferedWriter toOther;
  private BufferedReader fromOther;

  @BeforeEach
  void startTheOtherProcess() throws Exception {
    directory = temporary.resolve("data");
    disk.createDirectories(directory);
    other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                LockHolder.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    toOther = other.outputWriter(StandardCharsets.UTF_8);
    fromOther = other.inputReader(StandardCharsets.UTF_8);
  }

  /** Of this process, and where the other one's class is: these tests run in other modules too. */
  private static String classPath() throws Exception {
    String name = "/" + LockHolder.class.getName().replace('.', '/') + ".class";
    Path classes = Path.of(LockHolder.class.getResource(name).toURI());
    for (int up = 0; up < Path.of(name).getNameCount(); up++) {
      classes = classes.getParent();
    }
    return System.getProperty("java.class.path") + File.pathSeparator + classes;
  }

  @AfterEach
  void endTheOtherProcess() throws Exception {
    other.destroyForcibly().waitFor();
  }

  @Test
  @Tag("L01")
  void anotherProcessIsRefusedAndToldWhoHoldsTheDirectory() throws IOException {
    DirectoryLock lock = disk.lock(directory);

    assertThat(askOther("lock"))
        .isEqualTo(
            "refused: data directory %s is in use by process %d"
                .formatted(directory, ProcessHandle.current().pid()));

    lock.close();
    assertThat(askOther("lock")).isEqualTo("held");
    assertThatThrownBy(() -> disk.lock(directory))
        .isInstanceOf(DirectoryInUseException.class)
        .hasMessage("data directory " + directory + " is in use by process " + other.pid());
    assertThat(askOther("close")).isEqualTo("closed");
    disk.lock(directory).close();
  }

  @Test
  @Tag("J02")
  void aSecondStoreOfThisProcessDoesNotGiveTheLockAway() throws IOException {
    try (DirectoryLock lock = disk.lock(directory)) {
      assertThatThrownBy(() -> disk.lock(directory)).isInstanceOf(DirectoryInUseException.class);

      assertThat(askOther("lock")).startsWith("refused");
      lock.requireHeld();
    }
  }

  @Test
  void theDeathOfAProcessFreesItsDirectory() throws Exception {
    assertThat(askOther("lock")).isEqualTo("held");
    other.destroyForcibly().waitFor();

    disk.lock(directory).close();
  }

  @Test
  void whoeverTookTheDirectoryOverIsNoticed() throws IOException {
    try (DirectoryLock lock = disk.lock(directory)) {
      Files.delete(directory.resolve("LOCK")); // as an operator might
      assertThat(askOther("lock")).isEqualTo("held");

      assertThatThrownBy(lock::requireHeld)
          .isInstanceOf(DirectoryInUseException.class)
          .hasMessage("data directory " + directory + " was taken over by process " + other.pid());
    }
  }

  @Test
  void withoutItsOwnersFileADirectoryIsNotTrusted() throws IOException {
    try (DirectoryLock lock = disk.lock(directory)) {
      Files.delete(directory.resolve("OWNER"));

      assertThatThrownBy(lock::requireHeld).isInstanceOf(DirectoryInUseException.class);
      assertThat(askOther("lock"))
          .isEqualTo("refused: data directory " + directory + " is in use by another process");
    }
  }

  @Test
  void aLinkOrANewNameIsNoSecondWayIn() throws IOException {
    Path link = Files.createSymbolicLink(temporary.resolve("link"), directory);
    Path moved = temporary.resolve("moved");
    try (DirectoryLock lock = disk.lock(directory)) {
      lock.requireHeld();
      assertThatThrownBy(() -> disk.lock(link)).isInstanceOf(DirectoryInUseException.class);

      Files.move(directory, moved);
      assertThatThrownBy(() -> disk.lock(moved)).isInstanceOf(DirectoryInUseException.class);
    }
    disk.lock(moved).close();
  }

  @Test
  void aDirectoryMadeAgainUnderTheNameCanBeHeldBesideTheOldOne() throws IOException {
    try (DirectoryLock old = disk.lock(directory)) {
      Files.move(directory, temporary.resolve("moved"));
      disk.createDirectories(directory);

      disk.lock(directory).close();
      assertThatThrownBy(old::requireHeld).isInstanceOf(DirectoryInUseException.class);
    }
  }

  @Test
  void aLockTakenByAnotherLibraryOfThisProcessIsRespected() throws IOException {
    Path lockFile = directory.resolve("LOCK");
    List<StandardOpenOption> options = List.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try (FileChannel foreign = FileChannel.open(lockFile, Set.copyOf(options));
        var held = foreign.lock()) {
      assertThat(held.isValid()).isTrue();
      assertThatThrownBy(() -> disk.lock(directory)).isInstanceOf(DirectoryInUseException.class);
    }
    disk.lock(directory).close();
  }

  @Test
  void aFailureToTakeTheLockLeavesTheDirectoryFree() throws IOException {
    Files.createDirectory(directory.resolve("OWNER"));
    assertThatThrownBy(() -> disk.lock(directory)).isInstanceOf(IOException.class);

    Files.delete(directory.resolve("OWNER"));
    disk.lock(directory).close();
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsNamed() {
    Path system = Path.of("/sys");
    assumeTrue(Files.isDirectory(system), "skipped: no /sys here");

    assertThatThrownBy(() -> disk.lock(system))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("data directory /sys is not writable");
  }

  @Test
  void aFileIsNoDirectoryToHold() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "");

    assertThatThrownBy(() -> disk.lock(file)).isInstanceOf(IOException.class);
  }

  private String askOther(String line) throws IOException {
    toOther.write(line + "\n");
    toOther.flush();
    return fromOther.readLine();
  }
}
