package io.aitta.it.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.aitta.actors.EntryIterator;
import io.aitta.actors.Page;
import io.aitta.actors.Snapshot;
import io.aitta.actors.StoreSettings;
import io.aitta.core.Bytes;
import io.aitta.core.Entry;
import io.aitta.core.ErrorCode;
import io.aitta.core.Range;
import io.aitta.core.StoreException;
import io.aitta.core.WriteOptions;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.it.support.RunningStore;
import io.aitta.it.support.Stages;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.ActorSystem;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Scenarios of reading while the tree moves underneath, with real threads. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadScenariosTest {
  private static final Path DIRECTORY = Path.of("/scenario");
  private static final StoreSettings TINY =
      RunningStore.settings(
          DIRECTORY,
          """
          memtable { size = 16 KiB }
          table { size = 8 KiB, block-size = 128 }
          cache = 4 KiB
          open-files = 4
          compaction { l0-compact = 2 }
          """);
  private static final Bytes COUNTER = Bytes.utf8("counter");

  /** Written once: soon in tables only, of which each merge makes others. */
  private static final Bytes COLD = Bytes.utf8("cold");

  private static final int ROUNDS = 6_000;

  private ActorSystem<Void> system;

  @BeforeAll
  void begin() {
    system = RunningStore.system("read-scenarios");
  }

  @AfterAll
  void end() {
    RunningStore.terminate(system);
  }

  private RunningStore open() {
    return RunningStore.open(system, TINY, new MemoryFileSystem());
  }

  private static Bytes number(long value) {
    return Bytes.utf8(String.format(Locale.ROOT, "%08d", value));
  }

  private static long number(Bytes value) {
    return Long.parseLong(value.utf8());
  }

  /**
   * A key that is overwritten all the time never vanishes and never goes back, whatever is flushed,
   * merged and removed meanwhile, and whichever way it is read.
   */
  @Tag("S07")
  @Tag("C12")
  @Tag("S09")
  @Test
  void aKeyThatIsOverwrittenWhileTablesComeAndGoIsAlwaysThere() throws InterruptedException {
    AtomicLong acknowledged = new AtomicLong();
    AtomicBoolean over = new AtomicBoolean();
    AtomicReference<String> wrong = new AtomicReference<>();
    try (RunningStore running = open()) {
      Stages.get(running.store().put(COUNTER, number(0), WriteOptions.MEMORY));
      Stages.get(running.store().put(COLD, number(1), WriteOptions.MEMORY));
      Thread[] readers = new Thread[3];
      for (int i = 0; i < readers.length; i++) {
        boolean bySnapshot = i == 0;
        Bytes key = i == 2 ? COLD : COUNTER;
        readers[i] =
            new Thread(
                () -> {
                  while (!over.get() && wrong.get() == null) {
                    long atLeast = key.equals(COLD) ? 1 : acknowledged.get();
                    try {
                      Optional<Entry> found = read(running, key, bySnapshot);
                      if (found.isEmpty() || number(found.get().value()) < atLeast) {
                        wrong.set(found + " where at least " + atLeast + " had been acknowledged");
                      }
                    } catch (RuntimeException failed) {
                      wrong.set("a read failed: " + failed);
                    }
                  }
                });
        readers[i].start();
      }
      for (int i = 1; i <= ROUNDS && wrong.get() == null; i++) {
        Stages.get(running.store().put(COUNTER, number(i), WriteOptions.MEMORY));
        acknowledged.set(i);
        Stages.get(
            running.store().put(number(i % 97), Bytes.utf8("x".repeat(60)), WriteOptions.MEMORY));
      }
      over.set(true);
      for (Thread reader : readers) {
        reader.join();
      }
      assertThat(wrong.get()).isNull();
      assertThat(running.store().figures().counters().flushes()).isPositive();
      assertThat(running.store().figures().counters().compactions()).isPositive();
    }
  }

  private static Optional<Entry> read(RunningStore running, Bytes key, boolean bySnapshot) {
    if (!bySnapshot) {
      return Stages.get(running.store().get(key));
    }
    try (Snapshot snapshot = Stages.get(running.store().snapshot())) {
      return snapshot.get(key);
    }
  }

  @Tag("S08")
  @Tag("S10")
  @Test
  void aForgottenSnapshotEndsByItselfAlsoInTheMiddleOfARead() {
    try (RunningStore running = open()) {
      for (int i = 0; i < 200; i++) {
        Stages.get(running.store().put(number(i), Bytes.utf8("v"), WriteOptions.MEMORY));
      }
      Stages.get(running.store().flush());
      Snapshot forgotten = Stages.get(running.store().snapshot(Duration.ofSeconds(2)));
      try (EntryIterator cursor = forgotten.iterator(Range.all())) {
        assertThat(cursor.next()).isTrue();
        for (int i = 0; i < 200; i++) {
          Stages.get(running.store().delete(number(i), WriteOptions.MEMORY));
        }
        Stages.get(running.store().flush());
        Awaitility.await().until(() -> running.store().figures().snapshots() == 0);

        assertThatThrownBy(cursor::next)
            .isInstanceOfSatisfying(
                StoreException.class,
                why -> assertThat(why.errorCode()).isEqualTo(ErrorCode.SNAPSHOT_EXPIRED));
      }
      assertThatThrownBy(() -> forgotten.get(number(1)))
          .isInstanceOfSatisfying(
              StoreException.class,
              why -> assertThat(why.errorCode()).isEqualTo(ErrorCode.SNAPSHOT_EXPIRED));
      forgotten.close();
      Awaitility.await("what only the snapshot kept is dropped")
          .until(() -> running.store().figures().keys() == 0);
    }
  }

  @Tag("K05")
  @Test
  void theHeadOfAQueueStaysNearHoweverMuchWasTakenFromIt() {
    int examinedMax = 3_000;
    Page.Limits first = new Page.Limits(1, 1 << 20, examinedMax, 60_000);
    try (RunningStore running = open()) {
      int head = 0;
      for (int tail = 0; tail < ROUNDS; tail++) {
        Stages.get(running.store().put(number(tail), Bytes.utf8("item"), WriteOptions.MEMORY));
        if (tail >= 10) {
          Stages.get(running.store().delete(number(head++), WriteOptions.MEMORY));
        }
        if (tail % 200 == 199) {
          Page page = Stages.get(running.store().page(Range.all(), first));
          assertThat(page.entries())
              .as("the head of the queue after %d rounds, within %d entries", tail, examinedMax)
              .extracting(Entry::key)
              .containsExactly(number(head));
        }
      }
    }
  }

  @Test
  void noFileIsMapped() {
    JavaClasses main =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.aitta");
    assertThat(main.contain(TINY.getClass())).isTrue();
    ArchRuleDefinition.noClasses()
        .should()
        .callMethod(FileChannel.class, "map", FileChannel.MapMode.class, long.class, long.class)
        .check(main);
  }
}
