package io.aitta.sstable.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.Bytes;
import io.aitta.core.StoreException;
import io.aitta.core.format.KeyHash;
import io.aitta.core.format.Kind;
import io.aitta.core.format.Trailer;
import io.aitta.core.format.TreeKey;
import io.aitta.core.iterator.Lookup;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class BlockTest {
  private static final byte[] NOTHING = {};

  private static byte[] key(String text) {
    return TreeKey.of(1, Bytes.utf8(text));
  }

  private static void add(BlockBuilder builder, byte[] before, byte[] key, long trailer, byte[] v) {
    boolean newKey = !Arrays.equals(before, key);
    builder.add(key, 0, key.length, KeyHash.of(key), newKey, trailer, v, 0, v.length);
  }

  private static byte[] finish(BlockBuilder builder) {
    int length = builder.finish();
    byte[] block = Arrays.copyOf(builder.array(), length);
    builder.reset();
    return block;
  }

  private static Lookup offer(byte[] block, byte[] key, long number) {
    Lookup lookup = new Lookup(key, KeyHash.of(key), number, 0);
    BlockFormat.check(block, 0, block.length);
    PointSearch.offer(block, lookup);
    return lookup;
  }

  @Test
  void theExampleOfThePackageIsWhatIsWritten() {
    BlockBuilder builder = new BlockBuilder(16);
    add(builder, NOTHING, key("ab"), Trailer.of(2, Kind.PUT), new byte[] {'x'});
    add(builder, key("ab"), key("ac"), Trailer.of(1, Kind.DELETE), NOTHING);

    byte[] block = finish(builder);

    assertThat(HexFormat.of().formatHex(block))
        .isEqualTo(
            "0006"
                + "000000016162"
                + "0102000000000000"
                + "78"
                + "0501"
                + "63"
                + "0001000000000000"
                + "00001100"
                + "ffff0100"
                + "0200000004000000"
                + "04020000");
    assertThat(offer(block, key("ab"), 2).value()).isEqualTo(Bytes.utf8("x"));
    assertThat(offer(block, key("ac"), 2).deletedBy()).isEqualTo(1);
  }

  @Test
  void aLookupFindsTheNewestVisibleVersionByTheBlockOrByACopyOfItsEnd() {
    Random random = random("block lookup");
    int withCopies = 0;
    for (int round = 0; round < 300; round++) {
      int valueMax = random.nextBoolean() ? 4 : 400;
      int interval = 1 << random.nextInt(6);
      TreeSet<String> names = new TreeSet<>();
      for (int i = random.nextInt(60); i >= 0; i--) {
        names.add(Integer.toString(random.nextInt(random.nextBoolean() ? 30 : 100_000), 3));
      }
      int versions = 1 + random.nextInt(5);
      BlockBuilder builder = new BlockBuilder(interval);
      byte[] before = NOTHING;
      for (String name : names) {
        for (int version = versions; version > 0; version--) {
          byte[] value = value(name, version, valueMax);
          add(builder, before, key(name), Trailer.of(10L * version, Kind.PUT), value);
          before = key(name);
        }
      }
      byte[] block = finish(builder);
      byte[] longer = Arrays.copyOf(block, block.length + random.nextInt(20));
      int length = block.length;
      byte[] copies = new byte[length + 8];
      int copied = PointSearch.directoryBytes(block);
      BlockFormat.check(longer, 0, length);
      if (copied > 0) {
        withCopies++;
        PointSearch.copyDirectory(block, copied, copies, length);
      }
      for (int i = 0; i < 200; i++) {
        String name = Integer.toString(random.nextInt(random.nextBoolean() ? 30 : 100_000), 3);
        long number = random.nextInt(10 * versions + 10);
        Lookup lookup = new Lookup(key(name), KeyHash.of(key(name)), number, 0);
        byte[] directory =
            random.nextBoolean() ? copies : longer; // with nothing there: the block's own
        PointSearch.offer(longer, length, directory, length, lookup);
        long expected = names.contains(name) ? Math.min(number / 10, versions) * 10 : 0;
        assertThat(lookup.decided()).isEqualTo(expected > 0);
        assertThat(lookup.version()).isEqualTo(expected);
        if (expected > 0) {
          byte[] value = value(name, (int) expected / 10, valueMax);
          assertThat(lookup.value()).isEqualTo(Bytes.wrap(value));
        }
      }
    }
    assertThat(withCopies).isPositive();
  }

  private static byte[] value(String name, int version, int valueMax) {
    byte[] value = new byte[Math.floorMod(name.hashCode() + version, valueMax)];
    Arrays.fill(value, (byte) version);
    return value;
  }

  @Test
  void thatAKeyHasNoNewerVersionIsToldWithoutAMoveAndOnlyWhereItIsSo() {
    BlockBuilder builder = new BlockBuilder(4);
    byte[] before = NOTHING;
    for (int i = 100; i < 140; i++) {
      byte[] key = key(Integer.toString(i));
      add(builder, before, key, Trailer.of(7, Kind.PUT), NOTHING);
      if (i % 10 == 0) {
        add(builder, key, key, Trailer.of(3, Kind.PUT), NOTHING);
      }
      before = key;
    }
    byte[] block = finish(builder);
    BlockIterator cursor = new BlockIterator();
    cursor.reset(block, 0, block.length);

    int told = 0;
    for (cursor.last(); cursor.valid(); cursor.previous()) {
      boolean newest = Trailer.number(cursor.trailer()) == 7;
      assertThat(cursor.isNewestOfKey() && !newest).isFalse();
      told += cursor.isNewestOfKey() ? 1 : 0;
    }
    assertThat(told).isBetween(35, 39); // of 40, the first of which may go on in another block
  }

  @Test
  void aKeyThatIsNotTheSearchedOneIsNeverOfferedThoughItHasTheSameHash() {
    BlockBuilder builder = new BlockBuilder(2);
    for (String name : new String[] {"a", "ab", "abc", "b", "bc"}) {
      byte[] key = key(name);
      builder.add(key, 0, key.length, 77, true, Trailer.of(9, Kind.PUT), NOTHING, 0, 0);
    }
    byte[] block = finish(builder);
    for (String name : new String[] {"", "aa", "aba", "abb", "abcd", "ac", "ba", "bd", "c"}) {
      Lookup lookup = new Lookup(key(name), 77, 100, 0);
      PointSearch.offer(block, lookup);
      assertThat(lookup.decided()).as(name).isFalse();
    }
    for (String name : new String[] {"a", "ab", "abc", "b", "bc"}) {
      Lookup lookup = new Lookup(key(name), 77, 100, 0);
      PointSearch.offer(block, lookup);
      assertThat(lookup.version()).as(name).isEqualTo(9);
    }
  }

  @Test
  void blocksOfMoreEntriesThanABucketCanNameAreSearchedInGroupsOrWithoutBuckets() {
    for (int count : new int[] {255, 256, 510, 511, 1020, 2040, 2041, 9000}) {
      BlockBuilder builder = new BlockBuilder(16);
      byte[] before = NOTHING;
      for (int i = 0; i < count; i++) { // three versions of each third key
        byte[] key = key("" + (100_000 + i - (i % 9 < 3 ? i % 3 : 0)));
        add(builder, before, key, Trailer.of(20_000 - i, Kind.PUT), NOTHING);
        before = key;
      }
      byte[] block = finish(builder);
      assertThat(BlockFormat.buckets(block, block.length) > 0).isEqualTo(count <= 2040);
      for (int i = 0; i < count; i++) {
        boolean older = i % 9 < 3 && i % 3 > 0;
        byte[] key = key("" + (100_000 + i - (i % 9 < 3 ? i % 3 : 0)));
        assertThat(offer(block, key, 20_000 - i).version()).isEqualTo(20_000 - i);
        assertThat(offer(block, key, 20_001 - i).version())
            .isEqualTo(older ? 20_001 - i : 20_000 - i);
        assertThat(offer(block, key((100_000 + i) + "a"), 30_000).decided()).isFalse();
      }
    }
  }

  @Test
  void bytesThatAreNoBlockAreMalformedAndNothingElse() {
    Random random = random("block noise");
    BlockBuilder builder = new BlockBuilder(4);
    byte[] before = NOTHING;
    for (int i = 100; i < 140; i++) {
      add(builder, before, key("k" + i), Trailer.of(i, Kind.PUT), new byte[i]);
      before = key("k" + i);
    }
    byte[] good = finish(builder);
    BlockIterator cursor = new BlockIterator();
    int refused = 0;
    for (int round = 0; round < 50_000; round++) {
      byte[] block = random.nextInt(4) == 0 ? new byte[random.nextInt(60)] : damaged(good, random);
      try {
        BlockFormat.check(block, 0, block.length);
        cursor.reset(block, 0, block.length);
        int steps = 0;
        for (cursor.first(); cursor.valid(); cursor.next()) {
          steps++;
        }
        for (cursor.last(); cursor.valid(); cursor.previous()) {
          steps++;
        }
        cursor.seekBefore(before, 0, before.length, 5);
        assertThat(steps).isLessThan(2 * block.length);
        Lookup lookup =
            new Lookup(key("k" + (100 + random.nextInt(40))), random.nextLong(), 500, 0);
        PointSearch.offer(block, lookup);
      } catch (MalformedBlockException malformed) {
        refused++;
      } catch (StoreException unknownKind) {
        assertThat(unknownKind.code()).isEqualTo("format-too-new");
      }
    }
    assertThat(refused).isPositive();
  }

  private static byte[] damaged(byte[] good, Random random) {
    byte[] block =
        random.nextInt(8) == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
    for (int i = random.nextInt(4); i >= 0 && block.length > 0; i--) {
      int at =
          random.nextBoolean()
              ? random.nextInt(block.length)
              : Math.max(0, block.length - 1 - random.nextInt(60));
      block[at] = (byte) random.nextInt();
    }
    return block;
  }

  private static Random random(String test) {
    long seed = Long.getLong("seed", new Random().nextLong());
    System.out.println(test + ": -Dseed=" + seed);
    return new Random(seed);
  }
}
