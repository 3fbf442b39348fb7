package io.aitta.core.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How bytes get to the real disk. */
class DiskAppendFileTest {
  @TempDir Path temporary;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 1_000_000})
  @Tag("J04")
  void shortWritesAreContinued(int bytesMax) throws IOException {
    Path path = temporary.resolve("file");
    ShortWrites channel = channel(path, bytesMax);
    try (AppendFile file = new DiskAppendFile(path, channel)) {
      file.append(direct("single direct,"));
      file.prepare(200);
      file.append(direct("several "), direct(""), direct("direct,"));
      file.append(heap("heap "), heap("and "), direct("direct"));

      assertThat(file.appended()).isEqualTo(14 + 15 + 15);
      assertThat(file.prepared()).isEqualTo(200);
    }
    assertThat(Files.readString(path))
        .isEqualTo("single direct,several direct,heap and direct" + "\0".repeat(156));
    assertThat(channel.heapBuffers).isZero();
  }

  @Test
  void anAppendIsOneCallWhateverItsBuffers() throws IOException {
    Path path = temporary.resolve("file");
    ShortWrites channel = channel(path, Integer.MAX_VALUE);
    try (AppendFile file = new DiskAppendFile(path, channel)) {
      file.append(ByteBuffer.allocateDirect(3 * StagingBuffers.BUFFER_BYTES));
      assertThat(channel.calls).isEqualTo(1);

      file.append(direct("a"), direct("b"), direct("c"));
      assertThat(channel.calls).isEqualTo(2);

      file.append(heap("a"), direct("b"), heap("c"));
      assertThat(channel.calls).isEqualTo(3);

      file.append(heap(""), direct(""));
      file.append();
      assertThat(channel.calls).isEqualTo(3);
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "needs /dev/full")
  void aFullDiskIsToldApartWhicheverCallMeetsIt() throws IOException {
    Path full = Path.of("/dev/full");
    WriteChannel channel = UninterruptibleChannel.open(full, StandardOpenOption.WRITE);
    try (AppendFile file = new DiskAppendFile(full, channel)) {
      assertThatThrownBy(() -> file.append(heap("x"))).isInstanceOf(DiskFullException.class);
      assertThatThrownBy(() -> file.append(direct("x"))).isInstanceOf(DiskFullException.class);
      assertThatThrownBy(() -> file.append(direct("x"), direct("y")))
          .isInstanceOf(DiskFullException.class);
      assertThatThrownBy(() -> file.prepare(1))
          .isInstanceOf(DiskFullException.class)
          .hasMessageContaining("/dev/full");
      assertThat(file.prepared()).isZero();
      assertThat(file.appended()).isZero();
    }
  }

  @Test
  void quotaIsAFullDiskTooAndAnotherFailureIsNot() {
    Path file = Path.of("/data/x");

    assertThat(DiskErrors.of(new IOException("Disk quota exceeded"), file))
        .isInstanceOf(DiskFullException.class);
    assertThat(
            DiskErrors.of(
                new java.nio.file.FileSystemException("/data/x", null, "No space left on device"),
                file))
        .isInstanceOf(DiskFullException.class)
        .hasMessageContaining("/data/x");
    IOException other = new IOException("Input/output error");
    assertThat(DiskErrors.of(other, file)).isSameAs(other);
    IOException mute = new IOException((String) null);
    assertThat(DiskErrors.of(mute, file)).isSameAs(mute);
    IOException known = new DiskFullException("No space left on device");
    assertThat(DiskErrors.of(known, file)).isSameAs(known);
  }

  /** The flag before a write, and the flag in the middle of many. */
  @Test
  void anInterruptedThreadWritesAndSyncsAndStaysInterrupted() throws Exception {
    Path path = temporary.resolve("file");
    var wrote = new CountDownLatch(1);
    var done = new CompletableFuture<Boolean>();
    Thread writer =
        new Thread(
            () -> {
              try (AppendFile file = DiskFileSystem.INSTANCE.create(path)) {
                Thread.currentThread().interrupt();
                for (int i = 0; i < 2_000; i++) {
                  file.append(direct("0123456789"));
                  file.sync();
                  wrote.countDown();
                }
                DiskFileSystem.INSTANCE.syncDirectory(temporary);
                done.complete(Thread.currentThread().isInterrupted());
              } catch (Throwable failed) {
                done.completeExceptionally(failed);
              }
            });
    writer.start();
    wrote.await();
    while (!done.isDone()) {
      writer.interrupt();
      Thread.onSpinWait();
    }

    assertThat(done.join()).isTrue();
    assertThat(Files.size(path)).isEqualTo(20_000);
  }

  private ShortWrites channel(Path path, int bytesMax) throws IOException {
    return new ShortWrites(
        UninterruptibleChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        bytesMax);
  }

  /** Writes at most so many bytes a call, counts its calls, and sees heap buffers. */
  private static final class ShortWrites implements WriteChannel {
    private final WriteChannel inner;
    private final int bytesMax;
    int calls;
    int heapBuffers;

    ShortWrites(WriteChannel inner, int bytesMax) {
      this.inner = inner;
      this.bytesMax = bytesMax;
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      calls++;
      heapBuffers += source.isDirect() ? 0 : 1;
      int limit = source.limit();
      source.limit(Math.min(limit, source.position() + Math.min(bytesMax, source.remaining())));
      try {
        return inner.write(source, position);
      } finally {
        source.limit(limit);
      }
    }

    @Override
    public void force(boolean everything) throws IOException {
      inner.force(everything);
    }

    @Override
    public boolean isOpen() {
      return inner.isOpen();
    }

    @Override
    public void close() throws IOException {
      inner.close();
    }
  }

  private static ByteBuffer heap(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private static ByteBuffer direct(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }
}
