package io.aitta.sstable.compaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.Bytes;
import io.aitta.core.iterator.RangeDeletes;
import io.aitta.core.iterator.RangeDeletesBuilder;
import io.aitta.sstable.compaction.CompactionChoice.Drop;
import io.aitta.sstable.compaction.CompactionChoice.Merge;
import io.aitta.sstable.compaction.CompactionChoice.Move;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.TestVersions;
import io.aitta.sstable.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Levels as text in, choice as text out. Level 1 may hold 400 bytes: four tables of 100. */
class LeveledPolicyTest {
  private static final LeveledOptions OPTIONS =
      new LeveledOptions(7, 4, 4, 400, 10, 100, 7, 50, 1_000);
  private static final SnapshotList ALL_SEEN = SnapshotList.of(List.of(), 1_000_000, 5_000);

  private static LeveledPolicy.Input input(Version version) {
    return new LeveledPolicy.Input(
        version, Set.of(), Set.of(), CompactionCursors.START, ALL_SEEN, RangeDeletes.NONE);
  }

  private static LeveledPolicy.Input without(Version version, Set<Long> busy, Set<Long> damaged) {
    return new LeveledPolicy.Input(
        version, busy, damaged, CompactionCursors.START, ALL_SEEN, RangeDeletes.NONE);
  }

  private static String choose(String... levels) {
    return text(LeveledPolicy.choose(input(TestVersions.version(levels)), OPTIONS));
  }

  private static String text(CompactionChoice choice) {
    if (choice instanceof Merge merge) {
      return "merge L"
          + merge.fromLevel()
          + numbers(merge.upper())
          + " L"
          + merge.toLevel()
          + numbers(merge.lower())
          + (merge.grandparents().isEmpty() ? "" : " over" + numbers(merge.grandparents()));
    }
    if (choice instanceof Move move) {
      return "move " + move.table().number() + " to L" + move.toLevel();
    }
    return choice instanceof Drop drop ? "drop" + numbers(drop.tables()) : "idle";
  }

  private static String numbers(List<TableMeta> tables) {
    return tables.stream()
        .map(table -> "" + table.number())
        .collect(Collectors.joining(" ", "[", "]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # nothing to do
                                                 |                      | idle
          L0 1[a-z] 2[a-z] 3[a-z]                | L1 9[a-z]            | idle
          L0 1[a-z]                              | L1 8[a-m] 9[n-z]     | idle
          # level 0 by count; with it all of level 1 that overlaps
          L0 1[a-z] 2[a-z] 3[a-z] 4[a-z]         | L1 8[a-m] 9[n-z]     | merge L0[4 3 2 1] L1[8 9]
          L0 1[a-c] 2[a-c] 3[a-c] 4[a-c]         | L1 8[a-m] 9[n-z]     | merge L0[4 3 2 1] L1[8]
          # C03: closure goes through chains of overlaps, newer and older
          L0 1[a-c] 2[e-g] 3[c-e] 4[x-z]         | L1 9[m-n]            | merge L0[3 2 1] L1[]
          L0 1[a-c] 2[e-g] 3[i-k] 4[b-j]         | L1 9[z-z]            | merge L0[4 3 2 1] L1[]
          # one that overlaps nothing only gets another level
          L0 1[a-c] 2[e-g] 3[i-k] 4[x-z]         | L1 9[m-n]            | move 1 to L1
          L0 1[a-c]ranges=1 2[e-g] 3[i-k] 4[x-z] | L1 9[m-n]            | merge L0[1] L1[]
          L0 1[a-c]deletes=5 2[e-g] 3[i-k] 4[x-z]| L1 9[m-n]            | merge L0[1] L1[]
          L0 1[a-m] 2[n-p] 3[q-r] 4[x-z]         | L1 9[m-n]            | merge L0[1] L1[9]
          # a sorted level by bytes, its first table first
          L1 1[a-b] 2[c-d] 3[e-f] 4[g-h] 5[i-j]  | L2 9[b-z]            | merge L1[1 2 3 4 5] L2[9]
          L1 1[a-b] 2[c-d] 3[e-f] 4[g-h]         | L2 9[b-z]            | idle
          L1 1[a-b] 2[c-d] 3[e-f] 4[g-h] 5[i-j]  | L2 9[k-z]            | move 1 to L2
          L1 1[a-c] 2[d-f]size=400               | L2 8[b-b] 9[c-e]     | merge L1[1 2] L2[8 9]
          # the more urgent level first
          L0 1[a-z] 2[a-z] 3[a-z] 4[a-z]         | L1 9[a-b]size=900    | move 9 to L2
          L0 1[a-z] 2[a-z] 3[a-z] 4[a-z] 5[a-z]  | L1 9[a-b]size=450    | merge L0[5 4 3 2 1] L1[9]
          # the last level has no limit
          L6 1[a-b]size=4000000000               |                      | idle
          # K05: many deletes are a reason by themselves, down to the bottom and out
          L1 1[a-c]deletes=5                     | L2 9[b-d]            | merge L1[1] L2[9]
          L1 1[a-c]deletes=4                     | L2 9[b-d]            | idle
          L1 1[a-c]deletes=5                     | L2 9[d-e]            | merge L1[1] L1[]
          L6 1[a-c]deletes=5                     |                      | merge L6[1] L6[]
          L0 1[a-c]deletes=9                     |                      | merge L0[1] L1[]
          L1 1[a-c]entries=0,ranges=1            | L2 9[b-d]            | merge L1[1] L2[9]
          # what expired a while ago likewise (it is 5000 now, 1000 of grace)
          L1 1[a-c]deadline=4000                 | L2 9[d-e]            | merge L1[1] L1[]
          L1 1[a-c]deadline=4001                 | L2 9[d-e]            | idle
          """)
  @Tag("C03")
  void choosesByTheLevels(String first, String second, String expected) {
    List<String> levels = new ArrayList<>();
    if (first != null) {
      levels.add(first);
    }
    if (second != null) {
      levels.add(second);
    }

    assertThat(choose(levels.toArray(new String[0]))).isEqualTo(expected);
  }

  @Test
  void mergesNameTheGrandparentsTheyWillLieOver() {
    assertThat(choose("L0 1[c-d] 2[c-d] 3[c-d] 4[c-d]", "L1 5[a-e]", "L2 6[a-b] 7[e-f] 8[g-h]"))
        .isEqualTo("merge L0[4 3 2 1] L1[5] over[6 7]");
  }

  @Test
  void aTableDoesNotMoveAboveMoreGrandparentsThanALaterMergeShouldTake() {
    String deep = "L3 5[a-b]size=600 6[c-d]size=401";

    assertThat(choose("L1 1[a-d] 2[e-f]size=400", deep)).isEqualTo("merge L1[1] L2[] over[5 6]");
    assertThat(choose("L1 1[a-d] 2[e-f]size=400", deep.replace("401", "400")))
        .isEqualTo("move 1 to L2");
  }

  @Test
  void aTableDoesNotMoveToWhereItWouldBeCompressed() {
    LeveledOptions compressed = new LeveledOptions(7, 4, 4, 400, 10, 100, 2, 50, 1_000);
    Version version = TestVersions.version("L1 1[a-b] 2[e-f]size=400");
    Version deeper = TestVersions.version("L2 1[a-b] 2[e-f]size=4000");

    assertThat(text(LeveledPolicy.choose(input(version), compressed)))
        .isEqualTo("merge L1[1] L2[]");
    assertThat(text(LeveledPolicy.choose(input(deeper), compressed))).isEqualTo("move 1 to L3");
    assertThat(text(LeveledPolicy.choose(input(version), compressed.withoutCompression())))
        .isEqualTo("move 1 to L2");
  }

  @Test
  void aLevelIsGoneThroughInRounds() {
    Version version = TestVersions.version("L1 1[a-b] 2[c-d] 3[e-f] 4[g-h]size=101");
    CompactionCursors cursors = CompactionCursors.START;
    List<String> turns = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      CompactionChoice choice =
          LeveledPolicy.choose(
              new LeveledPolicy.Input(
                  version, Set.of(), Set.of(), cursors, ALL_SEEN, RangeDeletes.NONE),
              OPTIONS);
      turns.add(text(choice));
      cursors = cursors.after(choice);
    }

    assertThat(turns)
        .containsExactly(
            "move 1 to L2",
            "move 2 to L2",
            "move 3 to L2",
            "move 4 to L2",
            "move 1 to L2",
            "move 2 to L2");
  }

  // C05
  @Test
  @Tag("C05")
  void inputsOfAnotherChoiceAreNeverTaken() {
    Version version =
        TestVersions.version("L1 1[a-c] 2[d-f] 3[g-i] 4[j-l]size=200", "L2 8[b-e] 9[k-m]");

    assertThat(text(LeveledPolicy.choose(without(version, Set.of(1L), Set.of()), OPTIONS)))
        .isEqualTo("idle"); // what is on its way out no longer counts
    Version fuller = TestVersions.version("L1 1[a-c] 2[d-f] 3[g-i] 4[j-l]size=501", "L2 8[b-e]");
    assertThat(text(LeveledPolicy.choose(without(fuller, Set.of(1L, 8L), Set.of()), OPTIONS)))
        .isEqualTo("move 3 to L2"); // 2 lies over 8 as well
    assertThat(text(LeveledPolicy.choose(without(fuller, Set.of(8L, 3L, 4L), Set.of()), OPTIONS)))
        .isEqualTo("idle");
  }

  @Test
  void levelZeroGoesDownOnceAtATime() {
    Version version =
        TestVersions.version("L0 1[a-c] 2[e-g] 3[i-k] 4[m-o] 5[q-s]", "L1 9[a-b]size=10");

    assertThat(text(LeveledPolicy.choose(without(version, Set.of(1L, 9L), Set.of()), OPTIONS)))
        .isEqualTo("idle");
    assertThat(text(LeveledPolicy.choose(without(version, Set.of(9L), Set.of()), OPTIONS)))
        .isEqualTo("move 2 to L1");
  }

  // C13
  @Test
  @Tag("C13")
  void damagedTablesAreLeftAloneAndNothingGoesPastThem() {
    Version sorted = TestVersions.version("L1 1[a-c] 2[d-f] 3[g-i]size=301", "L2 8[b-e]");
    assertThat(text(LeveledPolicy.choose(without(sorted, Set.of(), Set.of(8L)), OPTIONS)))
        .isEqualTo("move 3 to L2");
    assertThat(text(LeveledPolicy.choose(without(sorted, Set.of(), Set.of(3L)), OPTIONS)))
        .isEqualTo("merge L1[1 2] L2[8]");

    Version level0 = TestVersions.version("L0 1[a-c] 2[a-d] 3[b-e] 4[b-f]");
    assertThat(text(LeveledPolicy.choose(without(level0, Set.of(), Set.of(3L)), OPTIONS)))
        .isEqualTo("merge L0[2 1] L1[]");
    assertThat(text(LeveledPolicy.choose(without(level0, Set.of(), Set.of(1L)), OPTIONS)))
        .isEqualTo("idle");
    Version apart = TestVersions.version("L0 1[a-c] 2[x-z] 3[b-e] 4[x-y]");
    assertThat(text(LeveledPolicy.choose(without(apart, Set.of(), Set.of(1L)), OPTIONS)))
        .isEqualTo("merge L0[4 2] L1[]");
  }

  private static String chooseWith(RangeDeletes deletes, SnapshotList snapshots, String... levels) {
    LeveledPolicy.Input input =
        new LeveledPolicy.Input(
            TestVersions.version(levels),
            Set.of(),
            Set.of(),
            CompactionCursors.START,
            snapshots,
            deletes);
    return text(LeveledPolicy.choose(input, OPTIONS));
  }

  private static RangeDeletes deletes(String... texts) {
    RangeDeletesBuilder builder = new RangeDeletesBuilder();
    for (String text : texts) {
      String[] parts = text.split("[-#]", 3);
      builder.add(parts[0].getBytes(UTF_8), parts[1].getBytes(UTF_8), Long.parseLong(parts[2]));
    }
    return builder.build();
  }

  @Test
  void tablesUnderARangeDeleteAreDroppedUnread() {
    String[] levels = {"L0 50[b-y]ranges=1", "L1 1[a-c] 2[d-f] 3[x-z]", "L2 4[b-k] 5[m-y]"};

    assertThat(chooseWith(deletes("b-y#505"), ALL_SEEN, levels)).isEqualTo("drop[2 4]");
    assertThat(chooseWith(deletes("b-y#505", "y-z#505"), ALL_SEEN, levels))
        .isEqualTo("drop[2 4 5]");
    assertThat(chooseWith(deletes("b-e#505", "e-y#506"), ALL_SEEN, levels))
        .as("two that touch cover together")
        .isEqualTo("drop[2 4]");
    assertThat(chooseWith(deletes("b-e#505", "ee-y#506"), ALL_SEEN, levels))
        .as("a gap is not covered")
        .isEqualTo("idle");
    assertThat(chooseWith(deletes("b-y#25"), ALL_SEEN, levels))
        .as("a delete no newer than all of the table")
        .isEqualTo("idle");
  }

  // S03
  @Test
  void noTableIsDroppedThatASnapshotStillSees() {
    String[] levels = {"L0 50[b-y]ranges=1", "L1 2[d-f]"};
    RangeDeletes deletes = deletes("b-y#505");

    assertThat(chooseWith(deletes, SnapshotList.of(List.of(25L), 600, 0), levels))
        .isEqualTo("idle");
    assertThat(chooseWith(deletes, SnapshotList.of(List.of(504L), 600, 0), levels))
        .isEqualTo("idle");
    assertThat(chooseWith(deletes, SnapshotList.of(List.of(19L, 505L), 600, 0), levels))
        .isEqualTo("drop[2]");
    assertThat(chooseWith(deletes, SnapshotList.of(List.of(), 504, 0), levels))
        .as("readers to come may stand between the two")
        .isEqualTo("idle");
  }

  @Test
  void deletesThatASnapshotNeedsAreNoReason() {
    assertThat(
            chooseWith(
                RangeDeletes.NONE,
                SnapshotList.of(List.of(18L), 600, 0),
                "L1 1[a-c]deletes=9",
                "L2 9[b-d]"))
        .isEqualTo("idle");
  }

  @Test
  void compactingARangeGoesOnUntilItLiesInOneLevel() {
    Version version =
        TestVersions.version("L0 1[a-c]", "L1 2[b-d] 3[m-n]", "L3 4[a-d] 5[m-n] 6[x-z]");
    Bytes first = Bytes.utf8("a");
    Bytes last = Bytes.utf8("d");

    assertThat(text(LeveledPolicy.chooseWithin(input(version), OPTIONS, first, last)))
        .isEqualTo("merge L0[1] L1[2]");
    Version next = TestVersions.version("L1 7[a-d] 3[m-n]", "L3 4[a-d] 5[m-n] 6[x-z]");
    assertThat(text(LeveledPolicy.chooseWithin(input(next), OPTIONS, first, last)))
        .isEqualTo("move 7 to L2");
    Version last3 = TestVersions.version("L1 3[m-n]", "L3 4[a-d] 5[m-n] 6[x-z]");
    assertThat(text(LeveledPolicy.chooseWithin(input(last3), OPTIONS, first, last)))
        .isEqualTo("idle");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # four bring down as much as they have written again: not yet
          L0 1[a-z] 2[a-z] 3[a-z] 4[a-z]         | L1 8[a-m]size=200 9[n-z]size=200 | idle
          # five bring down a quarter more
          L0 1[a-z] 2[a-z] 3[a-z] 4[a-z] 5[a-z]  | L1 8[a-m]size=200 9[n-z]size=200 | L0[5 4 3 2 1] L1[8 9]
          # what does not overlap is not written again
          L0 1[a-c] 2[a-c] 3[a-c] 4[a-c]         | L1 8[d-m]size=200 9[n-z]size=200 | L0[4 3 2 1] L1[]
          # at six the wait is over
          L0 1[a-z] 2[a-z] 3[a-z] 4[a-z] 5[a-z] 6[a-z] | L1 9[a-z]size=400000 | L0[6 5 4 3 2 1] L1[9]
          """)
  void aPatientLevel0WaitsWhileAMergeWouldWriteMostlyLevel1Again(
      String level0, String level1, String merged) {
    LeveledOptions patient = new LeveledOptions(7, 4, 6, 400_000, 10, 100, 7, 50, 1_000);
    Version version = TestVersions.version(level0, level1);
    String expected = merged.equals("idle") ? "idle" : "merge " + merged;

    assertThat(text(LeveledPolicy.choose(input(version), patient))).isEqualTo(expected);
    assertThat(LeveledPolicy.debtBytes(version, patient))
        .isEqualTo(merged.equals("idle") ? 0 : version.bytes(0));
  }

  @Test
  void debtIsWhatLiesBeyondTheMeasures() {
    assertThat(LeveledPolicy.debtBytes(TestVersions.version("L0 1[a-c] 2[a-c]"), OPTIONS)).isZero();
    assertThat(
            LeveledPolicy.debtBytes(
                TestVersions.version(
                    "L0 1[a-c] 2[a-c] 3[a-c] 4[a-c]", "L1 5[a-b]size=450", "L2 6[a-b]size=4001"),
                OPTIONS))
        .isEqualTo(400 + 50 + 1);
  }
}
