package io.aitta.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract, kept by the real disk around its page cache; and what is special there. */
class UncachedFileSystemTest extends FileSystemContract {
  private static final int PAGE = PageBuffers.PAGE_BYTES;

  @TempDir Path temporary;

  @Override
  protected FileSystem fileSystem() {
    return FileSystem.disk().uncached();
  }

  @Override
  protected Path directory() {
    return temporary.resolve("parent/data");
  }

  @Test
  void whateverTheLengthsOfTheAppendsTheBytesAreThere() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    for (int run = 0; run < 30; run++) {
      Path path = temporary.resolve("appends" + run);
      byte[] bytes = new byte[random.nextInt(1, 1 << 20)];
      random.nextBytes(bytes);
      ByteBuffer pages = PageBuffers.allocate(64 * PAGE);
      try (AppendFile file = fileSystem().create(path)) {
        int at = 0;
        while (at < bytes.length) { // whole pages most often, as a table's writer does
          int most = random.nextInt(4) > 0 ? pages.capacity() : 1 + random.nextInt(3 * PAGE);
          int length = Math.min(most, bytes.length - at);
          file.append(pages.clear().put(bytes, at, length).flip());
          at += length;
        }
        assertThat(file.appended()).isEqualTo(bytes.length);
        file.sync();
      }
      assertThat(Arrays.equals(Files.readAllBytes(path), bytes)).isTrue();
    }
  }

  @Test
  void readsOfAnyPlaceAndLengthSeeTheBytes() throws IOException {
    byte[] bytes = new byte[3 * StagingBuffers.BUFFER_BYTES + 1234];
    SplittableRandom random = new SplittableRandom(2);
    random.nextBytes(bytes);
    Path path = Files.write(temporary.resolve("reads"), bytes);
    try (ReadFile file = fileSystem().openRead(path)) {
      for (int i = 0; i < 300; i++) {
        int offset = random.nextInt(bytes.length + 3 * PAGE);
        ByteBuffer target = ByteBuffer.allocate(1 + random.nextInt(bytes.length));
        int expected = Math.max(0, Math.min(target.capacity(), bytes.length - offset));
        assertThat(file.readAt(offset, target)).isEqualTo(expected);
        assertThat(target.position()).isEqualTo(expected);
        int from = Math.min(offset, bytes.length);
        assertThat(Arrays.equals(bytes, from, from + expected, target.array(), 0, expected))
            .as("%d bytes at %d", expected, offset)
            .isTrue();
      }
    }
  }

  @Test
  void wholePagesPassByTheCacheAndAreWrittenAsFarAsTheyGo() throws IOException {
    Path path = temporary.resolve("pages");
    assumeTrue(hasDirect(), "this file system has no way around its cache");
    try (UncachedChannel channel = UncachedChannel.create(path)) {
      ByteBuffer source = PageBuffers.allocate(4 * PAGE).limit(2 * PAGE + 10);
      assertThat(channel.write(source, 0)).isEqualTo(2 * PAGE);
      assertThat(source.remaining()).isEqualTo(10);
      assertThat(channel.write(source, 2 * PAGE)).isEqualTo(10);
    }
    assertThat(Files.size(path)).isEqualTo(2 * PAGE + 10);
  }

  @Test
  void aReadAfterCloseIsRefused() throws IOException {
    Path path = Files.write(temporary.resolve("closed"), new byte[1 << 20]);
    ReadFile file = fileSystem().openRead(path);
    file.readAt(0, ByteBuffer.allocate(1 << 18));
    file.close();
    assertThatThrownBy(() -> file.readAt(0, ByteBuffer.allocate(1 << 18)))
        .isInstanceOf(IOException.class);
    ReadFile never = fileSystem().openRead(path);
    never.close();
    assertThatThrownBy(() -> never.readAt(0, ByteBuffer.allocate(1 << 18)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void anInterruptedThreadReadsAndWritesOn() throws IOException {
    Path path = temporary.resolve("interrupted");
    Thread.currentThread().interrupt();
    try (AppendFile file = fileSystem().create(path)) {
      file.append(PageBuffers.allocate(64 * PAGE));
      file.sync();
    }
    try (ReadFile file = fileSystem().openRead(path)) {
      assertThat(file.readAt(10, ByteBuffer.allocate(50 * PAGE))).isEqualTo(50 * PAGE);
    }
    assertThat(Thread.interrupted()).isTrue();
  }

  private boolean hasDirect() throws IOException {
    Path probe = Files.createFile(temporary.resolve("probe"));
    try (UninterruptibleChannel direct =
        UncachedChannel.openDirect(probe, StandardOpenOption.WRITE)) {
      return direct != null;
    }
  }
}
