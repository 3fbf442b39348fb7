package io.aitta.core.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every file system promises, the real one and those that stand in for it. */
public abstract class FileSystemContract {
  private FileSystem fileSystem;
  private Path directory;

  /** A file system in which {@link #directory} can be created. */
  protected abstract FileSystem fileSystem() throws IOException;

  /** A directory that does not exist yet; nor does its parent. */
  protected abstract Path directory() throws IOException;

  @BeforeEach
  void createTheDirectory() throws IOException {
    fileSystem = fileSystem();
    directory = directory();
    fileSystem.createDirectories(directory);
  }

  @Test
  void whatWasAppendedIsReadBack() throws IOException {
    write("a", "hello ", "world");

    assertThat(text("a")).isEqualTo("hello world");
    assertThat(fileSystem.size(file("a"))).isEqualTo(11);
  }

  @Test
  void anAppendTakesAllBytesOfAllBuffersInTheirOrder() throws IOException {
    ByteBuffer heap = ByteBuffer.wrap("heap ".getBytes(UTF_8));
    ByteBuffer direct = direct("direct ");
    ByteBuffer empty = ByteBuffer.allocate(0);
    ByteBuffer readOnly = ByteBuffer.wrap("read-only".getBytes(UTF_8)).asReadOnlyBuffer();
    try (AppendFile file = fileSystem.create(file("a"))) {
      file.append(heap, direct, empty, readOnly);
      file.append();
      file.append(direct(" and"), direct(""), direct(" direct"));

      assertThat(file.appended()).isEqualTo(32);
    }
    assertThat(text("a")).isEqualTo("heap direct read-only and direct");
    assertThat(heap.hasRemaining() || direct.hasRemaining() || readOnly.hasRemaining()).isFalse();
  }

  @Test
  void anAppendLargerThanAnyStagingIsWrittenWhole() throws IOException {
    byte[] bytes = random(3 * StagingBuffers.BUFFER_BYTES + 17);
    try (AppendFile file = fileSystem.create(file("a"))) {
      file.append(ByteBuffer.wrap(bytes, 0, 5), ByteBuffer.wrap(bytes, 5, bytes.length - 5));
      file.append(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
    }
    assertThat(read("a", 0, bytes.length)).isEqualTo(bytes);
    assertThat(read("a", bytes.length, bytes.length)).isEqualTo(bytes);
  }

  @Test
  void aPreparedFileIsZerosThatAppendsReplace() throws IOException {
    try (AppendFile file = fileSystem.create(file("a"))) {
      file.append(direct("one"));
      file.prepare(1_000_000);
      file.append(direct("two"), ByteBuffer.wrap("three".getBytes(UTF_8)));
      file.append(direct("four"), direct("five"));

      assertThat(file.appended()).isEqualTo(19);
      assertThat(file.prepared()).isEqualTo(1_000_000);
    }
    assertThat(fileSystem.size(file("a"))).isEqualTo(1_000_000);
    assertThat(new String(read("a", 0, 19), UTF_8)).isEqualTo("onetwothreefourfive");
    assertThat(read("a", 19, 999_981)).isEqualTo(new byte[999_981]);
  }

  @Test
  void preparingLessThanThereIsDoesNothing() throws IOException {
    try (AppendFile file = fileSystem.create(file("a"))) {
      file.append(direct("hello"));
      file.prepare(3);

      assertThat(file.prepared()).isEqualTo(5);
    }
    assertThat(text("a")).isEqualTo("hello");
  }

  @Test
  void appendingBeyondPreparedSpaceMakesTheFileLonger() throws IOException {
    try (AppendFile file = fileSystem.create(file("a"))) {
      file.prepare(3);
      file.append(direct("hello"));

      assertThat(file.prepared()).isEqualTo(5);
    }
    assertThat(text("a")).isEqualTo("hello");
  }

  @Test
  void aReadEndsWhereTheFileEnds() throws IOException {
    write("a", "hello");
    try (ReadFile file = fileSystem.openRead(file("a"))) {
      ByteBuffer target = ByteBuffer.allocate(10).position(2);

      assertThat(file.readAt(3, target)).isEqualTo(2);
      assertThat(target.position()).isEqualTo(4);
      assertThat(Arrays.copyOfRange(target.array(), 0, 5)).isEqualTo("\0\0lo\0".getBytes(UTF_8));
      assertThat(file.readAt(5, target)).isZero();
      assertThat(file.readAt(5_000_000_000L, target)).isZero();
      assertThat(file.size()).isEqualTo(5);
    }
  }

  @Test
  void aReadFillsHeapAndDirectBuffersAlike() throws IOException {
    byte[] bytes = random(2 * StagingBuffers.BUFFER_BYTES + 3);
    try (AppendFile file = fileSystem.create(file("a"))) {
      file.append(ByteBuffer.wrap(bytes));
    }
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length - 1);
    try (ReadFile file = fileSystem.openRead(file("a"))) {
      assertThat(file.readAt(1, direct)).isEqualTo(bytes.length - 1);
    }
    assertThat(direct.flip())
        .isEqualTo(ByteBuffer.wrap(read("a", 1, bytes.length - 1)))
        .isEqualTo(ByteBuffer.wrap(bytes, 1, bytes.length - 1));
  }

  @Test
  void aNegativeOffsetIsRefused() throws IOException {
    write("a", "hello");
    try (ReadFile file = fileSystem.openRead(file("a"))) {
      assertThatThrownBy(() -> file.readAt(-1, ByteBuffer.allocate(1)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aFileThatExistsIsNeverCreatedAgain() throws IOException {
    write("a", "hello");

    assertThatThrownBy(() -> fileSystem.create(file("a")))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(text("a")).isEqualTo("hello");
  }

  @Test
  void aFileThatDoesNotExistIsNamed() {
    assertThatThrownBy(() -> fileSystem.openRead(file("a")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining(file("a").toString());
    assertThatThrownBy(() -> fileSystem.size(file("a"))).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> fileSystem.delete(file("a"))).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> fileSystem.rename(file("a"), file("b")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> fileSystem.link(file("a"), file("b")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> fileSystem.create(directory.resolve("none").resolve("a")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> fileSystem.list(directory.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> fileSystem.syncDirectory(directory.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> fileSystem.lock(directory.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> fileSystem.usableBytes(directory.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aRenameReplacesWhatWasThere() throws IOException {
    write("a", "new");
    write("b", "old");

    fileSystem.rename(file("a"), file("b"));

    assertThat(text("b")).isEqualTo("new");
    assertThat(fileSystem.exists(file("a"))).isFalse();
  }

  @Test
  void aRenameReachesAnotherDirectory() throws IOException {
    fileSystem.createDirectories(directory.resolve("other"));
    write("a", "hello");

    fileSystem.rename(file("a"), file("other/b"));

    assertThat(text("other/b")).isEqualTo("hello");
    assertThat(fileSystem.list(directory)).containsExactly("other");
  }

  @Test
  void aLinkIsASecondNameForTheSameBytes() throws IOException {
    write("a", "hello");

    fileSystem.link(file("a"), file("b"));
    fileSystem.delete(file("a"));

    assertThat(text("b")).isEqualTo("hello");
    assertThatThrownBy(() -> fileSystem.link(file("b"), file("b")))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void aDeletedFileCanBeReadByWhoHasItOpen() throws IOException {
    write("a", "hello");
    try (ReadFile file = fileSystem.openRead(file("a"))) {
      fileSystem.delete(file("a"));

      ByteBuffer target = ByteBuffer.allocate(5);
      assertThat(file.readAt(0, target)).isEqualTo(5);
      assertThat(target.array()).isEqualTo("hello".getBytes(UTF_8));
    }
    assertThat(fileSystem.exists(file("a"))).isFalse();
  }

  @Test
  void namesAreListedSorted() throws IOException {
    write("b", "");
    write("c", "");
    write("a", "");
    fileSystem.createDirectories(directory.resolve("bb"));

    assertThat(fileSystem.list(directory)).containsExactly("a", "b", "bb", "c");
  }

  @Test
  void directoriesAreCreatedWithTheirParentsAndOnlyOnce() throws IOException {
    Path deep = directory.resolve("x/y/z");

    fileSystem.createDirectories(deep);
    fileSystem.createDirectories(deep);

    assertThat(fileSystem.exists(deep)).isTrue();
    assertThat(fileSystem.list(directory)).containsExactly("x");
    write("f", "");
    assertThatThrownBy(() -> fileSystem.createDirectories(file("f")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aDirectoryIsNoFile() throws IOException {
    Path inner = directory.resolve("inner");
    fileSystem.createDirectories(inner);
    write("a", "hello");

    assertThatThrownBy(() -> fileSystem.create(inner))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> fileSystem.openRead(inner)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> fileSystem.delete(inner)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> fileSystem.rename(inner, file("b"))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> fileSystem.rename(file("a"), inner)).isInstanceOf(IOException.class);
    assertThat(fileSystem.list(directory)).containsExactly("a", "inner");
  }

  @Test
  void syncingKeepsWhatIsThere() throws IOException {
    try (AppendFile file = fileSystem.create(file("a"))) {
      file.append(direct("hello"));
      file.sync();
      fileSystem.syncDirectory(directory);
      file.append(direct(" world"));
    }
    assertThat(text("a")).isEqualTo("hello world");
  }

  @Test
  void aClosedFileIsOfNoUseAndClosingAgainDoesNothing() throws IOException {
    AppendFile written = fileSystem.create(file("a"));
    written.append(direct("hello"));
    written.close();
    written.close();
    assertThatThrownBy(() -> written.append(direct("x"))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> written.prepare(100)).isInstanceOf(IOException.class);
    assertThatThrownBy(written::sync).isInstanceOf(IOException.class);

    ReadFile read = fileSystem.openRead(file("a"));
    read.close();
    read.close();
    assertThatThrownBy(() -> read.readAt(0, ByteBuffer.allocate(1)))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(read::size).isInstanceOf(IOException.class);
    assertThat(text("a")).isEqualTo("hello");
  }

  @Test
  void aDirectoryHasOneOwnerAtATime() throws IOException {
    DirectoryLock first = fileSystem.lock(directory);
    assertThatThrownBy(() -> fileSystem.lock(directory))
        .isInstanceOf(DirectoryInUseException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("this process");
    first.requireHeld();

    first.close();
    try (DirectoryLock second = fileSystem.lock(directory)) {
      first.close(); // once more, late: must not release what the second holds
      second.requireHeld();
      assertThatThrownBy(() -> fileSystem.lock(directory))
          .isInstanceOf(DirectoryInUseException.class);
    }
    assertThatThrownBy(first::requireHeld).isInstanceOf(IOException.class);
  }

  @Test
  @Tag("L02")
  void theLocksFileStaysWhenTheLockGoes() throws IOException {
    fileSystem.lock(directory).close();

    assertThat(fileSystem.list(directory)).containsExactly("LOCK", "OWNER");
  }

  @Test
  @Tag("J02")
  void nothingButTheLockTouchesItsFile() throws IOException {
    fileSystem.lock(directory).close();
    write("a", "");
    Path lock = file("LOCK");

    assertThatThrownBy(() -> fileSystem.openRead(lock)).hasMessageContaining("may touch its file");
    assertThatThrownBy(() -> fileSystem.delete(lock)).hasMessageContaining("may touch its file");
    assertThatThrownBy(() -> fileSystem.rename(lock, file("b")))
        .hasMessageContaining("may touch its file");
    assertThatThrownBy(() -> fileSystem.rename(file("a"), lock))
        .hasMessageContaining("may touch its file");
    assertThatThrownBy(() -> fileSystem.link(lock, file("b")))
        .hasMessageContaining("may touch its file");
    assertThatThrownBy(() -> fileSystem.create(directory.resolve("x/LOCK")))
        .hasMessageContaining("may touch its file");
    assertThat(fileSystem.list(directory)).containsExactly("LOCK", "OWNER", "a");
  }

  @Test
  void anotherWayToWriteADirectorysPathIsNoSecondWayIn() throws IOException {
    try (DirectoryLock lock = fileSystem.lock(directory)) {
      lock.requireHeld();
      assertThatThrownBy(() -> fileSystem.lock(directory.resolve("../" + directory.getFileName())))
          .isInstanceOf(DirectoryInUseException.class);
    }
  }

  @Test
  void spaceIsKnown() throws IOException {
    assertThat(fileSystem.usableBytes(directory)).isPositive();
    assertThat(fileSystem.totalBytes(directory))
        .isGreaterThanOrEqualTo(fileSystem.usableBytes(directory));
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  private void write(String name, String... parts) throws IOException {
    try (AppendFile file = fileSystem.create(file(name))) {
      for (String part : parts) {
        file.append(ByteBuffer.wrap(part.getBytes(UTF_8)));
      }
    }
  }

  private String text(String name) throws IOException {
    return new String(read(name, 0, (int) fileSystem.size(file(name))), UTF_8);
  }

  private byte[] read(String name, long offset, int length) throws IOException {
    try (ReadFile file = fileSystem.openRead(file(name))) {
      ByteBuffer target = ByteBuffer.allocate(length);
      assertThat(file.readAt(offset, target)).isEqualTo(length);
      return target.array();
    }
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static ByteBuffer direct(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }
}
