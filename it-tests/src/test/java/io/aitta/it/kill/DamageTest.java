package io.aitta.it.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.actors.EntryIterator;
import io.aitta.actors.Snapshot;
import io.aitta.actors.StoreSettings;
import io.aitta.core.Bytes;
import io.aitta.core.CorruptionException;
import io.aitta.core.ErrorCode;
import io.aitta.core.Range;
import io.aitta.core.StoreException;
import io.aitta.core.io.FileSystem;
import io.aitta.it.support.Figures;
import io.aitta.it.support.RunningStore;
import io.aitta.it.support.Stages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A damaged directory gives a typed error that names the file, the offset, what was expected and
 * what was found, at open or at the read that needs it; and never a wrong answer.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DamageTest {
  private static final int KEYS = 2_000;
  private static final String SETTINGS =
      """
      memtable.size = 1 MiB
      table { size = 16 KiB, block-size = 1 KiB, filter-bits = 10 }
      compaction.l0-compact = 2
      """;

  @TempDir private static Path directory;
  private final Map<Bytes, Bytes> content = new TreeMap<>();
  private final List<String> told = new ArrayList<>();
  private ActorSystem<Void> system;
  private Path whole;
  private Path other;

  @BeforeAll
  void fill() throws IOException {
    system = RunningStore.system("damage");
    whole = directory.resolve("whole");
    other = directory.resolve("other");
    fill(whole, "value ", content);
    fill(other, "another store's value ", new TreeMap<>());
    assertThat(Damage.files(whole, ".sst")).hasSizeGreaterThanOrEqualTo(2);
  }

  @AfterAll
  void print() {
    RunningStore.terminate(system);
    told.forEach(System.out::println);
    Figures.print("damage.kinds", told.size());
  }

  /** Two flushes, so that there are tables, and then a log with groups in it. */
  private void fill(Path data, String prefix, Map<Bytes, Bytes> expected) {
    try (RunningStore running = RunningStore.open(system, settings(data), FileSystem.disk())) {
      for (int i = 0; i < KEYS; i++) {
        Bytes key = Bytes.utf8("key" + i % (KEYS * 3 / 4));
        Bytes value = Bytes.utf8(prefix + i);
        Stages.get(running.store().put(key, value, io.aitta.core.WriteOptions.OS));
        expected.put(key, value);
        if (i == KEYS / 3 || i == KEYS * 2 / 3) {
          Stages.get(running.store().flush());
        }
      }
    }
  }

  private static StoreSettings settings(Path data) {
    return RunningStore.settings(data, SETTINGS);
  }

  @Test
  void withoutDamageEverythingIsThere() throws IOException {
    assertThat(findDamage(copy("undamaged"))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void damageIsToldAndNothingIsMadeUp(Damage damage) throws IOException {
    Path data = copy(damage.name());
    damage.inflict(data, other);

    Optional<StoreException> found = findDamage(data);

    assertThat(found).as("what %s was answered with", damage).isPresent();
    StoreException why = found.get();
    told.add(String.format(java.util.Locale.ROOT, "damage %-24s %s", damage, why.detail()));
    if (damage == Damage.TABLE_FORMAT_TOO_NEW) {
      assertThat(why.errorCode()).isEqualTo(ErrorCode.FORMAT_TOO_NEW);
    } else {
      assertThat(why).isInstanceOf(CorruptionException.class);
      CorruptionException corruption = (CorruptionException) why;
      assertThat(corruption.file()).isNotBlank();
      assertThat(corruption.expected()).isNotBlank();
      assertThat(corruption.found()).isNotBlank();
      assertThat(why.detail()).contains(corruption.file(), String.valueOf(corruption.offset()));
    }
  }

  private Path copy(String name) throws IOException {
    Path data = Files.createDirectory(directory.resolve(name));
    try (Stream<Path> files = Files.list(whole)) {
      files.forEach(
          file -> {
            try {
              Files.copy(file, data.resolve(file.getFileName()));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    return data;
  }

  /** Opens and reads everything in two ways; every answer must be right or a typed error. */
  private Optional<StoreException> findDamage(Path data) {
    Optional<StoreException> found = Optional.empty();
    try (RunningStore running = RunningStore.open(system, settings(data), FileSystem.disk())) {
      for (Map.Entry<Bytes, Bytes> entry : content.entrySet()) {
        try {
          assertThat(Stages.get(running.store().get(entry.getKey())).map(read -> read.value()))
              .contains(entry.getValue());
        } catch (StoreException why) {
          found = Optional.of(why);
        }
      }
      Optional<StoreException> inWalk = walk(running);
      return found.isPresent() ? found : inWalk;
    } catch (StoreException why) {
      return Optional.of(why);
    }
  }

  private Optional<StoreException> walk(RunningStore running) {
    List<Map.Entry<Bytes, Bytes>> expected = List.copyOf(content.entrySet());
    int at = 0;
    try (Snapshot snapshot = Stages.get(running.store().snapshot());
        EntryIterator cursor = snapshot.iterator(Range.all())) {
      while (cursor.next()) {
        assertThat(cursor.key()).isEqualTo(expected.get(at).getKey());
        assertThat(cursor.value()).isEqualTo(expected.get(at).getValue());
        at++;
      }
    } catch (StoreException why) {
      return Optional.of(why);
    }
    assertThat(at).isEqualTo(expected.size());
    return Optional.empty();
  }
}
