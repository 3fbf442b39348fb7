package io.aitta.core.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Direct memory stays within its bound, whatever passes through. */
@Timeout(60)
class StagingBuffersTest {
  @TempDir Path temporary;

  @Test
  void thereAreNeverMoreThanTheBoundAndWhoFindsNoneWaits() throws Exception {
    var buffers = new StagingBuffers(3, PageBuffers.PAGE_BYTES);
    var held = new AtomicInteger();
    var heldMost = new AtomicInteger();
    ExecutorService executor = Executors.newFixedThreadPool(12);
    var tasks = new ArrayList<Future<?>>();
    for (int i = 0; i < 2_000; i++) {
      tasks.add(
          executor.submit(
              () -> {
                ByteBuffer buffer = buffers.take();
                heldMost.accumulateAndGet(held.incrementAndGet(), Math::max);
                buffer.putInt(7);
                held.decrementAndGet();
                buffers.giveBack(buffer);
              }));
    }
    for (Future<?> task : tasks) {
      task.get();
    }
    executor.shutdown();

    assertThat(heldMost.get()).isBetween(1, 3);
    assertThat(buffers.allocated()).isBetween(1, 3);
  }

  @Test
  void aBufferComesEmptyWhateverItsLastUserLeft() {
    var buffers = new StagingBuffers(1, PageBuffers.PAGE_BYTES);
    ByteBuffer used = buffers.take();
    used.putInt(1).limit(5);
    buffers.giveBack(used);

    ByteBuffer again = buffers.take();

    assertThat(again).isSameAs(used);
    assertThat(again.remaining()).isEqualTo(PageBuffers.PAGE_BYTES);
  }

  @Test
  void largeHeapBuffersLeaveNoDirectMemoryBehind() throws Exception {
    int bytes = 16 << 20;
    int threads = 4;
    ByteBuffer large = ByteBuffer.allocate(bytes);
    long before = directBytes();
    var done = new CountDownLatch(threads);
    var measured = new CountDownLatch(1);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    var tasks = new ArrayList<Future<?>>();
    for (int i = 0; i < threads; i++) {
      Path path = temporary.resolve("file" + i);
      tasks.add(
          executor.submit(
              () -> {
                writeAndRead(path, large.duplicate());
                done.countDown();
                measured.await(); // what a thread caches goes with the thread
                return null;
              }));
    }
    done.await();
    long grown = directBytes() - before;
    measured.countDown();
    for (Future<?> task : tasks) {
      task.get();
    }
    executor.shutdown();

    assertThat(grown).isLessThan(StagingBuffers.BUFFERS_MAX * StagingBuffers.BUFFER_BYTES + bytes);
  }

  private static void writeAndRead(Path path, ByteBuffer large) throws IOException {
    FileSystem disk = FileSystem.disk();
    try (AppendFile file = disk.create(path)) {
      file.append(large.duplicate());
    }
    try (ReadFile file = disk.openRead(path)) {
      assertThat(file.readAt(0, ByteBuffer.allocate(large.capacity()))).isEqualTo(large.capacity());
    }
    disk.delete(path);
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
