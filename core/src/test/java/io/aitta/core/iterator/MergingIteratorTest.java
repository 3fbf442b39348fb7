package io.aitta.core.iterator;

import static io.aitta.core.iterator.TestKeys.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.StoreException;
import io.aitta.core.format.Kind;
import io.aitta.core.format.Trailer;
import io.aitta.core.iterator.ListIterator.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MergingIteratorTest {
  @Test
  void nothingMergedIsAnEmptyCursor() {
    InternalIterator merged = MergingIterator.of(List.of());

    assertThat(CursorWalk.forward(merged)).isEmpty();
    assertThat(CursorWalk.reverse(merged)).isEmpty();
  }

  @Test
  void sourcesThatHoldNothingAreNoHindrance() {
    InternalIterator merged =
        MergingIterator.of(
            List.of(source(), source(item("b", 1)), source(), source(item("a", 2)), source()));

    assertThat(CursorWalk.forward(merged)).hasSize(2);
    assertThat(CursorWalk.reverse(merged)).hasSize(2);
  }

  @Test
  void theNewestVersionOfAKeyComesFirstWhereverItLies() {
    InternalIterator merged =
        MergingIterator.of(
            List.of(
                source(item("a", 1), item("b", 5)), source(item("a", 3)), source(item("a", 2))));

    assertThat(versions(merged)).containsExactly(3L, 2L, 1L, 5L);
  }

  @Test
  void turningRoundOnTheFirstEntryLeavesTheStart() {
    InternalIterator merged =
        MergingIterator.of(
            List.of(source(item("a", 1)), source(item("b", 2)), source(item("c", 3))));

    merged.first();
    merged.previous();

    assertThat(merged.valid()).isFalse();
  }

  @Test
  void turningRoundOnTheLastEntryLeavesTheEnd() {
    InternalIterator merged =
        MergingIterator.of(
            List.of(source(item("a", 1)), source(item("b", 2)), source(item("c", 3))));

    merged.last();
    merged.next();

    assertThat(merged.valid()).isFalse();
  }

  @Test
  @Tag("S06")
  void stepsToAndFroShowTheSameEntries() {
    InternalIterator merged =
        MergingIterator.of(
            List.of(
                source(item("a", 1), item("d", 4)), source(item("b", 2)), source(item("c", 3))));
    List<Long> seen = new ArrayList<>();

    merged.first();
    seen.add(Trailer.number(merged.trailer()));
    for (int round = 0; round < 2; round++) {
      merged.next();
      seen.add(Trailer.number(merged.trailer()));
      merged.next();
      seen.add(Trailer.number(merged.trailer()));
      merged.previous();
      seen.add(Trailer.number(merged.trailer()));
    }

    assertThat(seen).containsExactly(1L, 2L, 3L, 2L, 3L, 4L, 3L);
  }

  @Test
  void aFailedReadIsNeverTakenForTheEnd() {
    ListIterator failing = source(item("b", 2), item("c", 3));
    failing.failingMove = 2;
    InternalIterator merged = MergingIterator.of(List.of(source(item("a", 1)), failing));
    merged.first();
    merged.next();

    assertThatThrownBy(merged::next).isInstanceOf(StoreException.class);

    assertThat(merged.valid()).isFalse();
    assertThatThrownBy(merged::next).isInstanceOf(IllegalStateException.class);
    merged.first();
    assertThat(versions(merged)).containsExactly(1L, 2L, 3L);
  }

  @Test
  void closingClosesEverySource() {
    ListIterator left = source(item("a", 1));
    ListIterator right = source(item("b", 2));

    MergingIterator.of(List.of(left, right)).close();

    assertThat(left.isClosed()).isTrue();
    assertThat(right.isClosed()).isTrue();
  }

  @Test
  void anyWalkIsTheWalkOverOneList() {
    Seeds.forEach("merged cursors", 300, this::checkRandomWalk);
  }

  private void checkRandomWalk(Random random) {
    List<List<Item>> parts = new ArrayList<>();
    int sources = 1 + random.nextInt(7);
    for (int i = 0; i < sources; i++) {
      parts.add(new ArrayList<>());
    }
    List<Item> all = new ArrayList<>();
    int count = random.nextInt(80);
    for (int number = 1; number <= count; number++) {
      byte[] key = TestKeys.random(random, 1 + random.nextInt(5));
      Item item = new Item(key, Trailer.of(number, Kind.PUT), utf8("v" + number));
      all.add(item);
      parts.get(random.nextInt(sources)).add(item);
    }
    List<InternalIterator> cursors = new ArrayList<>();
    parts.forEach(part -> cursors.add(new ListIterator(part)));

    CursorWalk.compare(MergingIterator.of(cursors), all, random, 300);
  }

  private static List<Long> versions(InternalIterator cursor) {
    List<Long> versions = new ArrayList<>();
    for (cursor.first(); cursor.valid(); cursor.next()) {
      versions.add(Trailer.number(cursor.trailer()));
    }
    return versions;
  }

  private static ListIterator source(Item... items) {
    return new ListIterator(List.of(items));
  }

  private static Item item(String key, long number) {
    return new Item(utf8(key), Trailer.of(number, Kind.PUT), utf8("v" + number));
  }
}
