package io.aitta.core.iterator;

import static io.aitta.core.iterator.TestKeys.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.format.Kind;
import io.aitta.core.format.Trailer;
import io.aitta.core.format.TreeKey;
import io.aitta.core.iterator.ListIterator.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleIteratorTest {
  private static final byte[] FIRST = {};

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachKeyIsShownOnceByItsNewestVisibleVersion(boolean reversed) {
    List<Item> items =
        List.of(put("a", 1), put("a", 4), put("a", 9), put("b", 2), put("b", 8), put("c", 7));

    assertThat(versions(iterator(items, RangeDeletes.NONE, 6, reversed)))
        .containsExactlyElementsOf(reversed ? List.of(2L, 4L) : List.of(4L, 2L));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aWalkOverManyDeletedKeysCanBePausedAndGoesOnWhereItWas(boolean reversed) {
    List<Item> items = new ArrayList<>();
    items.add(put("a", 1));
    for (int i = 0; i < 1_000; i++) {
      items.add(delete("b" + (1_000 + i), 10 + i));
    }
    items.add(put("c", 2));
    try (VisibleIterator walk = iterator(items, RangeDeletes.NONE, 5_000, reversed)) {
      assertThat(walk.next()).isTrue();
      walk.pauseAt(100);
      assertThat(walk.next()).isFalse();
      assertThat(walk.isPaused()).isTrue();
      assertThat(walk.examined()).isBetween(100L, 110L);
      assertThat(walk.lastLookedAt()).startsWith(utf8("b1"));

      walk.pauseAt(Long.MAX_VALUE);
      assertThat(walk.next()).isTrue();
      assertThat(walk.version()).isEqualTo(reversed ? 1 : 2);
      assertThat(walk.next()).isFalse();
      assertThat(walk.isPaused()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDeleteHidesOlderVersionsOfItsKeyOnly(boolean reversed) {
    List<Item> items =
        List.of(put("a", 1), delete("a", 2), put("b", 3), delete("c", 4), put("c", 5));

    assertThat(versions(iterator(items, RangeDeletes.NONE, 9, reversed)))
        .containsExactlyInAnyOrder(3L, 5L);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRangeDeleteHidesWhatIsOlderAndOnlyFromThoseWhoSeeIt(boolean reversed) {
    List<Item> items = List.of(put("a", 1), put("b", 2), put("b", 6), put("c", 3), put("d", 4));
    RangeDeletes deletes = RangeDeletes.NONE.with(utf8("b"), utf8("d"), 5);

    assertThat(versions(iterator(items, deletes, 9, reversed)))
        .containsExactlyInAnyOrder(1L, 6L, 4L);
    assertThat(versions(iterator(items, deletes, 4, reversed)))
        .containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anExpiredValueHidesOlderOnesAndADeadlineIsNoPartOfTheValue(boolean reversed) {
    Item expiring =
        new Item(
            utf8("a"),
            Trailer.of(2, Kind.EXPIRING_PUT),
            VersionModel.expiring(100, utf8("soon gone")));
    List<Item> items = List.of(put("a", 1), expiring);

    VisibleIterator before = iterator(items, RangeDeletes.NONE, 9, 99, reversed);
    assertThat(before.next()).isTrue();
    assertThat(
            new String(
                before.valueArray(),
                before.valueFrom(),
                before.valueLength(),
                java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("soon gone");
    assertThat(iterator(items, RangeDeletes.NONE, 9, 100, reversed).next()).isFalse();
    assertThat(versions(iterator(items, RangeDeletes.NONE, 1, 100, reversed))).containsExactly(1L);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aKindFromTheFutureIsAnErrorAndNotAGuess(boolean reversed) {
    Item merge = new Item(utf8("b"), Trailer.of(3, Kind.MERGE), utf8("+1"));
    List<Item> items = List.of(put("a", 1), merge, put("c", 2));
    VisibleIterator iterator = iterator(items, RangeDeletes.NONE, 9, reversed);
    iterator.next();

    assertThatThrownBy(iterator::next)
        .isInstanceOfSatisfying(
            StoreException.class,
            failure -> assertThat(failure.errorCode()).isEqualTo(ErrorCode.FORMAT_TOO_NEW));
    assertThat(iterator.valid()).isFalse();
    assertThatThrownBy(iterator::next).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void afterAFailedReadASeekGoesOn(boolean reversed) {
    ListIterator failing = new ListIterator(List.of(put("a", 1), put("b", 2), put("c", 3)));
    failing.failingMove = 2;
    VisibleIterator iterator =
        new VisibleIterator(failing, RangeDeletes.NONE, 9, 0, FIRST, null, reversed);
    assertThatThrownBy(() -> versions(iterator)).isInstanceOf(StoreException.class);

    iterator.seek(utf8("b"));

    assertThat(versions(iterator)).containsExactly(2L, reversed ? 1L : 3L);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aThousandVersionsTooNewCostAFewSteps(boolean reversed) {
    List<Item> items = new ArrayList<>(List.of(put("a", 1), put("b", 2), put("c", 3)));
    for (long number = 4; number < 2_000; number++) {
      items.add(put("b", number));
    }
    VisibleIterator iterator = iterator(items, RangeDeletes.NONE, 3, reversed);

    assertThat(versions(iterator)).containsExactlyInAnyOrder(1L, 2L, 3L);
    assertThat(iterator.examined()).isLessThan(60);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aThousandOldVersionsCostAFewSteps(boolean reversed) {
    List<Item> items = new ArrayList<>(List.of(put("a", 1), put("b", 2), put("c", 3)));
    for (long number = 4; number < 2_000; number++) {
      items.add(put("b", number));
    }
    VisibleIterator iterator = iterator(items, RangeDeletes.NONE, 1_900, reversed);

    assertThat(versions(iterator)).containsExactlyInAnyOrder(1L, 1_900L, 3L);
    assertThat(iterator.examined()).isLessThan(60);
  }

  @Test
  void whatWasLookedAtIsCountedShownOrNot() {
    List<Item> items = List.of(put("a", 1), delete("b", 2), put("c", 3), put("c", 4));
    VisibleIterator iterator = iterator(items, RangeDeletes.NONE, 9, false);
    versions(iterator);

    assertThat(iterator.examined()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theEndIsTheEndHoweverOftenAsked(boolean reversed) {
    VisibleIterator iterator = iterator(List.of(put("a", 1)), RangeDeletes.NONE, 9, reversed);

    assertThat(iterator.next()).isTrue();
    for (int i = 0; i < 3; i++) {
      assertThat(iterator.next()).isFalse();
      assertThat(iterator.valid()).isFalse();
    }
  }

  @Test
  void closingClosesTheCursorBelow() {
    ListIterator below = new ListIterator(List.of(put("a", 1)));
    VisibleIterator iterator =
        new VisibleIterator(below, RangeDeletes.NONE, 9, 0, FIRST, null, false);

    iterator.close();

    assertThat(below.isClosed()).isTrue();
    assertThat(iterator.next()).isFalse();
  }

  @Test
  void whateverTheRangeNumberAndTimeAReaderSeesWhatTheModelSays() {
    Seeds.forEach("visible cursors", 300, this::checkRandomScans);
  }

  private void checkRandomScans(Random random) {
    VersionModel model = new VersionModel();
    RandomWrites writes = new RandomWrites(random, 1 + random.nextInt(20));
    int count = random.nextInt(150);
    for (int number = 1; number <= count; number++) {
      RandomWrites.Write write = writes.next();
      model.put(write.kind(), write.key(), write.value(), number);
    }
    for (int i = 0; i < 20; i++) {
      checkRandomScan(model, writes, count, random);
    }
  }

  private static void checkRandomScan(
      VersionModel model, RandomWrites writes, int count, Random random) {
    boolean reversed = random.nextBoolean();
    byte[] from = random.nextInt(3) == 0 ? FIRST : writes.key();
    byte[] until = random.nextInt(3) == 0 ? null : writes.key();
    long number = random.nextInt(count + 2);
    long time = random.nextInt(RandomWrites.TIME_MAX + 2);
    VisibleIterator iterator =
        new VisibleIterator(
            new ListIterator(model.items()),
            model.rangeDeletes(),
            number,
            time,
            from,
            until,
            reversed);

    assertThat(VersionModel.drain(iterator))
        .isEqualTo(model.scan(number, time, from, until, reversed));

    byte[] target = random.nextBoolean() ? writes.key() : TestKeys.random(random, 4);
    iterator.seek(target);
    assertThat(VersionModel.drain(iterator))
        .isEqualTo(scanFrom(model, number, time, from, until, reversed, target));
  }

  private static List<String> scanFrom(
      VersionModel model,
      long number,
      long time,
      byte[] from,
      byte[] until,
      boolean reversed,
      byte[] target) {
    if (!reversed) {
      byte[] start = TreeKey.compare(target, from) < 0 ? from : target;
      return model.scan(number, time, start, until, false);
    }
    byte[] afterTarget = java.util.Arrays.copyOf(target, target.length + 1);
    boolean within = until == null || TreeKey.compare(afterTarget, until) < 0;
    return model.scan(number, time, from, within ? afterTarget : until, true);
  }

  private static VisibleIterator iterator(
      List<Item> items, RangeDeletes deletes, long number, boolean reversed) {
    return iterator(items, deletes, number, 0, reversed);
  }

  private static VisibleIterator iterator(
      List<Item> items, RangeDeletes deletes, long number, long timeMillis, boolean reversed) {
    return new VisibleIterator(
        new ListIterator(items), deletes, number, timeMillis, FIRST, null, reversed);
  }

  private static List<Long> versions(VisibleIterator iterator) {
    List<Long> versions = new ArrayList<>();
    while (iterator.next()) {
      versions.add(iterator.version());
    }
    return versions;
  }

  private static Item put(String key, long number) {
    return new Item(utf8(key), Trailer.of(number, Kind.PUT), utf8("v" + number));
  }

  private static Item delete(String key, long number) {
    return new Item(utf8(key), Trailer.of(number, Kind.DELETE), new byte[0]);
  }
}
