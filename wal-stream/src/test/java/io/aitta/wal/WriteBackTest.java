package io.aitta.wal;

import static io.aitta.core.Durability.DISK;
import static io.aitta.core.Durability.OS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aitta.core.CorruptionException;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.memory.MemoryFileSystem;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class WriteBackTest {
  private static final LogSettings BY_4_KILOBYTES =
      new LogSettings(1 << 20, 1 << 16, 0, 0, 0, 4_000);

  @Test
  void whatNobodySyncsIsWrittenBackByThePiece() throws Exception {
    LogHouse house = LogHouse.open(BY_4_KILOBYTES);
    house.fs.takeCalls();
    house.write(OS, 10);
    assertThat(house.log.hasWriteBack()).isFalse();
    house.log.writeBack();
    assertThat(house.fs.takeCalls()).containsExactly("append 000001.log");
    house.write(OS, 100);
    assertThat(house.log.hasWriteBack()).isTrue();
    house.log.writeBack();
    assertThat(house.fs.takeCalls()).containsExactly("append 000001.log", "sync 000001.log");
    assertThat(house.log.hasWriteBack()).isFalse();
    house.write(DISK, 100);
    assertThat(house.log.hasWriteBack()).isFalse();
  }

  @Test
  void whatWasWrittenBackIsKnownToBeSynced() throws Exception {
    LogHouse house = LogHouse.open(BY_4_KILOBYTES);
    house.write(OS, 100);
    house.log.writeBack();
    LogResult result = house.write(OS, 1);
    assertThat(result.reached()).isEqualTo(OS);
    assertThat(result.syncedThrough()).isEqualTo(100);
    assertThat(house.log.figures().syncs()).isZero();
    assertThat(house.log.figures().writeBacks()).isEqualTo(1);
  }

  @Test
  void whatCameWhileTheLogWasWrittenBackIsNotTakenForSynced() throws Exception {
    LogHouse house = LogHouse.open(BY_4_KILOBYTES);
    house.write(OS, 100);
    LogBatch meanwhile = TestBatch.of(OS, house.last, 5, LogHouse.VALUE_BYTES);
    house.fs.script =
        call -> {
          if (call.startsWith("sync")) {
            house.fs.script = nothing -> {};
            house.log.append(meanwhile); // as another thread would: the log's lock is free
          }
        };
    house.log.writeBack();
    house.last = meanwhile.lastNumber();
    LogResult result = house.write(OS, 1);
    assertThat(result.syncedThrough()).isEqualTo(100);
  }

  /**
   * Rot in it can then be told from a torn write: the next group says how far the log is synced.
   */
  @Test
  void rotInWhatWasWrittenBackIsToldOnceAnotherGroupIsThere() throws Exception {
    MemoryFileSystem disk = new MemoryFileSystem();
    LogHouse house = LogHouse.open(disk, BY_4_KILOBYTES);
    house.write(OS, 100);
    house.log.writeBack();
    house.write(DISK, 1);
    disk.flip(house.file(1), 1_000, 1);
    assertThatThrownBy(() -> LogHouse.recover(house.fs, 1, 0))
        .isInstanceOf(CorruptionException.class);
  }

  @Test
  @Tag("F07")
  void aFailedWriteBackSealsTheLogForGood() throws Exception {
    LogHouse house = LogHouse.open(BY_4_KILOBYTES);
    house.write(DISK, 1);
    house.write(OS, 100);
    house.fs.script = call -> failIfSync(call);
    house.log.writeBack();
    house.fs.script = call -> {};
    house.fs.takeCalls();
    LogResult sealed = house.write(OS, 1);
    assertThat(sealed.kind()).isEqualTo(LogResult.Kind.SEALED);
    assertThat(sealed.failure()).isNotNull();
    assertThat(house.log.close()).isNotNull();
    assertThat(house.fs.takeCalls()).doesNotContain("append 000001.log", "sync 000001.log");
  }

  @Test
  @Tag("F07")
  void aSyncDoesNotPassByAWriteBackThatFails() throws Exception {
    LogHouse house = LogHouse.open(BY_4_KILOBYTES);
    house.write(OS, 100);
    LogBatch next = TestBatch.of(DISK, house.last, 1, LogHouse.VALUE_BYTES);
    house.log.append(next);
    CountDownLatch atTheDisk = new CountDownLatch(1);
    CountDownLatch maySayNo = new CountDownLatch(1);
    AtomicInteger syncs = new AtomicInteger();
    house.fs.script =
        call -> {
          if (call.startsWith("sync") && syncs.getAndIncrement() == 0) {
            atTheDisk.countDown();
            pass(maySayNo);
            throw planted(); // the kernel tells it to this one, and to no other
          }
        };
    Thread writesBack = new Thread(house.log::writeBack, "writes back");
    writesBack.start();
    pass(atTheDisk);
    CompletableFuture<LogResult> synced = new CompletableFuture<>();
    Thread syncing = new Thread(() -> synced.complete(house.log.sync(next)), "syncs");
    syncing.start();
    await().atMost(Duration.ofSeconds(10)).until(() -> syncing.getState() == Thread.State.BLOCKED);
    maySayNo.countDown();
    assertThat(synced.get(10, TimeUnit.SECONDS).kind()).isEqualTo(LogResult.Kind.FAILED);
    writesBack.join(10_000);
  }

  /** The kernel has told of it once: the next sync would succeed, and prove nothing. */
  @Test
  @Tag("F07")
  void aFileOfWhichASyncFailedIsNotWrittenBack() throws Exception {
    ScriptedFileSystem fs = new ScriptedFileSystem(new MemoryFileSystem());
    OpenLog log = create(fs);
    log.willWriteBack();
    fs.script = WriteBackTest::failIfSync;
    assertThatThrownBy(log::sync).hasMessage("planted");
    fs.script = call -> {};
    fs.takeCalls();
    log.writeBack();
    assertThatThrownBy(log::sync).hasRootCauseMessage("planted");
    assertThat(fs.takeCalls()).isEmpty();
  }

  @Test
  @Tag("W07")
  void aFileOfWhichAWriteFailedIsNotWrittenBack() throws Exception {
    ScriptedFileSystem fs = new ScriptedFileSystem(new MemoryFileSystem());
    OpenLog log = create(fs);
    log.willWriteBack();
    log.fail(planted());
    fs.takeCalls();
    log.writeBack();
    assertThat(fs.takeCalls()).isEmpty();
  }

  private static OpenLog create(FileSystem fs) throws IOException {
    fs.createDirectories(LogHouse.DIRECTORY);
    LogHeader header = new LogHeader(LogHouse.STORE, 1, 1, 0, 0, 0);
    return OpenLog.create(fs, LogHouse.DIRECTORY, header, 0);
  }

  private static void failIfSync(String call) throws IOException {
    if (call.startsWith("sync")) {
      throw planted();
    }
  }

  private static IOException planted() {
    return new IOException("planted");
  }

  private static void pass(CountDownLatch latch) throws IOException {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
