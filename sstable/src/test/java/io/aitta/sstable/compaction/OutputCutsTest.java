package io.aitta.sstable.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.Bytes;
import io.aitta.core.format.Kind;
import io.aitta.core.format.Operation;
import io.aitta.core.format.TreeKey;
import io.aitta.sstable.compaction.CompactionChoice.Merge;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where outputs are cut besides their size. */
class OutputCutsTest extends CompactionStory {
  private void putInKeyspace(int keyspace, int entries) {
    for (int i = 0; i < entries; i++) {
      byte[] key = TreeKey.of(keyspace, Bytes.utf8("k%02d".formatted(i)));
      store.add(Operation.of(Kind.PUT, key, Bytes.utf8(("x" + i).repeat(50))));
    }
  }

  private List<Integer> lastKeyspacesOf(Merge choice) throws IOException {
    MergeOptions options = new MergeOptions(TinyStore.TABLE, 8_000, 80_000, 1 << 20);
    MergeJob job =
        new MergeJob(store.files, store.tables, store.version, choice, snapshots(), options);
    JobResult result = TinyStore.run(job);
    store.apply(result.edit().build());
    return result.added().stream()
        .map(table -> TreeKey.keyspace(table.lastKey().toArray(), 0))
        .toList();
  }

  @Test
  void aKeyspaceThatFillsAQuarterOfATableSharesItWithNoneBehindIt() throws IOException {
    int[] entries = {1, 2, 60, 1, 2};
    for (int keyspace = 1; keyspace <= entries.length; keyspace++) {
      putInKeyspace(keyspace, entries[keyspace - 1]);
    }
    store.flush(snapshots());

    assertThat(lastKeyspacesOf(down(0))).containsExactly(3, 5);
    checkAt();
  }

  @Test
  void aKeyspaceKnownToFillAQuarterOfATableSharesItWithNoneBeforeIt() throws IOException {
    putInKeyspace(1, 1);
    putInKeyspace(2, 2);
    putInKeyspace(4, 1);
    store.flush(snapshots());
    putInKeyspace(3, 60);
    store.flush(snapshots());

    assertThat(lastKeyspacesOf(down(0))).containsExactly(2, 3, 4);
    checkAt();
  }

  @Test
  void anOutputIsCutBeforeItLiesOverTooMuchOfTheLevelBelow() throws IOException {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 300; i++) {
        store.add(put("k%03d".formatted(i), "y".repeat(90)));
      }
    }
    store.flush(snapshots());
    toLevel(2);
    assertThat(store.version.bytes(2)).isGreaterThan(3 * TinyStore.LEVELS.grandparentBytesMax());
    for (int i = 0; i < 300; i += 60) {
      store.add(put("k%03d".formatted(i), "z"));
    }
    store.flush(snapshots());

    JobResult result = merge(down(0), snapshots());

    assertThat(result.added()).hasSizeBetween(3, 5);
    checkAt();
  }
}
