package io.aitta.core.iterator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.format.Kind;
import io.aitta.core.format.Trailer;
import io.aitta.core.iterator.ListIterator.Item;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Walks a cursor and the plainest one side by side, at random, and compares what they show. */
public final class CursorWalk {
  private CursorWalk() {}

  /** {@code steps} random moves of {@code cursor}, whose entries are {@code items}. */
  public static void compare(InternalIterator cursor, List<Item> items, Random random, int steps) {
    ListIterator expected = new ListIterator(items);
    assertThat(cursor.valid()).isFalse();
    String move = "";
    for (int i = 0; i < steps; i++) {
      move = randomMove(cursor, expected, items, random);
      assertThat(show(cursor)).as(move).isEqualTo(show(expected));
      if (cursor.valid() && cursor.isNewestOfKey()) {
        assertThat(expected.isNewestOfKey()).as("newest of its key after %s", move).isTrue();
      }
    }
  }

  private static String randomMove(
      InternalIterator cursor, InternalIterator expected, List<Item> items, Random random) {
    int choice = random.nextInt(12);
    if (expected.valid() && choice < 4) {
      cursor.next();
      expected.next();
      return "next";
    }
    if (expected.valid() && choice < 8) {
      cursor.previous();
      expected.previous();
      return "previous";
    }
    if (choice == 8) {
      cursor.first();
      expected.first();
      return "first";
    }
    if (choice == 9) {
      cursor.last();
      expected.last();
      return "last";
    }
    byte[] key = target(items, random);
    long trailer = targetTrailer(items, random);
    if (choice % 2 == 0) {
      cursor.seek(key, 0, key.length, trailer);
      expected.seek(key, 0, key.length, trailer);
      return "seek " + Arrays.toString(key) + " " + trailer;
    }
    cursor.seekBefore(key, 0, key.length, trailer);
    expected.seekBefore(key, 0, key.length, trailer);
    return "seekBefore " + Arrays.toString(key) + " " + trailer;
  }

  private static byte[] target(List<Item> items, Random random) {
    boolean existing = !items.isEmpty() && random.nextInt(3) > 0;
    return existing ? items.get(random.nextInt(items.size())).key() : TestKeys.random(random, 6);
  }

  private static long targetTrailer(List<Item> items, Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> -1L;
      case 1 -> 0L;
      case 2 -> Trailer.seek(random.nextInt(1 + 2 * items.size()));
      default ->
          items.isEmpty()
              ? Trailer.of(1, Kind.PUT)
              : items.get(random.nextInt(items.size())).trailer();
    };
  }

  /** The entry under the cursor as text, or "none". */
  public static String show(InternalIterator cursor) {
    if (!cursor.valid()) {
      return "none";
    }
    return item(cursor) + "=" + Arrays.toString(item(cursor).value());
  }

  /** A copy of the entry under the cursor. */
  public static Item item(InternalIterator cursor) {
    int keyFrom = cursor.keyFrom();
    int valueFrom = cursor.valueFrom();
    return new Item(
        Arrays.copyOfRange(cursor.keyArray(), keyFrom, keyFrom + cursor.keyLength()),
        cursor.trailer(),
        Arrays.copyOfRange(cursor.valueArray(), valueFrom, valueFrom + cursor.valueLength()));
  }

  /** Everything from the first entry to the last. */
  public static List<String> forward(InternalIterator cursor) {
    List<String> shown = new ArrayList<>();
    for (cursor.first(); cursor.valid(); cursor.next()) {
      shown.add(show(cursor));
    }
    assertOnNone(cursor);
    return shown;
  }

  /** Everything from the last entry to the first. */
  public static List<String> reverse(InternalIterator cursor) {
    List<String> shown = new ArrayList<>();
    byte[] newest = null;
    for (cursor.last(); cursor.valid(); cursor.previous()) {
      shown.add(show(cursor));
      assertThat(item(cursor).key()).as("a key said to have no newer version").isNotEqualTo(newest);
      newest = cursor.isNewestOfKey() ? item(cursor).key() : null;
    }
    assertOnNone(cursor);
    return shown;
  }

  private static void assertOnNone(InternalIterator cursor) {
    assertThatThrownBy(cursor::next).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(cursor::previous).isInstanceOf(IllegalStateException.class);
  }
}
