package io.aitta.core.io.memory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.io.AppendFile;
import io.aitta.core.io.DirectoryLock;
import io.aitta.core.io.ReadFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a crash takes, whatever the policy, and what it leaves. */
class CrashTest {
  private static final Path DIRECTORY = Path.of("/data");
  private static final Path FILE = DIRECTORY.resolve("000001.log");

  private final MemoryFileSystem disk = new MemoryFileSystem();

  @BeforeEach
  void createTheDirectory() throws IOException {
    disk.createDirectories(DIRECTORY);
  }

  @ParameterizedTest
  @EnumSource(names = "ROT", mode = EnumSource.Mode.EXCLUDE)
  void whatWasSyncedStays(CrashPolicy policy) throws IOException {
    append(disk, FILE, "synced").close();
    sync("second", "also synced", "");
    try (AppendFile file = disk.create(DIRECTORY.resolve("third"))) {
      file.append(bytes("durable"));
      file.prepare(10_000);
      file.sync();
      disk.syncDirectory(DIRECTORY);
      file.append(bytes(" not"));
      for (int seed = 0; seed < 200; seed++) {
        MemoryFileSystem left = disk.afterCrash(policy, new Random(seed));

        assertThat(text(left, DIRECTORY.resolve("second"))).isEqualTo("also synced");
        assertThat(text(left, DIRECTORY.resolve("third"))).startsWith("durable").hasSize(10_000);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSameSeedLeavesTheSame(CrashPolicy policy) throws IOException {
    for (int i = 0; i < 20; i++) {
      sync("f" + i, "s".repeat(i * 900), "u".repeat(i * 700));
      append(disk, DIRECTORY.resolve("g" + i), "x".repeat(i)).close();
      disk.rename(DIRECTORY.resolve("g" + i), DIRECTORY.resolve("h" + i % 3));
    }

    for (int seed = 0; seed < 50; seed++) {
      MemoryFileSystem one = disk.afterCrash(policy, new Random(seed));
      MemoryFileSystem two = disk.afterCrash(policy, new Random(seed));

      assertThat(everything(one)).isEqualTo(everything(two));
      assertThat(one.lastCrash()).isEqualTo(two.lastCrash());
    }
  }

  @Test
  void aKillLosesNothingAndMakesNothingDurable() throws IOException {
    sync("a", "synced", " not");
    append(disk, DIRECTORY.resolve("b"), "no name").close();

    MemoryFileSystem killed = disk.crash(CrashPolicy.KILL, new Random(1));

    assertThat(text(killed, DIRECTORY.resolve("a"))).isEqualTo("synced not");
    assertThat(text(killed, DIRECTORY.resolve("b"))).isEqualTo("no name");
    assertThat(killed.lastCrash().lostSomething()).isFalse();

    MemoryFileSystem cut = killed.crash(CrashPolicy.STRICT, new Random(1));

    assertThat(text(cut, DIRECTORY.resolve("a"))).isEqualTo("synced");
    assertThat(cut.exists(DIRECTORY.resolve("b"))).isFalse();
  }

  @Test
  void aStrictCrashTakesEverythingUnsyncedAndCountsIt() throws IOException {
    sync("a", "synced", " not");
    append(disk, DIRECTORY.resolve("b"), "12345").close();

    MemoryFileSystem left = disk.crash(CrashPolicy.STRICT, new Random(1));

    assertThat(text(left, DIRECTORY.resolve("a"))).isEqualTo("synced");
    assertThat(left.list(DIRECTORY)).containsExactly("a");
    assertThat(left.lastCrash()).isEqualTo(new CrashReport(CrashPolicy.STRICT, 4 + 5, 1, null));
  }

  @Test
  void aSyncMakesAFileDurableButNotItsName() throws IOException {
    try (AppendFile file = append(disk, FILE, "synced")) {
      file.sync();
    }
    assertThat(disk.afterCrash(CrashPolicy.STRICT, new Random(1)).exists(FILE)).isFalse();

    disk.syncDirectory(DIRECTORY);
    assertThat(text(disk.afterCrash(CrashPolicy.STRICT, new Random(1)), FILE)).isEqualTo("synced");
  }

  @Test
  void aDirectorysSyncMakesANameDurableButNotItsContent() throws IOException {
    append(disk, FILE, "unsynced").close();
    disk.syncDirectory(DIRECTORY);

    MemoryFileSystem left = disk.crash(CrashPolicy.STRICT, new Random(1));

    assertThat(left.size(FILE)).isZero();
  }

  @Test
  void aRenameOverAnotherFileIsOldOrNewAndNeverNeither() throws IOException {
    Path current = DIRECTORY.resolve("CURRENT");
    sync("CURRENT", "old", "");
    sync("CURRENT.tmp", "new", "");
    disk.rename(DIRECTORY.resolve("CURRENT.tmp"), current);

    var seen = new TreeSet<String>();
    for (CrashPolicy policy : CrashPolicy.values()) {
      for (int seed = 0; policy != CrashPolicy.ROT && seed < 50; seed++) {
        seen.add(text(disk.afterCrash(policy, new Random(seed)), current));
      }
    }
    assertThat(seen).containsExactly("new", "old");
  }

  @Test
  void anUnlinkedNameMayReturnUntilTheDirectoryIsSynced() throws IOException {
    sync("a", "hello", "");
    disk.delete(DIRECTORY.resolve("a"));
    assertThat(disk.exists(DIRECTORY.resolve("a"))).isFalse();
    assertThat(disk.afterCrash(CrashPolicy.STRICT, new Random(1)).list(DIRECTORY)).contains("a");

    disk.syncDirectory(DIRECTORY);
    assertThat(disk.afterCrash(CrashPolicy.STRICT, new Random(1)).list(DIRECTORY)).isEmpty();
  }

  @Test
  void twoNamesOfAFileAreOneFileAfterwardsToo() throws IOException {
    sync("a", "hello", " world");
    disk.link(DIRECTORY.resolve("a"), DIRECTORY.resolve("b"));
    disk.syncDirectory(DIRECTORY);

    MemoryFileSystem left = disk.crash(CrashPolicy.PREFIX, new Random(5));
    left.flip(DIRECTORY.resolve("a"), 0, 1);

    assertThat(text(left, DIRECTORY.resolve("b"))).isEqualTo(text(left, DIRECTORY.resolve("a")));
  }

  @ParameterizedTest
  @EnumSource
  void afterTheCrashTheOldWorldIsDead(CrashPolicy policy) throws IOException {
    AppendFile written = append(disk, FILE, "hello");
    ReadFile read = disk.openRead(FILE);
    DirectoryLock lock = disk.lock(DIRECTORY);

    MemoryFileSystem left = disk.crash(policy, new Random(1));

    assertThatThrownBy(() -> written.append(bytes("x"))).isInstanceOf(CrashedException.class);
    assertThatThrownBy(() -> written.prepare(100)).isInstanceOf(CrashedException.class);
    assertThatThrownBy(written::sync).isInstanceOf(CrashedException.class);
    assertThatThrownBy(() -> read.readAt(0, ByteBuffer.allocate(1)))
        .isInstanceOf(CrashedException.class);
    assertThatThrownBy(lock::requireHeld).isInstanceOf(CrashedException.class);
    assertThatThrownBy(() -> disk.create(DIRECTORY.resolve("x")))
        .isInstanceOf(CrashedException.class);
    assertThatThrownBy(() -> disk.list(DIRECTORY)).isInstanceOf(CrashedException.class);
    assertThatThrownBy(() -> disk.syncDirectory(DIRECTORY)).isInstanceOf(CrashedException.class);
    left.lock(DIRECTORY).close(); // the dead hold nothing
    written.close();
    read.close();
    lock.close();
  }

  @Test
  void whatACrashWouldLeaveIsNotChangedByWhatComesAfter() throws IOException {
    AppendFile file = append(disk, FILE, "hello");
    file.prepare(9_000);
    file.sync();
    disk.syncDirectory(DIRECTORY);
    MemoryFileSystem before = disk.afterCrash(CrashPolicy.KILL, new Random(1));
    MemoryFileSystem strict = disk.afterCrash(CrashPolicy.STRICT, new Random(1));

    file.append(bytes(" world".repeat(1_000)));
    file.sync();
    disk.delete(FILE);
    file.close();

    for (MemoryFileSystem left : List.of(before, strict)) {
      assertThat(text(left, FILE)).isEqualTo("hello" + "\0".repeat(8_995));
    }
  }

  @Test
  void whatWasSyncedBeforeACrashInAnotherThreadIsThereAndNothingAfterIt() throws Exception {
    for (int round = 0; round < 200; round++) {
      var live = new MemoryFileSystem();
      live.createDirectories(DIRECTORY);
      AppendFile file = live.create(FILE);
      live.syncDirectory(DIRECTORY);
      var synced = new AtomicLong();
      ExecutorService executor = Executors.newSingleThreadExecutor();
      Future<Void> writer =
          executor.submit(
              () -> {
                while (true) {
                  file.append(bytes("12345"));
                  file.sync();
                  synced.set(file.appended());
                }
              });
      while (synced.get() < 5L * (round % 7)) {
        Thread.onSpinWait();
      }
      long before = synced.get();
      MemoryFileSystem left = live.crash(CrashPolicy.STRICT, new Random(round));
      assertThatThrownBy(writer::get).hasRootCauseInstanceOf(CrashedException.class);
      executor.shutdown();

      assertThat(left.size(FILE)).isBetween(Math.max(before, synced.get()), synced.get() + 5);
    }
  }

  @Test
  void openHandlesNameWhoOpenedThem() throws IOException {
    AppendFile written = disk.create(FILE);
    DirectoryLock lock = disk.lock(DIRECTORY);
    ReadFile read = disk.openRead(FILE);
    written.close();

    assertThat(disk.openHandles())
        .extracting(OpenHandle::kind)
        .containsExactly(OpenHandle.Kind.LOCK, OpenHandle.Kind.READ);
    assertThat(disk.openHandles().get(1).file()).isEqualTo(FILE);
    assertThat(disk.openHandles().get(1).opener().getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals("openHandlesNameWhoOpenedThem"));

    read.close();
    lock.close();
    assertThat(disk.openHandles()).isEmpty();
  }

  @Test
  void damageForATestIsDurable() throws IOException {
    sync("a", "hello", "");
    disk.flip(DIRECTORY.resolve("a"), 0, 'h' ^ 'j');
    disk.cut(DIRECTORY.resolve("a"), 4);

    MemoryFileSystem left = disk.crash(CrashPolicy.STRICT, new Random(1));

    assertThat(text(left, DIRECTORY.resolve("a"))).isEqualTo("jell");
  }

  private void sync(String name, String synced, String unsynced) throws IOException {
    try (AppendFile file = append(disk, DIRECTORY.resolve(name), synced)) {
      file.sync();
      disk.syncDirectory(DIRECTORY);
      file.append(bytes(unsynced));
    }
  }

  static AppendFile append(MemoryFileSystem disk, Path file, String text) throws IOException {
    AppendFile opened = disk.create(file);
    opened.append(bytes(text));
    return opened;
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
  }

  static String text(MemoryFileSystem disk, Path file) throws IOException {
    try (ReadFile read = disk.openRead(file)) {
      ByteBuffer target = ByteBuffer.allocate((int) read.size());
      assertThat(read.readAt(0, target)).isEqualTo(target.capacity());
      return new String(target.array(), ISO_8859_1);
    }
  }

  private static String everything(MemoryFileSystem disk) throws IOException {
    var all = new StringBuilder();
    for (String name : disk.list(DIRECTORY)) {
      all.append(name).append('=').append(text(disk, DIRECTORY.resolve(name))).append('\n');
    }
    return all.toString();
  }
}
