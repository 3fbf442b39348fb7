package io.aitta.core.io.fault;

import static io.aitta.core.io.fault.FileOperation.APPEND;
import static io.aitta.core.io.fault.FileOperation.CLOSE;
import static io.aitta.core.io.fault.FileOperation.CREATE;
import static io.aitta.core.io.fault.FileOperation.DELETE;
import static io.aitta.core.io.fault.FileOperation.OPEN;
import static io.aitta.core.io.fault.FileOperation.PREPARE;
import static io.aitta.core.io.fault.FileOperation.READ;
import static io.aitta.core.io.fault.FileOperation.RENAME;
import static io.aitta.core.io.fault.FileOperation.SYNC;
import static io.aitta.core.io.fault.FileOperation.SYNC_DIRECTORY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.io.AppendFile;
import io.aitta.core.io.DirectoryLock;
import io.aitta.core.io.DiskFullException;
import io.aitta.core.io.ReadFile;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.core.io.memory.CrashedException;
import io.aitta.core.io.memory.LostWrites;
import io.aitta.core.io.memory.MemoryFileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a plan says goes wrong, and nothing else. */
@Timeout(30)
class FaultPlanTest {
  private static final Path DIRECTORY = Path.of("/data");
  private static final Path LOG = DIRECTORY.resolve("000001.log");
  private static final Path TABLE = DIRECTORY.resolve("000002.sst");

  private final MemoryFileSystem memory = new MemoryFileSystem();
  private final FaultPlan plan = new FaultPlan();
  private final FaultyFileSystem disk = new FaultyFileSystem(memory, plan);

  @BeforeEach
  void createTheDirectory() throws IOException {
    disk.createDirectories(DIRECTORY);
  }

  @Test
  void onlyTheKthOperationOfItsKindOnItsFilesFails() throws IOException {
    plan.add(Fault.on(SYNC).of(FileClass.LOG).at(2).fails(Failure.EIO));
    try (AppendFile log = disk.create(LOG);
        AppendFile table = disk.create(TABLE)) {
      table.sync();
      log.sync();
      table.sync();
      assertThatThrownBy(log::sync)
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(DiskFullException.class)
          .hasMessage(LOG + ": Input/output error");
      log.sync();
    }
    assertThat(plan.struck()).isEqualTo(1);
  }

  @Test
  void fromTheKthOnAllFailUntilFaultsAreCleared() throws IOException {
    plan.add(Fault.on(APPEND).from(2));
    try (AppendFile log = disk.create(LOG)) {
      log.append(bytes("one"));
      assertThatThrownBy(() -> log.append(bytes("two"))).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> log.append(bytes("two"))).isInstanceOf(IOException.class);
      plan.clearFaults();
      log.append(bytes("three"));
    }
    assertThat(text(LOG)).isEqualTo("onethree");
  }

  @Test
  void randomFaultsComeAsOftenAsSaidAndTheSameForOneSeed() throws IOException {
    plan.add(Fault.on(SYNC_DIRECTORY).randomly(0.25, new Random(7)));
    List<Integer> first = failuresOfSyncs(plan);
    plan.clearFaults();
    plan.add(Fault.on(SYNC_DIRECTORY).randomly(0.25, new Random(7)));

    assertThat(first).hasSizeBetween(200, 300);
    assertThat(failuresOfSyncs(plan)).isEqualTo(first);
  }

  private List<Integer> failuresOfSyncs(FaultPlan plan) {
    var failed = new ArrayList<Integer>();
    for (int i = 0; i < 1_000; i++) {
      long before = plan.struck();
      try {
        disk.syncDirectory(DIRECTORY);
      } catch (IOException failure) {
        assertThat(plan.struck()).isEqualTo(before + 1);
        failed.add(i);
      }
    }
    return failed;
  }

  @Test
  void aFailureHasNoEffectOrPartOfItOrAllOfItAsSaid() throws IOException {
    plan.add(Fault.on(APPEND).at(1).fails(Failure.EIO));
    plan.add(Fault.on(APPEND).at(2).failsPartway(Failure.EIO));
    plan.add(Fault.on(APPEND).at(3).failsAfterwards(Failure.EIO));
    try (AppendFile log = disk.create(LOG)) {
      assertThatThrownBy(() -> log.append(bytes("none"))).isInstanceOf(IOException.class);
      assertThat(text(LOG)).isEmpty();
      assertThatThrownBy(() -> log.append(bytes("ha"), bytes("lf"), bytes("wa")))
          .isInstanceOf(IOException.class);
      assertThat(text(LOG)).isEqualTo("hal");
      assertThatThrownBy(() -> log.append(bytes("whole"))).isInstanceOf(IOException.class);
      assertThat(text(LOG)).isEqualTo("halwhole");
    }
  }

  @Test
  void aRenameMayBeDoneAndReportedAsFailed() throws IOException {
    disk.create(LOG).close();
    plan.add(Fault.on(RENAME).failsAfterwards(Failure.EIO));

    assertThatThrownBy(() -> disk.rename(LOG, TABLE)).isInstanceOf(IOException.class);

    assertThat(disk.list(DIRECTORY)).containsExactly("000002.sst");
  }

  @Test
  void aPrepareMayStopPartway() throws IOException {
    plan.add(Fault.on(PREPARE).failsPartway(Failure.ENOSPC));
    try (AppendFile log = disk.create(LOG)) {
      assertThatThrownBy(() -> log.prepare(1000)).isInstanceOf(DiskFullException.class);
      assertThat(log.prepared()).isEqualTo(500);
      plan.clearFaults();
      log.append(bytes("x"));
      assertThat(log.appended()).isEqualTo(1);
    }
  }

  @Test
  void whatFailsToOpenOrCloseLeaksNothing() throws IOException {
    plan.add(Fault.on(CREATE).failsAfterwards(Failure.EIO));
    plan.add(Fault.on(CLOSE).fails(Failure.ENOSPC));
    assertThatThrownBy(() -> disk.create(LOG)).isInstanceOf(IOException.class);
    assertThat(memory.exists(LOG)).isTrue();

    ReadFile file = disk.openRead(LOG);
    assertThatThrownBy(file::close).isInstanceOf(DiskFullException.class);
    file.close();

    assertThat(memory.openHandles()).isEmpty();
  }

  @Test
  void aFullDiskWritesWhatFitsAndGoesOnWhenItHasSpaceAgain() throws IOException {
    plan.limitSpace(10);
    try (AppendFile log = disk.create(LOG)) {
      log.prepare(6);
      log.append(bytes("12345")); // within what was prepared: costs nothing more
      assertThat(disk.usableBytes(DIRECTORY)).isEqualTo(4);

      assertThatThrownBy(() -> log.append(bytes("67"), bytes("89abc")))
          .isInstanceOf(DiskFullException.class)
          .hasMessageContaining("No space left on device");
      assertThat(text(LOG)).isEqualTo("123456789a");
      assertThat(disk.usableBytes(DIRECTORY)).isZero();
      assertThat(disk.totalBytes(DIRECTORY)).isEqualTo(10);
      assertThatThrownBy(() -> log.prepare(11)).isInstanceOf(DiskFullException.class);

      plan.addSpace(3);
      log.append(bytes("bcd"));
      assertThat(disk.usableBytes(DIRECTORY)).isZero();
      plan.removeSpaceLimit();
      log.append(bytes("e".repeat(100)));
    }
  }

  @Test
  void aDeletedFileGivesItsBytesBackWithItsLastName() throws IOException {
    plan.limitSpace(10);
    write(LOG, "1234");
    write(TABLE, "567890");
    Path link = DIRECTORY.resolve("link");
    disk.link(LOG, link);
    disk.delete(LOG);
    assertThat(disk.usableBytes(DIRECTORY)).isZero();

    disk.delete(link);
    assertThat(disk.usableBytes(DIRECTORY)).isEqualTo(4);

    write(LOG, "12");
    disk.rename(LOG, TABLE);
    assertThat(disk.usableBytes(DIRECTORY)).isEqualTo(8);
  }

  @Test
  void aFileFromBeforeIsWorthItsLength() throws IOException {
    try (AppendFile file = memory.create(LOG)) {
      file.append(bytes("12345"));
    }
    plan.limitSpace(0);
    assertThatThrownBy(() -> write(TABLE, "x")).isInstanceOf(DiskFullException.class);

    disk.delete(LOG);
    write(DIRECTORY.resolve("y"), "12345");
  }

  @Test
  void handlesRunOutAndComeBack() throws IOException {
    plan.limitHandles(2);
    DirectoryLock lock = disk.lock(DIRECTORY);
    AppendFile log = disk.create(LOG);
    assertThatThrownBy(() -> disk.openRead(LOG)).hasMessage(LOG + ": Too many open files");
    assertThatThrownBy(() -> disk.create(TABLE)).hasMessage(TABLE + ": Too many open files");
    assertThat(memory.exists(TABLE)).isFalse();

    log.close();
    log.close();
    disk.openRead(LOG).close();
    disk.openRead(LOG).close();
    lock.close();
    assertThat(memory.openHandles()).isEmpty();
  }

  @Test
  void aReadMayFailOrEndEarly() throws IOException {
    write(LOG, "12345678");
    plan.add(Fault.on(READ).at(1).fails(Failure.EIO));
    plan.add(Fault.on(READ).at(2).endsEarly());
    try (ReadFile file = disk.openRead(LOG)) {
      ByteBuffer target = ByteBuffer.allocate(8);
      assertThatThrownBy(() -> file.readAt(0, target)).isInstanceOf(IOException.class);
      assertThat(file.readAt(0, target)).isEqualTo(4);
      assertThat(target.remaining()).isEqualTo(4);
      assertThat(file.readAt(0, target.clear())).isEqualTo(8);
    }
  }

  @Test
  void aSkippedSyncIsALie() throws IOException {
    plan.add(Fault.on(SYNC).of(FileClass.LOG).skips());
    try (AppendFile log = disk.create(LOG)) {
      log.append(bytes("hello"));
      log.sync();
    }
    disk.syncDirectory(DIRECTORY);

    assertThat(memory.crash(CrashPolicy.STRICT, new Random(1)).size(LOG)).isZero();
  }

  @Test
  void onlyWhatReturnsNothingCanBeSkippedAndOnlyReadsEndEarly() {
    assertThatThrownBy(() -> Fault.on(SYNC, APPEND).skips())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Fault.on(READ, SYNC).endsEarly())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatCode(() -> Fault.on(DELETE, RENAME).skips()).doesNotThrowAnyException();
  }

  @Test
  void aFailedSyncMayLoseItsWritesThoughTheNextOneSucceeds() throws IOException {
    plan.add(
        Fault.on(SYNC)
            .at(1)
            .fails(Failure.EIO)
            .running((op, file, number) -> memory.loseUnsynced(file, LostWrites.AT_CRASH)));
    try (AppendFile log = disk.create(LOG)) {
      disk.syncDirectory(DIRECTORY);
      log.append(bytes("hello"));
      assertThatThrownBy(log::sync).isInstanceOf(IOException.class);
      log.sync();
    }
    MemoryFileSystem left = memory.crash(CrashPolicy.FSYNC_LIE, new Random(1));
    try (ReadFile file = left.openRead(LOG)) {
      ByteBuffer target = ByteBuffer.allocate(5);
      assertThat(file.readAt(0, target)).isEqualTo(5);
      assertThat(target.array()).isEqualTo(new byte[5]);
    }
  }

  @Test
  void theWorldCanBeStoppedBeforeEachChange() throws IOException {
    long changes = plan.changes();
    scripted();
    long points = plan.changes() - changes;
    assertThat(points).isEqualTo(5);

    for (long k = 1; k <= points; k++) {
      var crashedHere = new MemoryFileSystem();
      crashedHere.createDirectories(DIRECTORY);
      var left = new ArrayList<MemoryFileSystem>();
      long point = k;
      var plan =
          new FaultPlan()
              .beforeChange(
                  (op, file, number) -> {
                    if (number == point) {
                      left.add(crashedHere.crash(CrashPolicy.KILL, new Random(1)));
                    }
                  });
      assertThatThrownBy(() -> scripted(new FaultyFileSystem(crashedHere, plan)))
          .isInstanceOf(CrashedException.class);
      assertThat(left).hasSize(1);
      assertThat(left.get(0).exists(LOG)).isEqualTo(k > 1 && k <= 4);
      assertThat(left.get(0).exists(TABLE)).isEqualTo(k > 4);
    }
  }

  private void scripted() throws IOException {
    scripted(disk);
  }

  private static void scripted(FaultyFileSystem disk) throws IOException {
    try (AppendFile log = disk.create(LOG)) {
      log.append(bytes("hello"));
      log.sync();
    }
    disk.rename(LOG, TABLE);
    disk.syncDirectory(DIRECTORY);
  }

  @Test
  void anOperationWaitsInItsHook() throws Exception {
    var entered = new CountDownLatch(1);
    var released = new CountDownLatch(1);
    plan.add(
        Fault.on(OPEN)
            .at(1)
            .succeeds()
            .running(
                (op, file, number) -> {
                  entered.countDown();
                  assertThatCode(released::await).doesNotThrowAnyException();
                }));
    write(LOG, "hello");
    ExecutorService executor = Executors.newSingleThreadExecutor();
    Future<Long> size =
        executor.submit(
            () -> {
              try (ReadFile file = disk.openRead(LOG)) {
                return file.size();
              }
            });
    entered.await();
    disk.list(DIRECTORY); // others pass
    assertThat(size.isDone()).isFalse();

    released.countDown();
    assertThat(size.get()).isEqualTo(5);
    executor.shutdown();
  }

  @Test
  void theHookBeforeEachSeesReadsToo() throws IOException {
    var seen = new ArrayList<FileOperation>();
    plan.beforeEach((op, file, number) -> seen.add(op));
    write(LOG, "x");
    try (ReadFile file = disk.openRead(LOG)) {
      assertThat(file.readAt(0, ByteBuffer.allocate(1))).isEqualTo(1);
    }
    assertThat(seen).containsExactly(CREATE, APPEND, CLOSE, OPEN, READ, CLOSE);
  }

  private void write(Path file, String text) throws IOException {
    try (AppendFile opened = disk.create(file)) {
      opened.append(bytes(text));
    }
  }

  private String text(Path file) throws IOException {
    try (ReadFile read = memory.openRead(file)) {
      ByteBuffer target = ByteBuffer.allocate((int) read.size());
      assertThat(read.readAt(0, target)).isEqualTo(target.capacity());
      return new String(target.array(), UTF_8);
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }
}
