package io.aitta.core.iterator;

import io.aitta.core.format.Kind;
import io.aitta.core.format.Trailer;
import io.aitta.core.format.TreeKey;
import io.aitta.core.iterator.ListIterator.Item;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The truth, slowly: every version in a map of maps, every range delete in a list. */
public final class VersionModel {
  private record Delete(byte[] start, byte[] end, long number) {}

  /** What a reader sees of a key. */
  public record Shown(byte[] key, byte[] value, long version) {
    @Override
    public String toString() {
      return Arrays.toString(key) + "=" + Arrays.toString(value) + "@" + version;
    }
  }

  private final NavigableMap<byte[], NavigableMap<Long, Item>> versions =
      new TreeMap<>(TreeKey::compare);
  private final List<Delete> deletes = new ArrayList<>();

  public void put(byte kind, byte[] key, byte[] value, long number) {
    if (kind == Kind.RANGE_DELETE) {
      deletes.add(new Delete(key, value, number));
    } else {
      versions
          .computeIfAbsent(key, unused -> new TreeMap<>())
          .put(number, new Item(key, Trailer.of(number, kind), value));
    }
  }

  /** The value of an expiring put: the deadline, then the value proper. */
  public static byte[] expiring(long deadlineMillis, byte[] value) {
    return ByteBuffer.allocate(8 + value.length).putLong(deadlineMillis).put(value).array();
  }

  /** Every version of every key. */
  public List<Item> items() {
    List<Item> items = new ArrayList<>();
    versions.values().forEach(ofKey -> items.addAll(ofKey.values()));
    items.sort(ListIterator.ORDER);
    return items;
  }

  public List<byte[]> keys() {
    return new ArrayList<>(versions.keySet());
  }

  /** The range deletes, as a source gives them. */
  public RangeDeletes rangeDeletes() {
    RangeDeletesBuilder builder = new RangeDeletesBuilder();
    deletes.forEach(delete -> builder.add(delete.start, delete.end, delete.number));
    return builder.build();
  }

  /** The newest range delete over the key of this number or a lower one, or 0. */
  public long covering(byte[] key, long number) {
    return deletes.stream()
        .filter(delete -> delete.number <= number)
        .filter(delete -> TreeKey.compare(delete.start, key) <= 0)
        .filter(delete -> TreeKey.compare(key, delete.end) < 0)
        .mapToLong(Delete::number)
        .max()
        .orElse(0);
  }

  /** The number of the newest write of the key, or 0. */
  public long newestTouching(byte[] key) {
    NavigableMap<Long, Item> ofKey = versions.get(key);
    return Math.max(covering(key, Long.MAX_VALUE), ofKey == null ? 0 : ofKey.lastKey());
  }

  /** What a reader of this number and time sees of the key, or null. */
  public Shown get(byte[] key, long number, long timeMillis) {
    NavigableMap<Long, Item> ofKey = versions.get(key);
    Map.Entry<Long, Item> newest = ofKey == null ? null : ofKey.floorEntry(number);
    if (newest == null || covering(key, number) > newest.getKey()) {
      return null;
    }
    byte[] value = newest.getValue().value();
    return switch (Trailer.kind(newest.getValue().trailer())) {
      case Kind.PUT -> new Shown(key, value, newest.getKey());
      case Kind.EXPIRING_PUT ->
          ByteBuffer.wrap(value).getLong() <= timeMillis
              ? null
              : new Shown(key, Arrays.copyOfRange(value, 8, value.length), newest.getKey());
      default -> null;
    };
  }

  /** What a reader sees of a range, in the order of the walk, as text. */
  public List<String> scan(
      long number, long timeMillis, byte[] from, byte[] until, boolean reversed) {
    NavigableMap<byte[], NavigableMap<Long, Item>> map =
        reversed ? versions.descendingMap() : versions;
    List<String> shown = new ArrayList<>();
    for (byte[] key : map.keySet()) {
      boolean within =
          TreeKey.compare(from, key) <= 0 && (until == null || TreeKey.compare(key, until) < 0);
      Shown seen = within ? get(key, number, timeMillis) : null;
      if (seen != null) {
        shown.add(seen.toString());
      }
    }
    return shown;
  }

  /** Everything that {@code iterator} still shows, as text. */
  public static List<String> drain(VisibleIterator iterator) {
    List<String> shown = new ArrayList<>();
    while (iterator.next()) {
      shown.add(show(iterator));
    }
    return shown;
  }

  /** The entry it is on, as text. */
  public static String show(VisibleIterator iterator) {
    int keyFrom = iterator.keyFrom();
    int valueFrom = iterator.valueFrom();
    return new Shown(
            Arrays.copyOfRange(iterator.keyArray(), keyFrom, keyFrom + iterator.keyLength()),
            Arrays.copyOfRange(
                iterator.valueArray(), valueFrom, valueFrom + iterator.valueLength()),
            iterator.version())
        .toString();
  }
}
