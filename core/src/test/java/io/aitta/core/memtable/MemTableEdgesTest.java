package io.aitta.core.memtable;

import static io.aitta.core.memtable.Tables.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.Bytes;
import io.aitta.core.ErrorCode;
import io.aitta.core.Range;
import io.aitta.core.StoreException;
import io.aitta.core.format.Kind;
import io.aitta.core.format.Operation;
import io.aitta.core.format.Trailer;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.Lookup;
import io.aitta.core.iterator.VersionModel;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MemTableEdgesTest {
  private static final byte[] EMPTY = {};

  private final MemTable table = Tables.table();

  @Test
  void anEmptyTableHasNothingAndSaysSo() {
    assertThat(table.isEmpty()).isTrue();
    assertThat(table.entries()).isZero();
    assertThat(table.leastNumber()).isZero();
    assertThat(table.greatestNumber()).isZero();
    assertThat(Tables.get(table, utf8("k"), 9)).isNull();
    assertThat(table.newestTouching(utf8("k"), 1)).isZero();
    assertThat(Tables.count(table.iterator())).isZero();
    InternalIterator cursor = table.iterator();
    cursor.last();
    assertThat(cursor.valid()).isFalse();
    cursor.seekBefore(utf8("k"), 0, 1, 0);
    assertThat(cursor.valid()).isFalse();
  }

  @Test
  @Tag("K01")
  void theEmptyKeyAndTheEmptyValueAreLikeAnyOther() {
    Tables.put(table, EMPTY, utf8("value of nothing"), 1);
    Tables.put(table, utf8("k"), EMPTY, 2);

    assertThat(Tables.get(table, EMPTY, 2)).isEqualTo(utf8("value of nothing"));
    assertThat(Tables.get(table, utf8("k"), 2)).isEmpty();
    assertThat(VersionModel.drain(Tables.scan(table, 2, false))).hasSize(2);
  }

  @Test
  @Tag("K01")
  void keysOfZerosAndOfFfAndPrefixesOfEachOtherKeepTheirOrder() {
    List<byte[]> ordered =
        List.of(
            EMPTY,
            new byte[] {0},
            new byte[] {0, 0},
            new byte[9],
            new byte[] {0, 1},
            utf8("a"),
            new byte[] {'a', 0},
            new byte[] {'a', 0, 0, 0, 0, 0, 0, 0, 0, 0},
            new byte[] {'a', 0, 0, 0, 0, 0, 0, 0, 0, 1},
            utf8("ab"),
            new byte[] {(byte) 0xFF},
            filled(8, 0xFF),
            filled(9, 0xFF),
            filled(300, 0xFF));
    int[] arrival = {7, 2, 13, 0, 9, 4, 11, 1, 8, 3, 12, 6, 10, 5};
    long number = 0;
    for (int place : arrival) {
      Tables.put(table, ordered.get(place), utf8("v" + place), ++number);
    }

    InternalIterator cursor = table.iterator();
    cursor.first();
    for (byte[] key : ordered) {
      assertThat(keyOf(cursor)).isEqualTo(key);
      assertThat(Tables.get(table, key, number)).isNotNull();
      cursor.next();
    }
    assertThat(cursor.valid()).isFalse();
  }

  @Test
  void aKeyOf64KiBAndAValueBiggerThanAChunkComeBackWhole() {
    byte[] key = filled(64 << 10, 'k');
    byte[] value = new byte[5 << 20];
    new Random(1).nextBytes(value);
    Tables.put(table, utf8("before"), utf8("1"), 1);
    Tables.put(table, key, value, 2);
    Tables.put(table, key, utf8("short"), 3);
    Tables.put(table, utf8("z"), utf8("2"), 4);

    assertThat(Tables.get(table, key, 2)).isEqualTo(value);
    assertThat(Tables.get(table, key, 3)).isEqualTo(utf8("short"));
    assertThat(Tables.get(table, utf8("z"), 4)).isEqualTo(utf8("2"));
    assertThat(Tables.count(table.iterator())).isEqualTo(4);
    assertThat(table.bytes()).isGreaterThan(value.length + 2 * key.length);
  }

  @Test
  void keysThatDifferOnlyFarBehindKeepTheirOrder() {
    byte[] key = filled(1_000, 'k');
    for (int i = 0; i < 600; i++) {
      byte[] next = key.clone();
      next[998] = (byte) (i * 7 / 256);
      next[999] = (byte) (i * 7);
      Tables.put(table, next, utf8("v"), i + 1);
    }
    Tables.put(table, filled(999, 'k'), utf8("shorter"), 601);

    List<String> forward = VersionModel.drain(Tables.scan(table, 601, false));
    List<String> reverse = VersionModel.drain(Tables.scan(table, 601, true));
    java.util.Collections.reverse(reverse);
    assertThat(forward).hasSize(601).isEqualTo(reverse);
  }

  @Test
  void whatIsNotPublishedIsNotVisible() {
    Tables.put(table, utf8("k"), utf8("old"), 1);
    Tables.insert(table, Kind.PUT, utf8("k"), utf8("new"), 2);

    assertThat(table.visibleNumber()).isEqualTo(1);
    assertThat(Tables.get(table, utf8("k"), table.visibleNumber())).isEqualTo(utf8("old"));
    assertThat(VersionModel.drain(Tables.scan(table, 1, false))).hasSize(1);

    table.publish(2);
    assertThat(Tables.get(table, utf8("k"), table.visibleNumber())).isEqualTo(utf8("new"));
  }

  @Test
  void theNewestTouchOfAKeyCountsWritesNotYetVisibleAndRanges() {
    Operation put = Operation.put(1, Bytes.utf8("m"), Bytes.utf8("v"));
    table.insert(put, 5);
    assertThat(table.newestTouching(put.treeKey(), put.hash())).isEqualTo(5);

    Range range = Range.from(Bytes.utf8("a")).until(Bytes.utf8("z"));
    table.insert(Operation.deleteRange(1, range), 8);
    assertThat(table.newestTouching(put.treeKey(), put.hash())).isEqualTo(8);

    table.insert(Operation.delete(1, Bytes.utf8("m")), 9);
    assertThat(table.newestTouching(put.treeKey(), put.hash())).isEqualTo(9);
  }

  @Test
  void aRangeDeleteHidesOlderKeysForReadersWhoSeeIt() {
    Operation put = Operation.put(1, Bytes.utf8("m"), Bytes.utf8("v"));
    table.insert(put, 1);
    table.insert(Operation.deleteRange(1, Range.all()), 2);
    table.publish(2);

    assertThat(Tables.get(table, put.treeKey(), 1)).isEqualTo(utf8("v"));
    Lookup after = Tables.lookup(table, put.treeKey(), 2, 0);
    assertThat(after.value()).isNull();
    assertThat(after.deletedBy()).isEqualTo(2);
    assertThat(table.entries()).isEqualTo(1);
    assertThat(table.isEmpty()).isFalse();
  }

  @Test
  void theCallersArraysAreReadOnlyDuringTheInsert() {
    byte[] key = utf8("key");
    byte[] value = utf8("value");
    byte[] end = utf8("z");
    byte[] start = utf8("x");
    Tables.insert(table, Kind.PUT, key, value, 1);
    Tables.insert(table, Kind.RANGE_DELETE, start, end, 2);
    table.publish(2);
    for (byte[] array : List.of(key, value, start, end)) {
      Arrays.fill(array, (byte) 0xDB);
    }

    assertThat(Tables.get(table, utf8("key"), 2)).isEqualTo(utf8("value"));
    assertThat(table.newestTouching(utf8("y"), 0)).isEqualTo(2);
  }

  @Test
  void aKindFromTheFutureIsRefusedAndChangesNothing() {
    assertThatThrownBy(() -> Tables.insert(table, Kind.MERGE, utf8("k"), utf8("v"), 1))
        .isInstanceOfSatisfying(
            StoreException.class,
            failure -> assertThat(failure.errorCode()).isEqualTo(ErrorCode.FORMAT_TOO_NEW));

    assertThat(table.isEmpty()).isTrue();
    Tables.put(table, utf8("k"), utf8("v"), 1);
    assertThat(Tables.get(table, utf8("k"), 1)).isEqualTo(utf8("v"));
  }

  @Test
  void anExpiringValueWithoutADeadlineIsRefused() {
    assertThatThrownBy(() -> Tables.insert(table, Kind.EXPIRING_PUT, utf8("k"), new byte[7], 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void numbersMustAscendAndLieAboveWhatIsVisible() {
    Tables.insert(table, Kind.PUT, utf8("k"), utf8("v"), 5);
    assertThatThrownBy(() -> Tables.insert(table, Kind.PUT, utf8("k"), utf8("v"), 5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> table.publish(4)).isInstanceOf(IllegalArgumentException.class);
    table.publish(10);
    assertThatThrownBy(() -> table.publish(9)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Tables.insert(table, Kind.PUT, utf8("k"), utf8("v"), 10))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> Tables.insert(table, Kind.PUT, utf8("k"), utf8("v"), Trailer.NUMBER_MAX + 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theGreatestNumbersThereAreKeepTheirOrder() {
    long greatest = Trailer.NUMBER_MAX;
    Tables.put(table, utf8("k"), utf8("1"), greatest - 2);
    Tables.put(table, utf8("k"), utf8("2"), greatest - 1);
    Tables.put(table, utf8("k"), utf8("3"), greatest);

    assertThat(Tables.get(table, utf8("k"), greatest - 2)).isEqualTo(utf8("1"));
    assertThat(Tables.get(table, utf8("k"), greatest)).isEqualTo(utf8("3"));
    assertThat(VersionModel.drain(Tables.scan(table, greatest - 1, true))).hasSize(1);
  }

  @Test
  void aCursorTurnsRoundAtEveryEntryAndAtBothEdges() {
    for (int number = 1; number <= 300; number++) {
      Tables.put(table, utf8("key-" + number % 150), utf8("v" + number), number);
    }
    InternalIterator cursor = table.iterator();
    int entries = Tables.count(table.iterator());
    assertThat(entries).isEqualTo(300);
    for (int place = 0; place < entries; place++) {
      cursor.first();
      for (int i = 0; i < place; i++) {
        cursor.next();
      }
      final long here = cursor.trailer();
      cursor.next();
      if (cursor.valid()) {
        cursor.previous();
        assertThat(cursor.trailer()).isEqualTo(here);
      } else {
        cursor.last();
      }
      cursor.previous();
      assertThat(cursor.valid()).isEqualTo(place > 0);
      if (cursor.valid()) {
        cursor.next();
        assertThat(cursor.trailer()).isEqualTo(here);
      }
    }
  }

  private static byte[] filled(int length, int with) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) with);
    return bytes;
  }

  private static byte[] keyOf(InternalIterator cursor) {
    int from = cursor.keyFrom();
    return Arrays.copyOfRange(cursor.keyArray(), from, from + cursor.keyLength());
  }
}
