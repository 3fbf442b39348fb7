package io.aitta.sstable.version;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.aitta.core.Bytes;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class VersionTest {
  private static byte[] key(String text) {
    return text.getBytes(UTF_8);
  }

  private static List<Long> numbers(List<TableMeta> tables) {
    return tables.stream().map(TableMeta::number).toList();
  }

  @Test
  void levelZeroStandsNewestFirstWhateverTheOrderOfTheEdits() {
    Version version = TestVersions.version("L0 3[a-z] 5[a-z] 4[a-z]");

    assertThat(numbers(version.level(0))).containsExactly(5L, 4L, 3L);
    Version later = version.apply(TestVersions.edit("L0 6[m-n]"));
    assertThat(numbers(later.level(0))).containsExactly(6L, 5L, 4L, 3L);
    assertThat(numbers(version.level(0))).hasSize(3);
  }

  @Test
  @Tag("C04")
  void levelZeroRefusesTablesWhoseNumbersInterleave() {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> TestVersions.version("L0 1[a-c]least=1,greatest=5 2[x-z]least=5,greatest=9"))
        .withMessageContaining("level 0 overlap");
  }

  @Test
  void deeperLevelsAreSortedByFirstKey() {
    Version version = TestVersions.version("L1 3[k-m] 1[x-z] 2[a-c]");

    assertThat(numbers(version.level(1))).containsExactly(2L, 3L, 1L);
  }

  @Test
  void deeperLevelsRefuseTwoTablesWithOneKey() {
    assertThatIllegalStateException()
        .isThrownBy(() -> TestVersions.version("L1 1[a-c] 2[c-e]"))
        .withMessageContaining("level 1 overlap");
  }

  @Test
  void anExclusiveEndOfARangeDeleteMayTouchTheNextTable() {
    Version version = TestVersions.version("L1 1[a-c]ranges=1 2[c-e]");

    assertThat(version.tableFor(1, key("c"))).isEqualTo(version.level(1).get(1));
    assertThat(version.tableFor(1, key("bz"))).isEqualTo(version.level(1).get(0));
  }

  @Test
  void theTableForAKeyIsTheOneWhoseBoundsHoldIt() {
    Version version = TestVersions.version("L2 1[b-d] 2[f-h]");

    assertThat(version.tableFor(2, key("a"))).isNull();
    assertThat(version.tableFor(2, key("b"))).isEqualTo(version.level(2).get(0));
    assertThat(version.tableFor(2, key("d"))).isEqualTo(version.level(2).get(0));
    assertThat(version.tableFor(2, key("e"))).isNull();
    assertThat(version.tableFor(2, key("g"))).isEqualTo(version.level(2).get(1));
    assertThat(version.tableFor(2, key("i"))).isNull();
    assertThat(version.tableFor(3, key("b"))).isNull();
    assertThatIllegalArgumentException().isThrownBy(() -> version.tableFor(0, key("b")));
  }

  @Test
  void overlappingTakesTheEndAsExclusiveAndTouchingAsInclusive() {
    Version version = TestVersions.version("L1 1[b-d] 2[f-h] 3[k-m]");

    assertThat(numbers(version.overlapping(1, key("d"), key("f")))).containsExactly(1L);
    assertThat(numbers(version.overlapping(1, key("e"), null))).containsExactly(2L, 3L);
    assertThat(numbers(version.touching(1, Bytes.utf8("d"), Bytes.utf8("f"))))
        .containsExactly(1L, 2L);
    assertThat(numbers(version.touching(1, Bytes.utf8("i"), Bytes.utf8("j")))).isEmpty();
  }

  @Test
  void boundsAreFoundInAnyLevelAsByLookingAtEveryTable() {
    Version version =
        TestVersions.version(
            "L0 1[b-d] 2[f-h] 3[k-m] 4[m-p]ranges=1", "L1 5[b-d] 6[f-h] 7[k-m]ranges=1 8[m-p]");
    for (char from = 'a'; from <= 'r'; from++) {
      for (char until = from; until <= 'r'; until++) {
        byte[] first = key("" + from);
        byte[] end = key("" + until);
        for (int level = 0; level <= 1; level++) {
          assertThat(version.overlapping(level, first, end))
              .as("level %d from %s until %s", level, from, until)
              .isEqualTo(
                  version.level(level).stream()
                      .filter(t -> t.lastKey().compareTo(Bytes.wrap(first)) >= 0)
                      .filter(t -> t.firstKey().compareTo(Bytes.wrap(end)) < 0)
                      .toList());
          assertThat(version.touching(level, Bytes.wrap(first), Bytes.wrap(end)))
              .as("level %d from %s to %s", level, from, until)
              .isEqualTo(
                  version.level(level).stream()
                      .filter(t -> t.lastKey().compareTo(Bytes.wrap(first)) >= 0)
                      .filter(t -> t.firstKey().compareTo(Bytes.wrap(end)) <= 0)
                      .toList());
        }
      }
    }
  }

  @Test
  void aTableThatMovesLeavesOneLevelAndJoinsAnother() {
    Version version = TestVersions.version("L1 1[b-d] 2[f-h]", "L2 3[a-c]");
    TableMeta moving = version.level(1).get(1);

    Version moved =
        version.apply(VersionEdit.builder().remove(moving).add(moving.withLevel(2)).build());

    assertThat(numbers(moved.level(1))).containsExactly(1L);
    assertThat(numbers(moved.level(2))).containsExactly(3L, 2L);
    assertThat(moved.tableNumbers()).isEqualTo(version.tableNumbers());
    assertThat(moved.tables()).isEqualTo(3);
    assertThat(moved.bytes(2)).isEqualTo(200);
  }

  @Test
  void anEditThatDoesNotFitIsRefused() {
    Version version = TestVersions.version("L1 1[b-d]");

    assertThatIllegalStateException()
        .isThrownBy(() -> version.apply(VersionEdit.builder().remove(2, 1).build()))
        .withMessageContaining("no tables [1] to remove in level 2");
    assertThatIllegalStateException()
        .isThrownBy(() -> version.apply(VersionEdit.builder().remove(1, 1).remove(1, 1).build()))
        .withMessageContaining("removed twice");
    assertThatIllegalStateException()
        .isThrownBy(() -> version.apply(TestVersions.edit("L2 1[x-z]")))
        .withMessageContaining("would stand here twice");
    assertThatIllegalStateException()
        .isThrownBy(() -> version.apply(TestVersions.edit("L7 2[x-z]")))
        .withMessageContaining("no level");
    assertThatIllegalStateException()
        .isThrownBy(() -> version.apply(VersionEdit.builder().remove(9, 1).build()))
        .withMessageContaining("no level");
  }

  @Test
  void whatWasFlushedNeverGoesBack() {
    Version version = Version.empty().apply(VersionEdit.builder().flushedThrough(7).build());

    assertThat(version.apply(TestVersions.edit("L0 1[a-b]")).flushedThrough()).isEqualTo(7);
    assertThatIllegalStateException()
        .isThrownBy(() -> version.apply(VersionEdit.builder().flushedThrough(6).build()))
        .withMessageContaining("flushed through 7");
  }
}
