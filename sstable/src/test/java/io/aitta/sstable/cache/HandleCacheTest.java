package io.aitta.sstable.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.io.AppendFile;
import io.aitta.core.io.fault.Fault;
import io.aitta.core.io.fault.FaultPlan;
import io.aitta.core.io.fault.FaultyFileSystem;
import io.aitta.core.io.fault.FileOperation;
import io.aitta.core.io.memory.MemoryFileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class HandleCacheTest {
  private static final Path DIR = Path.of("/tables");

  private final MemoryFileSystem disk = new MemoryFileSystem();

  private List<HandleCache.Handle> files(HandleCache cache, int count) throws IOException {
    disk.createDirectories(DIR);
    List<HandleCache.Handle> handles = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path path = DIR.resolve(i + ".sst");
      try (AppendFile file = disk.create(path)) {
        file.append(ByteBuffer.wrap(new byte[] {(byte) i}));
      }
      handles.add(cache.handle(path));
    }
    return handles;
  }

  private static int read(HandleCache.Handle handle) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(1);
    assertThat(handle.readAt(0, target)).isEqualTo(1);
    return target.get(0);
  }

  @Test
  void aFileIsOpenedWhenReadAndStaysOpen() throws IOException {
    HandleCache cache = new HandleCache(disk, 3);
    HandleCache.Handle handle = files(cache, 1).get(0);
    assertThat(disk.openHandles()).isEmpty();
    assertThat(read(handle)).isZero();
    assertThat(read(handle)).isZero();
    assertThat(handle.size()).isEqualTo(1);
    assertThat(cache.opened()).isEqualTo(1);
    assertThat(cache.open()).isEqualTo(1);
    assertThat(disk.openHandles()).hasSize(1);
  }

  @Test
  void idleFilesBeyondTheBoundAreClosedAndOpenedAgainWhenNeeded() throws IOException {
    HandleCache cache = new HandleCache(disk, 3);
    List<HandleCache.Handle> handles = files(cache, 10);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 10; i++) {
        assertThat(read(handles.get(i))).isEqualTo(i);
        assertThat(disk.openHandles()).hasSizeLessThanOrEqualTo(3);
        assertThat(cache.open()).isEqualTo(disk.openHandles().size());
      }
    }
    assertThat(cache.opened()).isEqualTo(30);
  }

  @Test
  void aFileReadOftenStaysOpenWhileOthersComeAndGo() throws IOException {
    HandleCache cache = new HandleCache(disk, 3);
    List<HandleCache.Handle> handles = files(cache, 20);
    for (int i = 1; i < 20; i++) {
      assertThat(read(handles.get(0))).isZero();
      assertThat(read(handles.get(i))).isEqualTo(i);
    }
    assertThat(cache.opened()).isEqualTo(20);
  }

  @Test
  void aClosedHandleReleasesItsFileAndRefusesReads() throws IOException {
    HandleCache cache = new HandleCache(disk, 3);
    List<HandleCache.Handle> handles = files(cache, 2);
    read(handles.get(0));
    handles.get(0).close();
    handles.get(0).close();
    handles.get(1).close();
    assertThat(disk.openHandles()).isEmpty();
    assertThatThrownBy(() -> read(handles.get(0))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> read(handles.get(1))).isInstanceOf(IllegalStateException.class);
    assertThat(disk.openHandles()).isEmpty();
    assertThat(cache.failedCloses()).isZero();
  }

  @Test
  void aMissingFileIsToldAndLeavesNothingOpen() {
    HandleCache cache = new HandleCache(disk, 3);
    HandleCache.Handle handle = cache.handle(DIR.resolve("missing.sst"));
    assertThatThrownBy(() -> read(handle)).isInstanceOf(NoSuchFileException.class);
    assertThat(cache.open()).isZero();
  }

  @Test
  @Tag("S07")
  void aHandleClosedWhileItIsReadClosesItsFileAfterTheRead() throws IOException {
    FaultPlan plan = new FaultPlan();
    HandleCache cache = new HandleCache(new FaultyFileSystem(disk, plan), 3);
    HandleCache.Handle handle = files(cache, 2).get(1);
    plan.add(
        Fault.on(FileOperation.READ)
            .succeeds()
            .running(
                (operation, file, number) -> {
                  handle.close();
                  assertThat(disk.openHandles()).hasSize(1);
                }));
    assertThat(read(handle)).isEqualTo(1);
    assertThat(disk.openHandles()).isEmpty();
    assertThat(cache.open()).isZero();
  }

  @Test
  void aFileInUseIsNotClosedForAnother() throws IOException {
    FaultPlan plan = new FaultPlan();
    HandleCache cache = new HandleCache(new FaultyFileSystem(disk, plan), 1);
    List<HandleCache.Handle> handles = files(cache, 2);
    plan.add(
        Fault.on(FileOperation.READ)
            .at(1)
            .succeeds()
            .running(
                (operation, file, number) -> {
                  assertThat(read(handles.get(1))).isEqualTo(1);
                  assertThat(disk.openHandles())
                      .singleElement()
                      .satisfies(open -> assertThat(open.file().toString()).endsWith("0.sst"));
                }));
    assertThat(read(handles.get(0))).isZero();
    assertThat(disk.openHandles()).hasSize(1);
    assertThat(cache.open()).isEqualTo(1);
  }

  @Test
  void manyThreadsReadThroughFewHandles() throws IOException, InterruptedException {
    HandleCache cache = new HandleCache(disk, 2);
    List<HandleCache.Handle> handles = files(cache, 8);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Random random = new Random(t);
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 5000; i++) {
                  int file = random.nextInt(8);
                  try {
                    assertThat(read(handles.get(file))).isEqualTo(file);
                  } catch (IOException unexpected) {
                    throw new AssertionError(unexpected);
                  }
                }
              });
      thread.setUncaughtExceptionHandler((dead, thrown) -> failure.set(thrown));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failure.get()).isNull();
    assertThat(cache.open()).isEqualTo(2);
    assertThat(disk.openHandles()).hasSize(2);
    handles.forEach(HandleCache.Handle::close);
    assertThat(disk.openHandles()).isEmpty();
  }
}
