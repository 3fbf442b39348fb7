package io.aitta.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reads of the real disk: short ones, interrupted ones, and many at once. */
@Timeout(60)
class DiskReadFileTest {
  private static final int READERS = 4;
  private static final int FILE_BYTES = 1 << 20;

  @TempDir Path temporary;
  private Path path;

  @BeforeEach
  void writeTheFile() throws IOException {
    path = temporary.resolve("file");
    byte[] bytes = new byte[FILE_BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = byteAt(i);
    }
    Files.write(path, bytes);
  }

  @Test
  @Tag("J04")
  void shortReadsAreContinued() throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer target = ByteBuffer.allocateDirect(100);

      assertThat(DiskReadFile.fill(new ShortChannel(channel, 1), 5, target)).isEqualTo(100);
      assertThat(target.get(99)).isEqualTo(byteAt(104));
      assertThat(DiskReadFile.fill(new ShortChannel(channel, 3), FILE_BYTES - 10, target.clear()))
          .isEqualTo(10);
    }
  }

  @Test
  void anInterruptedThreadReadsAndStaysInterrupted() throws Exception {
    try (DiskReadFile file = DiskReadFile.open(path)) {
      boolean stillSet =
          inAnotherThread(
              () -> {
                Thread.currentThread().interrupt();
                assertThat(file.readAt(7, ByteBuffer.allocate(10))).isEqualTo(10);
                assertThat(file.readAt(7, ByteBuffer.allocateDirect(10))).isEqualTo(10);
                assertThat(file.size()).isEqualTo(FILE_BYTES);
                return Thread.currentThread().isInterrupted();
              });

      assertThat(stillSet).isTrue();
      assertThat(file.reopened()).isZero();
    }
  }

  @Test
  @Tag("J01")
  @Tag("J09")
  void interruptsInTheMiddleOfReadsFailNobodysRead() throws Exception {
    var failures = new ConcurrentLinkedQueue<Throwable>();
    var flagsSeen = new AtomicLong();
    var ended = new AtomicBoolean();
    var readers = new ArrayList<Thread>();
    try (DiskReadFile file = DiskReadFile.open(path)) {
      for (int i = 0; i < READERS; i++) {
        var random = new Random(i);
        readers.add(new Thread(() -> readUntil(ended, file, random, flagsSeen, failures)));
      }
      readers.forEach(Thread::start);
      var random = new Random(99);
      while (failures.isEmpty() && (file.reopened() < 50 || flagsSeen.get() < 50)) {
        readers.get(random.nextInt(READERS)).interrupt();
        Thread.onSpinWait();
      }
      ended.set(true);
      for (Thread reader : readers) {
        reader.join();
      }

      assertThat(failures).isEmpty();
      assertThat(openHandlesOf(path)).isLessThanOrEqualTo(1);
    }
    assertThat(openHandlesOf(path)).isZero();
  }

  private static void readUntil(
      AtomicBoolean ended,
      ReadFile file,
      Random random,
      AtomicLong flagsSeen,
      ConcurrentLinkedQueue<Throwable> failures) {
    ByteBuffer heap = ByteBuffer.allocate(4096);
    ByteBuffer direct = ByteBuffer.allocateDirect(64 * 1024);
    try {
      while (!ended.get()) {
        ByteBuffer target = random.nextBoolean() ? heap.clear() : direct.clear();
        long offset = random.nextInt(FILE_BYTES - target.capacity());
        assertThat(file.readAt(offset, target)).isEqualTo(target.capacity());
        for (int i = 0; i < target.capacity(); i += 97) {
          assertThat(target.get(i)).isEqualTo(byteAt(offset + i));
        }
        assertThat(file.size()).isEqualTo(FILE_BYTES);
        if (Thread.interrupted()) {
          flagsSeen.incrementAndGet();
        }
      }
    } catch (Throwable failure) {
      failures.add(failure);
    }
  }

  @Test
  void anotherFileUnderTheNameIsNotReadAfterAnInterrupt() throws Exception {
    DiskReadFile file = DiskReadFile.open(path);
    Files.move(path, temporary.resolve("moved"));
    Files.write(path, new byte[FILE_BYTES]);

    assertThatThrownBy(
            () -> {
              ByteBuffer target = ByteBuffer.allocateDirect(FILE_BYTES);
              while (true) {
                interruptWhileReading(file, target.clear());
                assertThat(target.get(1)).isEqualTo(byteAt(1));
              }
            })
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseInstanceOf(IOException.class)
        .hasRootCauseMessage("replaced while it was open for reads: " + path);
    file.close();
  }

  private static void interruptWhileReading(ReadFile file, ByteBuffer target) throws Exception {
    var reader = new ConcurrentLinkedQueue<Thread>();
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      Future<Integer> read =
          executor.submit(
              () -> {
                reader.add(Thread.currentThread());
                return file.readAt(0, target);
              });
      while (!read.isDone()) {
        reader.forEach(Thread::interrupt);
      }
      assertThat(read.get()).isEqualTo(FILE_BYTES);
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void closingEndsReadsWithAnErrorAndReopensNothing() throws Exception {
    for (int round = 0; round < 50; round++) {
      DiskReadFile file = DiskReadFile.open(path);
      var reads = new AtomicLong();
      ExecutorService executor = Executors.newSingleThreadExecutor();
      Future<Void> reading =
          executor.submit(
              () -> {
                while (true) {
                  file.readAt(0, ByteBuffer.allocateDirect(4096));
                  reads.incrementAndGet();
                }
              });
      while (reads.get() == 0 && !reading.isDone()) {
        Thread.onSpinWait();
      }
      file.close();

      assertThatThrownBy(reading::get).hasRootCauseMessage("used after close: " + path);
      assertThat(file.reopened()).isZero();
      executor.shutdown();
    }
    assertThat(openHandlesOf(path)).isZero();
  }

  private static <T> T inAnotherThread(Callable<T> task) throws Exception {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      return executor.submit(task).get();
    } finally {
      executor.shutdown();
    }
  }

  private static long openHandlesOf(Path path) throws IOException {
    Path handles = Path.of("/proc/self/fd");
    if (!Files.isDirectory(handles)) {
      return 0;
    }
    long count = 0;
    try (Stream<Path> all = Files.list(handles)) {
      for (Path handle : List.copyOf(all.toList())) {
        if (Files.isSymbolicLink(handle) && Files.readSymbolicLink(handle).equals(path)) {
          count++;
        }
      }
    }
    return count;
  }

  private static byte byteAt(long offset) {
    return (byte) ((offset * 31) >>> 3);
  }
}
