package io.aitta.sstable.version;

import io.aitta.core.Bytes;
import java.util.Random;

/** Edits with any fields and any values, as a codec must bear them. */
final class RandomEdits {
  private RandomEdits() {}

  static VersionEdit edit(Random random) {
    VersionEdit.Builder edit = VersionEdit.builder();
    if (random.nextBoolean()) {
      edit.storeId(random.nextLong());
    }
    if (random.nextBoolean()) {
      edit.formatVersion(random.nextInt(1 << 20));
    }
    if (random.nextBoolean()) {
      edit.order("order-" + random.nextInt(100));
    }
    if (random.nextBoolean()) {
      edit.flushedThrough(number(random));
    }
    if (random.nextBoolean()) {
      edit.numbersReserved(number(random)).timeMarkMillis(number(random));
    }
    if (random.nextBoolean()) {
      edit.nextFile(number(random)).logNumber(number(random));
    }
    if (random.nextBoolean()) {
      edit.syncedTo(number(random));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      edit.add(table(random));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      edit.remove(random.nextInt(Version.LEVELS_MAX), number(random));
    }
    return edit.build();
  }

  private static TableMeta table(Random random) {
    Bytes one = key(random);
    Bytes other = key(random);
    long least = number(random) >>> 1;
    long entries = number(random);
    return new TableMeta(
        1 + (number(random) >>> 1),
        random.nextInt(Version.LEVELS_MAX),
        1 + (number(random) >>> 1),
        random.nextLong(),
        one.compareTo(other) <= 0 ? one : other,
        one.compareTo(other) <= 0 ? other : one,
        least,
        least + (number(random) >>> 1),
        entries,
        entries == 0 ? 0 : random.nextLong(entries),
        number(random),
        random.nextBoolean() ? Long.MAX_VALUE : number(random));
  }

  /** Of any size up to 2<sup>63</sup> - 1, small ones often. */
  private static long number(Random random) {
    return random.nextLong() >>> (1 + random.nextInt(63));
  }

  private static Bytes key(Random random) {
    byte[] key = new byte[random.nextInt(10) == 0 ? random.nextInt(70_000) : random.nextInt(20)];
    random.nextBytes(key);
    return Bytes.wrap(key);
  }
}
