package io.aitta.core.iterator;

import static io.aitta.core.iterator.TestKeys.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.format.TreeKey;
import io.aitta.core.iterator.RangeDeletes.Fragment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RangeDeletesTest {
  private record Delete(byte[] start, byte[] end, long number) {
    boolean covers(byte[] key) {
      return TreeKey.compare(start, key) <= 0 && TreeKey.compare(key, end) < 0;
    }
  }

  @Test
  void overlappingDeletesAreCutWhereTheyBeginAndEnd() {
    RangeDeletes deletes =
        new RangeDeletesBuilder()
            .add(utf8("c"), utf8("h"), 2)
            .add(utf8("a"), utf8("e"), 1)
            .add(utf8("e"), utf8("f"), 3)
            .build();

    assertThat(show(deletes)).containsExactly("a-c [1]", "c-e [2, 1]", "e-f [3, 2]", "f-h [2]");
  }

  @Test
  void aDeleteAddedLaterGivesTheSameAsAllAtOnce() {
    RangeDeletes deletes =
        RangeDeletes.NONE
            .with(utf8("c"), utf8("h"), 1)
            .with(utf8("a"), utf8("e"), 2)
            .with(utf8("k"), utf8("m"), 3)
            .with(utf8("d"), utf8("z"), 4);

    assertThat(show(deletes))
        .containsExactly(
            "a-c [2]",
            "c-d [2, 1]",
            "d-e [4, 2, 1]",
            "e-h [4, 1]",
            "h-k [4]",
            "k-m [4, 3]",
            "m-z [4]");
  }

  @Test
  void touchingPiecesOfOneDeleteBecomeOneAgain() {
    RangeDeletes deletes =
        new RangeDeletesBuilder()
            .add(utf8("a"), utf8("c"), 7)
            .add(utf8("c"), utf8("e"), 7)
            .add(utf8("b"), utf8("d"), 7)
            .build();

    assertThat(show(deletes)).containsExactly("a-e [7]");
  }

  @Test
  void anEmptyOrInvertedRangeDeletesNothing() {
    assertThat(RangeDeletes.NONE.with(utf8("b"), utf8("b"), 1)).isSameAs(RangeDeletes.NONE);
    assertThat(RangeDeletes.NONE.with(utf8("c"), utf8("b"), 1)).isSameAs(RangeDeletes.NONE);
    assertThat(new RangeDeletesBuilder().add(utf8("c"), utf8("b"), 1).build().isEmpty()).isTrue();
  }

  @Test
  void aReaderSeesOnlyDeletesOfItsNumberOrLower() {
    RangeDeletes deletes =
        RangeDeletes.NONE
            .with(utf8("a"), utf8("z"), 10)
            .with(utf8("a"), utf8("z"), 20)
            .with(utf8("a"), utf8("z"), 30);

    assertThat(cover(deletes, "m", 9)).isZero();
    assertThat(cover(deletes, "m", 10)).isEqualTo(10);
    assertThat(cover(deletes, "m", 29)).isEqualTo(20);
    assertThat(cover(deletes, "m", 30)).isEqualTo(30);
    assertThat(cover(deletes, "m", Long.MAX_VALUE)).isEqualTo(30);
  }

  @Test
  void theStartIsCoveredAndTheEndIsNot() {
    RangeDeletes deletes = RangeDeletes.NONE.with(utf8("b"), utf8("d"), 1);

    assertThat(cover(deletes, "a", 9)).isZero();
    assertThat(cover(deletes, "b", 9)).isEqualTo(1);
    assertThat(cover(deletes, "czz", 9)).isEqualTo(1);
    assertThat(cover(deletes, "d", 9)).isZero();
  }

  @Test
  void clippingKeepsWhatLiesWithinTheBounds() {
    RangeDeletes deletes =
        RangeDeletes.NONE.with(utf8("a"), utf8("f"), 1).with(utf8("h"), utf8("k"), 2);

    assertThat(show(deletes.clip(utf8("c"), utf8("i")))).containsExactly("c-f [1]", "h-i [2]");
    assertThat(show(deletes.clip(utf8("c"), null))).containsExactly("c-f [1]", "h-k [2]");
    assertThat(deletes.clip(utf8("f"), utf8("h")).isEmpty()).isTrue();
  }

  @Test
  void aDeleteDoesNotKeepTheArraysItWasGiven() {
    byte[] start = utf8("b");
    byte[] end = utf8("d");
    RangeDeletes deletes = RangeDeletes.NONE.with(start, end, 1);
    Arrays.fill(start, (byte) 0xDB);
    Arrays.fill(end, (byte) 0xDB);

    assertThat(cover(deletes, "c", 9)).isEqualTo(1);
  }

  @Test
  void everyWayOfPuttingDeletesTogetherAnswersLikeTheListOfThem() {
    Seeds.forEach("range deletes", 300, this::checkRandomDeletes);
  }

  private void checkRandomDeletes(Random random) {
    List<Delete> all = new ArrayList<>();
    RangeDeletesBuilder builder = new RangeDeletesBuilder();
    RangeDeletes[] sources = {RangeDeletes.NONE, RangeDeletes.NONE, RangeDeletes.NONE};
    RangeDeletes grown = RangeDeletes.NONE;
    int count = random.nextInt(25);
    for (int number = 1; number <= count; number++) {
      byte[] start = TestKeys.random(random, 3);
      byte[] end = TestKeys.random(random, 3);
      all.add(new Delete(start, end, number));
      builder.add(start, end, number);
      grown = grown.with(start, end, number);
      int source = random.nextInt(3);
      sources[source] = sources[source].with(start, end, number);
    }
    RangeDeletes built = builder.build();
    RangeDeletes merged = RangeDeletes.merge(List.of(sources));
    assertThat(show(grown)).isEqualTo(show(built));
    assertThat(show(merged)).isEqualTo(show(built));
    assertThat(grown.memoryBytes()).isEqualTo(built.memoryBytes());
    checkDisjoint(built);
    checkCover(all, built, random);
    checkClip(all, built, random);
  }

  private static void checkDisjoint(RangeDeletes deletes) {
    byte[] end = {};
    for (Fragment fragment : deletes.fragments()) {
      assertThat(TreeKey.compare(end, fragment.start())).isLessThanOrEqualTo(0);
      assertThat(TreeKey.compare(fragment.start(), fragment.end())).isNegative();
      end = fragment.end();
    }
  }

  private static void checkCover(List<Delete> all, RangeDeletes deletes, Random random) {
    CoverCursor cursor = new CoverCursor(deletes);
    for (int i = 0; i < 100; i++) {
      byte[] key = TestKeys.random(random, 4);
      long number = random.nextInt(30);
      long expected =
          all.stream()
              .filter(delete -> delete.number <= number && delete.covers(key))
              .mapToLong(Delete::number)
              .max()
              .orElse(0);
      assertThat(deletes.coverNumber(key, 0, key.length, number)).isEqualTo(expected);
      assertThat(cursor.coverNumber(key, 0, key.length, number)).isEqualTo(expected);
    }
  }

  private static void checkClip(List<Delete> all, RangeDeletes deletes, Random random) {
    byte[] from = TestKeys.random(random, 2);
    byte[] until = random.nextInt(4) == 0 ? null : TestKeys.random(random, 2);
    RangeDeletesBuilder expected = new RangeDeletesBuilder();
    for (Delete delete : all) {
      byte[] start = TreeKey.compare(delete.start, from) < 0 ? from : delete.start;
      byte[] end = until != null && TreeKey.compare(until, delete.end) < 0 ? until : delete.end;
      expected.add(start, end, delete.number);
    }
    assertThat(show(deletes.clip(from, until))).isEqualTo(show(expected.build()));
  }

  private static long cover(RangeDeletes deletes, String key, long number) {
    return deletes.coverNumber(utf8(key), 0, key.length(), number);
  }

  private static List<String> show(RangeDeletes deletes) {
    return deletes.fragments().stream()
        .map(
            fragment ->
                text(fragment.start())
                    + "-"
                    + text(fragment.end())
                    + " "
                    + Arrays.toString(fragment.numbers()))
        .toList();
  }

  private static String text(byte[] key) {
    return new String(key, java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
