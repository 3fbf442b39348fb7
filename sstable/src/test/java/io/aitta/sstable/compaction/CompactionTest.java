package io.aitta.sstable.compaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.Bytes;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.format.Kind;
import io.aitta.core.format.Operation;
import io.aitta.core.format.TreeKey;
import io.aitta.sstable.compaction.CompactionChoice.Merge;
import io.aitta.sstable.version.TableMeta;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What stays and what goes: the scenarios C01 to C06, S02 to S05, T02 and T03 by name. */
class CompactionTest extends CompactionStory {
  // C01
  @Test
  @Tag("C01")
  void aDeleteStaysWhileAnOlderVersionLiesBelowEvenInASkippedLevel() throws IOException {
    flush(put("a", "old"), put("z", "1"));
    toLevel(3);
    flush(delete("a"));

    JobResult result = merge(down(0), snapshots()); // level 2 holds nothing of it, level 3 does

    assertThat(result.counts().deletesDropped()).isZero();
    checkAt();
    merge(down(1), snapshots());
    JobResult last = merge(down(2), snapshots());
    assertThat(last.counts().deletesDropped()).isEqualTo(1);
    checkAt();
    assertThat(store.version.level(3)).singleElement().extracting("entries").isEqualTo(1L);
  }

  // C02
  @Test
  @Tag("C02")
  void versionsOfOneKeyAreNeverSplitOverTwoTables() throws IOException {
    Long[] all = new Long[60];
    for (int i = 0; i < 60; i++) {
      all[i] = store.add(put("same", "v".repeat(100)));
    }
    store.add(put("zzz", "1"));
    store.flush(snapshots(all));

    JobResult result = merge(down(0), snapshots(all));

    assertThat(result.added()).hasSize(2);
    assertThat(result.added().get(0).entries()).isEqualTo(60);
    assertThat(result.added().get(0).sizeBytes()).isGreaterThan(TinyStore.LEVELS.tableBytes());
    checkAt(1, 30, 60);
  }

  // C06
  @Test
  @Tag("C06")
  void putDeletePutIsAPut() throws IOException {
    flush(put("a", "1"));
    flush(delete("a"));
    flush(put("a", "2"));

    merge(down(0), snapshots(1L, 2L));
    checkAt(1, 2, 3);
    assertThat(store.version.level(1).get(0).entries()).isEqualTo(3);
    merge(down(1), snapshots());
    checkAt();
    assertThat(store.version.level(2).get(0).entries()).isEqualTo(1);
  }

  // S02
  @Test
  @Tag("S02")
  void aSnapshotOfNothingSeesNothingAndNeedsEveryDelete() throws IOException {
    flush(put("a", "1"));
    flush(delete("a"), put("b", "1"));

    JobResult result = merge(down(0), snapshots(0L));

    assertThat(result.counts().deletesForSnapshots()).isEqualTo(1);
    checkAt(0);
  }

  // S03
  @Test
  @Tag("S03")
  void aRangeDeleteAfterASnapshotIsNotSeenByIt() throws IOException {
    long snapshot = store.add(put("a", "1"), put("b", "1"), put("c", "1"));
    store.flush(snapshots(snapshot));
    flush(deleteRange("a", "c"), put("b", "2"));

    JobResult kept = merge(down(0), snapshots(snapshot));
    assertThat(kept.counts().covered()).isZero();
    checkAt(snapshot);

    JobResult gone = merge(down(1), snapshots());
    assertThat(gone.counts().covered()).isEqualTo(1);
    assertThat(gone.added().get(0).rangeDeletes()).isZero();
    checkAt();
  }

  // S04
  @Test
  void aTableWhoseFilterSaysNoStillTellsItsRangeDelete() throws IOException {
    flush(put("a", "1"), put("m", "1"), put("z", "1"));
    flush(deleteRange("b", "y"), put("x", "1"));

    checkAt();
    toLevel(2);
    checkAt();
  }

  // S05
  @Test
  @Tag("S05")
  void aTableOfRangeDeletesAloneLiesWhereTheyLie() throws IOException {
    flush(put("c", "1"), put("e", "1"), put("g", "1"));
    toLevel(2);
    flush(deleteRange("b", "f"));

    TableMeta alone = store.version.level(0).get(0);
    assertThat(alone.entries()).isZero();
    assertThat(alone.firstKey()).isEqualTo(Bytes.wrap(key("b")));
    assertThat(alone.lastKey()).isEqualTo(Bytes.wrap(key("f")));
    checkAt();
    merge(down(0), snapshots());
    assertThat(store.version.level(1)).singleElement().extracting("rangeDeletes").isEqualTo(1L);
    checkAt();
    merge(down(1), snapshots());
    assertThat(store.version.level(2)).singleElement().extracting("entries").isEqualTo(1L);
    checkAt();
  }

  // S05
  @Test
  void aRangeDeleteIsCutWhereOutputsAreCutAndNothingIsLost() throws IOException {
    for (int i = 0; i < 30; i++) {
      store.add(put("k%02d".formatted(i), "old".repeat(20)));
    }
    store.flush(snapshots());
    toLevel(3);
    store.add(deleteRange("k03", "k27"));
    for (int i = 0; i < 30; i += 2) {
      store.add(put("k%02d".formatted(i), "new".repeat(30)));
    }
    store.flush(snapshots());

    JobResult result = merge(down(0), snapshots());

    assertThat(result.added()).hasSizeGreaterThan(1);
    assertThat(result.added()).filteredOn(table -> table.rangeDeletes() > 0).hasSizeGreaterThan(1);
    for (int i = 1; i < result.added().size(); i++) {
      assertThat(result.added().get(i - 1).lastKey())
          .as("the delete's exclusive end touches the next table")
          .isEqualTo(result.added().get(i).firstKey());
    }
    checkAt();
    merge(down(1), snapshots());
    merge(down(2), snapshots());
    checkAt();
    assertThat(store.version.level(3)).allMatch(table -> table.rangeDeletes() == 0);
  }

  // T02
  @Test
  @Tag("T02")
  void anExpiredValueHidesTheOlderOneForEver() throws IOException {
    flush(put("a", "old"), put("b", "1"));
    toLevel(2);
    store.add(History.expiring(key("a"), NOW - 1, "new"), History.expiring(key("b"), NOW + 1, "2"));
    store.flush(snapshots());

    JobResult result = merge(down(0), snapshots());
    assertThat(result.counts().expired()).isZero(); // it became a delete in the flush already
    assertThat(store.version.level(1).get(0).deletes()).isEqualTo(1);
    checkAt();
    merge(down(1), snapshots());
    checkAt();
    assertThat(store.version.level(2).get(0).entries()).isEqualTo(1);
    assertThat(store.version.level(2).get(0).oldestDeadlineMillis()).isEqualTo(NOW + 1);
  }

  // T03
  @Test
  @Tag("T03")
  void aValueThatHadNotExpiredForTheOldestSnapshotStays() throws IOException {
    long number = store.add(History.expiring(key("a"), NOW - 1, "value"));
    SnapshotList before = SnapshotList.of(List.of(number), number, NOW - 2);
    store.flush(before);

    JobResult result = merge(down(0), before);

    assertThat(result.counts().expired()).isZero();
    store.check(new History.Reader(number, NOW - 2), "the snapshot");
    checkAt();
  }

  @Test
  void aFlushOfNothingIsNoTable() throws IOException {
    JobResult result = store.flush(snapshots());

    assertThat(result.added()).isEmpty();
    assertThat(disk.list(TinyStore.DIR)).isEmpty();
  }

  @Test
  void aFlushKeepsDeletesAndWhatSnapshotsSee() throws IOException {
    long snapshot = store.add(put("a", "1"), put("b", "1"));
    store.add(put("a", "2"), put("a", "3"), delete("c"));

    JobResult result = store.flush(snapshots(snapshot));

    TableMeta table = result.added().get(0);
    assertThat(table.level()).isZero();
    assertThat(table.entries()).isEqualTo(4);
    assertThat(table.deletes()).isEqualTo(1);
    assertThat(result.counts().hidden()).isEqualTo(1);
    assertThat(store.version.flushedThrough()).isEqualTo(5);
    checkAt(snapshot);
  }

  @Test
  void entriesOfAKindThisVersionDoesNotKnowStopTheJob() throws IOException {
    flush(put("a", "1"));
    store.add(Operation.of(Kind.MERGE, key("a"), Bytes.utf8("+1")));

    assertThatThrownBy(() -> store.flush(snapshots()))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.errorCode()).isEqualTo(ErrorCode.FORMAT_TOO_NEW))
        .hasMessageContaining("kind 2");
  }

  @Test
  void whatIsMissingFromTheChoiceIsChosenByThePolicyUntilOneLevelIsLeft() throws IOException {
    for (int i = 0; i < 6; i++) {
      flush(put("k" + i, "1"), put("k" + (i + 1), "2"), delete("k" + (i - 1)));
      merge(down(0), snapshots());
    }
    flush(put("k1", "3"));
    for (int steps = 0; steps < 20; steps++) {
      LeveledPolicy.Input input =
          new LeveledPolicy.Input(
              store.version,
              Set.of(),
              Set.of(),
              CompactionCursors.START,
              snapshots(),
              store.rangeDeletes());
      CompactionChoice choice =
          LeveledPolicy.chooseWithin(
              input, TinyStore.LEVELS, Bytes.EMPTY, Bytes.wrap(TreeKey.end(9)));
      if (choice instanceof Merge merge) {
        merge(merge, snapshots());
      } else if (choice instanceof CompactionChoice.Move move) {
        store.apply(move.edit());
      } else {
        break;
      }
    }
    assertThat(store.version.level(0)).isEmpty();
    assertThat(store.version.bytes(1)).isPositive();
    checkAt();
  }
}
