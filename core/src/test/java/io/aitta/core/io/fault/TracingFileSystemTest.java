package io.aitta.core.io.fault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.io.AppendFile;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.FileSystemContract;
import io.aitta.core.io.ReadFile;
import io.aitta.core.io.memory.MemoryFileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The contract, and that what is asked is counted. */
class TracingFileSystemTest extends FileSystemContract {
  private static final Path DATA = Path.of("/data");

  private final FaultPlan plan = new FaultPlan();
  private final TracingFileSystem disk =
      new TracingFileSystem(new FaultyFileSystem(new MemoryFileSystem(), plan));

  @Override
  protected FileSystem fileSystem() {
    return disk;
  }

  @Override
  protected Path directory() {
    return Path.of("/parent/data");
  }

  @Test
  void operationsAndBytesAreCountedByKindAndFileClass() throws IOException {
    disk.clear();
    workload();

    assertThat(disk.count(FileOperation.APPEND, FileClass.LOG)).isEqualTo(2);
    assertThat(disk.bytes(FileOperation.APPEND, FileClass.LOG)).isEqualTo(8);
    assertThat(disk.bytes(FileOperation.PREPARE, FileClass.LOG)).isEqualTo(95);
    assertThat(disk.count(FileOperation.APPEND, FileClass.TABLE)).isZero();
    assertThat(disk.count(FileOperation.SYNC)).isEqualTo(1);
    assertThat(disk.syncs()).isEqualTo(2);
    assertThat(disk.changes()).isEqualTo(8);
    assertThat(disk.bytes(FileOperation.READ, FileClass.TABLE)).isEqualTo(10);
  }

  @Test
  void theListTellsWhatHappenedInItsOrder() throws IOException {
    disk.clear();
    workload();

    assertThat(disk.print())
        .isEqualTo(
            """
            1 CREATE_DIRECTORIES /data
            2 CREATE /data/1.log
            3 APPEND /data/1.log at 0, 5 bytes
            4 PREPARE /data/1.log at 5, 95 bytes
            5 APPEND /data/1.log at 5, 3 bytes
            6 SYNC /data/1.log
            7 CLOSE /data/1.log
            8 SYNC_DIRECTORY /data
            9 RENAME /data/2.sst
            10 OPEN /data/2.sst
            11 READ /data/2.sst at 90, 10 bytes
            12 CLOSE /data/2.sst
            """);
  }

  @Test
  void whatFailsIsCountedAndSaysHow() throws IOException {
    disk.createDirectories(DATA);
    disk.clear();
    plan.limitSpace(3);
    try (AppendFile file = disk.create(DATA.resolve("1.log"))) {
      assertThatThrownBy(() -> file.append(bytes("hello"))).isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> disk.size(DATA.resolve("x"))).isInstanceOf(NoSuchFileException.class);

    assertThat(disk.operations())
        .extracting(TracedOperation::toString)
        .containsExactly(
            "1 CREATE /data/1.log",
            "2 APPEND /data/1.log at 0, 3 bytes: io.aitta.core.io.DiskFullException:"
                + " disk full: /data/1.log: No space left on device",
            "3 CLOSE /data/1.log",
            "4 STAT /data/x: java.nio.file.NoSuchFileException: /data/x");
  }

  @Test
  void onlyTheLastOperationsAreKept() throws IOException {
    var few = new TracingFileSystem(new MemoryFileSystem(), 2);
    few.createDirectories(DATA);
    few.list(DATA);
    few.exists(DATA);

    assertThat(few.operations()).extracting(TracedOperation::number).containsExactly(2L, 3L);
    assertThat(few.count(FileOperation.CREATE_DIRECTORIES)).isEqualTo(1);
  }

  @Test
  void nothingIsMissedWhenManyAskAtOnce() throws Exception {
    disk.createDirectories(DATA);
    disk.clear();
    ExecutorService executor = Executors.newFixedThreadPool(4);
    var asked = new ArrayList<Future<List<String>>>();
    for (int i = 0; i < 4_000; i++) {
      asked.add(executor.submit(() -> disk.list(DATA)));
    }
    for (Future<List<String>> future : asked) {
      future.get();
    }
    executor.shutdown();

    assertThat(disk.count(FileOperation.LIST, FileClass.DIRECTORY)).isEqualTo(4_000);
    assertThat(disk.operations()).hasSize(4_000);
  }

  @Test
  void filesAreToldByTheirNames() {
    assertThat(
            List.of(
                FileClass.of(Path.of("/d/000001.log")),
                FileClass.of(Path.of("000002.sst")),
                FileClass.of(Path.of("/d/MANIFEST-000003")),
                FileClass.of(Path.of("/d/CURRENT")),
                FileClass.of(Path.of("/d/CURRENT.tmp")),
                FileClass.of(Path.of("/d/LOCK")),
                FileClass.of(Path.of("/d/OWNER")),
                FileClass.of(Path.of("/d/BALLAST")),
                FileClass.of(Path.of("/"))))
        .containsExactly(
            FileClass.LOG,
            FileClass.TABLE,
            FileClass.MANIFEST,
            FileClass.CURRENT,
            FileClass.TEMPORARY,
            FileClass.LOCK,
            FileClass.OWNER,
            FileClass.BALLAST,
            FileClass.OTHER);
  }

  private void workload() throws IOException {
    disk.createDirectories(DATA);
    try (AppendFile file = disk.create(DATA.resolve("1.log"))) {
      file.append(bytes("hello"));
      file.prepare(100);
      file.append(bytes("you"));
      file.sync();
    }
    disk.syncDirectory(DATA);
    disk.rename(DATA.resolve("1.log"), DATA.resolve("2.sst"));
    try (ReadFile file = disk.openRead(DATA.resolve("2.sst"))) {
      assertThat(file.readAt(90, ByteBuffer.allocate(20))).isEqualTo(10);
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }
}
