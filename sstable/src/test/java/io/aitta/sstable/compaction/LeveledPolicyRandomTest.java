package io.aitta.sstable.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.iterator.RangeDeletes;
import io.aitta.sstable.compaction.CompactionChoice.Merge;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.TestVersions;
import io.aitta.sstable.version.Version;
import io.aitta.sstable.version.VersionEdit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Whatever the levels: choices made at once fit together. */
class LeveledPolicyRandomTest {
  private static final LeveledOptions OPTIONS =
      new LeveledOptions(7, 4, 4, 400, 10, 100, 7, 50, 1_000);
  private static final SnapshotList ALL_SEEN = SnapshotList.of(List.of(), 1_000_000, 5_000);

  @Test
  void choicesMadeOneAfterTheOtherFitTogether() {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    int merges = 0;
    for (int round = 0; round < 500; round++) {
      Version version = randomVersion(random);
      Set<Long> busy = new TreeSet<>();
      List<Merge> taken = new ArrayList<>();
      while (true) {
        CompactionChoice choice =
            LeveledPolicy.choose(
                new LeveledPolicy.Input(
                    version, busy, Set.of(), CompactionCursors.START, ALL_SEEN, RangeDeletes.NONE),
                OPTIONS);
        if (choice.equals(CompactionChoice.IDLE)) {
          break;
        }
        for (TableMeta table : choice.inputs()) {
          assertThat(busy.add(table.number())).as("-Dseed=%d: %s", seed, choice).isTrue();
        }
        if (choice instanceof Merge merge) {
          taken.add(merge);
        }
      }
      Collections.shuffle(taken, random);
      for (Merge merge : taken) {
        merges++;
        checkClosed(version, merge, seed);
        version = version.apply(asOneTable(merge, 1_000 + merges));
      }
    }
    assertThat(merges).isPositive();
  }

  private static VersionEdit asOneTable(Merge merge, long number) {
    TableSpan span = TableSpan.of(merge.inputs());
    TableMeta like = merge.upper().get(0);
    TableMeta output =
        new TableMeta(
            number,
            merge.toLevel(),
            merge.inputBytes(),
            0,
            span.first(),
            span.last(),
            like.leastNumber(),
            like.greatestNumber(),
            1,
            0,
            0,
            Long.MAX_VALUE);
    return VersionEdit.builder().removeAll(merge.inputs()).add(output).build();
  }

  private static void checkClosed(Version version, Merge merge, long seed) {
    TableSpan span = TableSpan.of(merge.upper());
    for (TableMeta table : version.level(0)) {
      boolean older = table.greatestNumber() < merge.upper().get(0).leastNumber();
      if (merge.fromLevel() == 0 && older && span.touches(table)) {
        assertThat(merge.upper()).as("-Dseed=%d", seed).contains(table);
      }
    }
    for (TableMeta table : version.level(merge.toLevel())) {
      if (merge.fromLevel() < merge.toLevel() && span.touches(table)) {
        assertThat(merge.lower()).as("-Dseed=%d", seed).contains(table);
      }
    }
  }

  private static Version randomVersion(Random random) {
    StringBuilder level0 = new StringBuilder("L0");
    long number = 500;
    for (int i = random.nextInt(8); i > 0; i--) {
      int first = random.nextInt(90);
      level0.append(table(number++, first, first + random.nextInt(99 - first)));
    }
    List<String> levels = new ArrayList<>(List.of(level0.toString()));
    for (int level = 1; level <= 4; level++) {
      StringBuilder text = new StringBuilder("L" + level);
      int key = random.nextInt(5);
      while (key < 95) {
        int last = Math.min(98, key + random.nextInt(8));
        text.append(table(number++, key, last)).append(random.nextBoolean() ? "deletes=9" : "");
        key = last + 1 + random.nextInt(6);
      }
      levels.add(text.toString());
    }
    return TestVersions.version(levels.toArray(new String[0]));
  }

  private static String table(long number, int first, int last) {
    return String.format(" %d[k%02d-k%02d]", number, first, last);
  }
}
