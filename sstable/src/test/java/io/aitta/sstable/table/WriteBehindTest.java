package io.aitta.sstable.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.io.AppendFile;
import io.aitta.core.io.ReadFile;
import io.aitta.core.io.fault.Failure;
import io.aitta.core.io.fault.Fault;
import io.aitta.core.io.fault.FaultPlan;
import io.aitta.core.io.fault.FaultyFileSystem;
import io.aitta.core.io.fault.FileOperation;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.core.io.memory.MemoryFileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class WriteBehindTest {
  private static final Path DIR = Path.of("/store");
  private static final Path FILE = DIR.resolve("file");

  private final MemoryFileSystem disk = new MemoryFileSystem();
  private final FaultPlan plan = new FaultPlan();
  private final FaultyFileSystem fs = new FaultyFileSystem(disk, plan);
  private final ArrayDeque<Runnable> called = new ArrayDeque<>();
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  @BeforeEach
  void createTheDirectory() throws IOException {
    disk.createDirectories(DIR);
    disk.syncDirectory(DIR);
  }

  @AfterEach
  void endTheThread() throws InterruptedException {
    thread.shutdownNow();
    assertThat(thread.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  private static ByteBuffer full(int number) {
    ByteBuffer buffer = WriteBehind.takeBuffer();
    buffer.putInt(number);
    return buffer.flip();
  }

  private void assertHolds(int numbers) throws IOException {
    assertHolds(disk, numbers);
  }

  private static void assertHolds(MemoryFileSystem where, int numbers) throws IOException {
    try (ReadFile file = where.openRead(FILE)) {
      ByteBuffer all = ByteBuffer.allocate(numbers * Integer.BYTES + 1);
      file.readAt(0, all);
      assertThat(all.flip().remaining()).isEqualTo(numbers * Integer.BYTES);
      for (int k = 0; k < numbers; k++) {
        assertThat(all.getInt()).isEqualTo(k);
      }
    }
  }

  @Test
  void withoutAHelperTheFillingThreadWritesAll() throws IOException {
    var output = new WriteBehind(fs.create(FILE), called::add);
    for (int k = 0; k < 20; k++) {
      output.append(full(k));
    }
    output.end();
    output.awaitDurable();
    disk.syncDirectory(DIR);
    assertHolds(disk.afterCrash(CrashPolicy.STRICT, new Random(1)), 20);
    assertThat(called).as("one helper is enough").hasSize(1);
    called.remove().run();
    assertHolds(20);
  }

  @Test
  void anExecutorThatTakesNothingIsNoFailure() throws IOException {
    Executor shutDown =
        task -> {
          throw new RejectedExecutionException("over");
        };
    var output = new WriteBehind(fs.create(FILE), shutDown);
    for (int k = 0; k < 20; k++) {
      output.append(full(k));
    }
    output.end();
    output.awaitDurable();
    assertHolds(20);
  }

  @Test
  void aHelperWritesSyncsAndCloses() throws IOException {
    var output = new WriteBehind(fs.create(FILE), called::add);
    output.append(full(0));
    called.remove().run();
    assertHolds(1);
    output.append(full(1));
    output.append(full(2));
    output.end();
    called.remove().run();
    assertHolds(3);
    assertThat(disk.openHandles()).isEmpty();
    plan.add(Fault.on(FileOperation.SYNC).fails(Failure.EIO));
    output.awaitDurable(); // it is, and asks for nothing any more
  }

  @Test
  void buffersAreFilledWhileOneIsWritten() throws Exception {
    var held = new HeldFile(fs.create(FILE));
    var output = new WriteBehind(held, thread);
    output.append(full(0));
    held.entered.await();
    for (int k = 1; k <= 2; k++) {
      output.append(full(k));
    }
    held.released.countDown();
    output.end();
    output.awaitDurable();
    assertHolds(3);
  }

  @Test
  void anInterruptOfWhoWaitsForRoomEndsNothing() throws Exception {
    var held = new HeldFile(fs.create(FILE));
    var output = new WriteBehind(held, thread);
    output.append(full(0));
    held.entered.await();
    var filling =
        new FutureTask<>(
            () -> {
              for (int k = 1; k < 20; k++) {
                output.append(full(k));
              }
              output.end();
              output.awaitDurable();
              return Thread.currentThread().isInterrupted();
            });
    Thread filler = new Thread(filling, "filler");
    filler.start();
    filler.interrupt();
    held.released.countDown();
    assertThat(filling.get(30, TimeUnit.SECONDS)).isTrue();
    assertHolds(20);
  }

  @Test
  void whatFailsBesideIsToldAtTheNextCallAndNothingIsWrittenAfterIt() throws IOException {
    var output = new WriteBehind(fs.create(FILE), called::add);
    output.append(full(0));
    called.remove().run();
    plan.add(Fault.on(FileOperation.APPEND).at(1).fails(Failure.EIO));
    output.append(full(1));
    called.remove().run();
    assertThatThrownBy(() -> output.append(full(2))).isInstanceOf(IOException.class);
    assertThatThrownBy(output::end).isInstanceOf(IOException.class);
    assertThatThrownBy(output::awaitDurable).isInstanceOf(IOException.class);
    called.forEach(Runnable::run);
    output.close();
    assertHolds(1);
    assertThat(disk.openHandles()).isEmpty();
  }

  @Test
  void aSyncThatFailedIsToldToWhoAwaitsIt() throws IOException {
    var output = new WriteBehind(fs.create(FILE), called::add);
    output.append(full(0));
    plan.add(Fault.on(FileOperation.SYNC).at(1).fails(Failure.EIO));
    output.end();
    called.remove().run();
    assertThatThrownBy(output::awaitDurable).isInstanceOf(IOException.class);
    assertThatThrownBy(output::awaitDurable).as("still").isInstanceOf(IOException.class);
    output.close();
    assertThat(disk.openHandles()).isEmpty();
  }

  @Test
  void closeDropsWhatWaits() throws IOException {
    var output = new WriteBehind(fs.create(FILE), called::add);
    output.append(full(0));
    output.append(full(1));
    output.close();
    output.close();
    called.remove().run();
    assertHolds(0);
    assertThat(disk.openHandles()).isEmpty();
  }

  @Test
  void aLargeFileIsSyncedOnTheWay() throws IOException {
    var output = new WriteBehind(fs.create(FILE), called::add);
    int buffers = 0;
    while (called.size() < 2) {
      output.append(whole());
      buffers++;
    }
    disk.syncDirectory(DIR);
    called.removeLast().run();
    long synced = disk.afterCrash(CrashPolicy.STRICT, new Random(1)).size(FILE);
    assertThat(synced).isBetween(8L << 20, (long) buffers * WriteBehind.takeBuffer().capacity());
    output.end();
    output.awaitDurable();
  }

  @Test
  void aSyncOnTheWayThatFailedIsTheFilesFailure() throws IOException {
    var output = new WriteBehind(fs.create(FILE), called::add);
    while (called.size() < 2) {
      output.append(whole());
    }
    plan.add(Fault.on(FileOperation.SYNC).at(1).fails(Failure.EIO));
    called.removeLast().run();
    assertThatThrownBy(output::end).isInstanceOf(IOException.class);
    assertThatThrownBy(output::awaitDurable).isInstanceOf(IOException.class);
    output.close();
    assertThat(disk.openHandles()).isEmpty();
  }

  private static ByteBuffer whole() {
    return WriteBehind.takeBuffer();
  }

  /** A file whose first append ends when it is told to. */
  private static final class HeldFile implements AppendFile {
    private final AppendFile inner;
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    HeldFile(AppendFile inner) {
      this.inner = inner;
    }

    @Override
    public void append(ByteBuffer... buffers) throws IOException {
      if (entered.getCount() > 0) {
        entered.countDown();
        try {
          assertThat(released.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
      inner.append(buffers);
    }

    @Override
    public void prepare(long length) throws IOException {
      inner.prepare(length);
    }

    @Override
    public long appended() {
      return inner.appended();
    }

    @Override
    public long prepared() {
      return inner.prepared();
    }

    @Override
    public void sync() throws IOException {
      inner.sync();
    }

    @Override
    public void close() throws IOException {
      inner.close();
    }
  }
}
