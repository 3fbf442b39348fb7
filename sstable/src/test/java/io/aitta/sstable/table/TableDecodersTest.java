package io.aitta.sstable.table;

import static io.aitta.sstable.table.TableFixture.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import io.aitta.core.Bytes;
import io.aitta.core.StoreException;
import io.aitta.core.format.Varint;
import io.aitta.core.iterator.RangeDeletes;
import io.aitta.sstable.filter.BloomFilter;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the decoders make of bytes whose checksum held although nobody sane wrote them. */
final class TableDecodersTest {
  private static void refusesNoise(String what, byte[] good, Consumer<byte[]> decoder) {
    Random random = Seeds.random(what);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = Arrays.copyOf(good, random.nextInt(good.length + 1));
      if (random.nextInt(4) == 0) {
        random.nextBytes(bytes);
      }
      for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        decoder.accept(bytes);
      } catch (IllegalArgumentException malformed) {
        refused++;
      } catch (StoreException tooNew) {
        assertThat(tooNew.code()).isEqualTo("format-too-new");
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void anIndexIsReadOrRefused() {
    BlockIndexBuilder builder = new BlockIndexBuilder();
    for (int i = 10; i < 40; i++) {
      byte[] separator = key("key" + i);
      builder.add(separator, separator.length, i == 20 ? 77 : 0, 100);
    }
    byte[] good = builder.encode();
    refusesNoise(
        "index",
        good,
        bytes -> {
          BlockIndex index = BlockIndex.decode(bytes, 30 * 105);
          assertThat(index.find(key("key2"), 0, 8, 5)).isBetween(-1, index.blocks() - 1);
        });
  }

  /** What is claimed is held against the data before room is made for it. */
  @Test
  void anIndexOfMoreBlocksThanTheDataCanHoldIsRefusedForNothing() {
    byte[] bytes = new byte[3 << 20];
    Varint.put(bytes, 0, bytes.length / 3);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    BlockIndexBuilder builder = new BlockIndexBuilder();
    builder.add(key("k"), 1, 0, 100);
    assertThat(BlockIndex.decode(builder.encode(), 105).blocks()).isEqualTo(1);

    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatIllegalArgumentException().isThrownBy(() -> BlockIndex.decode(bytes, 3000));
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(bytes.length);
  }

  @Test
  void propertiesAreReadOrRefused() {
    byte[] good =
        new TableProperties(
                1,
                2,
                3,
                4,
                5,
                6,
                7,
                Bytes.utf8("a"),
                Bytes.utf8("z"),
                8,
                9,
                10,
                TableOptions.DEFAULT,
                BloomFilter.NAME)
            .encode();
    assertThat(TableProperties.decode(good).greatestNumber()).isEqualTo(7);
    refusesNoise("properties", good, TableProperties::decode);
  }

  @Test
  @Tag("J06")
  void offsetsBeyondTwoGibibytesAreOffsets() {
    BlockIndexBuilder builder = new BlockIndexBuilder();
    int blocks = 2 * (int) ((3L << 30) / TableFormat.BLOCK_BYTES_MAX);
    for (int i = 0; i < blocks; i++) {
      byte[] separator = {(byte) (i >> 8), (byte) i};
      builder.add(separator, separator.length, 0, TableFormat.BLOCK_BYTES_MAX);
    }
    long stored = (long) TableFormat.BLOCK_BYTES_MAX + TableFormat.BLOCK_TRAILER_BYTES;
    BlockIndex index = BlockIndex.decode(builder.encode(), blocks * stored);
    assertThat(index.offset(blocks - 1))
        .isEqualTo((blocks - 1) * stored)
        .isGreaterThan(Integer.MAX_VALUE);
    assertThat(index.end(blocks - 1)).isEqualTo(blocks * stored);
    assertThat(index.length(blocks - 1)).isEqualTo(TableFormat.BLOCK_BYTES_MAX);
    assertThat(index.find(new byte[] {(byte) (blocks >> 9), (byte) (blocks >> 1)}, 0, 2, 0))
        .isEqualTo(blocks >> 1);
  }

  @Test
  void anUnknownPropertyIsPassedOver() {
    TableProperties properties =
        new TableProperties(
            1,
            2,
            3,
            4,
            5,
            6,
            7,
            Bytes.utf8("a"),
            Bytes.utf8("z"),
            Long.MAX_VALUE,
            9,
            10,
            TableOptions.DEFAULT,
            "");
    byte[] good = properties.encode();
    byte[] longer = Arrays.copyOf(good, good.length + 6);
    longer[good.length] = 99;
    longer[good.length + 1] = 4;
    assertThat(TableProperties.decode(longer)).isEqualTo(properties);
  }

  @Test
  void aMetaIndexIsReadOrRefused() {
    MetaIndex meta = new MetaIndex();
    meta.add(new MetaIndex.Entry("aitta.one", true, 10, 20));
    meta.add(new MetaIndex.Entry("aitta.two", false, 35, 2000));
    refusesNoise("meta index", meta.encode(), bytes -> MetaIndex.decode(bytes, 3000));
    assertThat(MetaIndex.decode(meta.encode(), 3000).entries())
        .isEqualTo(meta.entries())
        .hasSize(2);
  }

  @Test
  void rangeDeletesAreReadOrRefused() {
    RangeDeletes deletes =
        RangeDeletes.NONE
            .with(key("a"), key("m"), 7)
            .with(key("c"), key("f"), 9)
            .with(key("x"), key("z"), 2);
    byte[] good = RangeDeleteBlock.encode(deletes.fragments());
    assertThat(RangeDeleteBlock.decode(good).fragments())
        .usingRecursiveComparison()
        .isEqualTo(deletes.fragments());
    refusesNoise("range deletes", good, RangeDeleteBlock::decode);
  }

  @Test
  void aSeparatorIsShortAndBetween() {
    Random random = Seeds.random("separators");
    for (int round = 0; round < 100_000; round++) {
      byte[] one = shortKey(random);
      byte[] other = shortKey(random);
      int order = Arrays.compareUnsigned(one, other);
      if (order == 0) {
        continue;
      }
      byte[] last = order < 0 ? one : other;
      byte[] next = order < 0 ? other : one;
      byte[] target = new byte[last.length + 1];
      int shared = Arrays.mismatch(last, next);
      byte[] padded = new byte[next.length + 2];
      System.arraycopy(next, 0, padded, 2, next.length);
      int length =
          BlockIndexBuilder.separator(last, last.length, padded, 2, next.length, shared, target);
      byte[] separator = Arrays.copyOf(target, length);
      assertThat(Arrays.compareUnsigned(last, separator)).isLessThanOrEqualTo(0);
      assertThat(Arrays.compareUnsigned(separator, next)).isLessThan(0);
      assertThat(length).isLessThanOrEqualTo(last.length);
    }
  }

  private static byte[] shortKey(Random random) {
    byte[] key = new byte[random.nextInt(6)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (random.nextBoolean() ? 0xFC + random.nextInt(4) : random.nextInt(3));
    }
    return key;
  }

  @Test
  void theIndexFindsWhatALinearSearchFinds() {
    Random random = Seeds.random("index search");
    for (int round = 0; round < 300; round++) {
      List<Cell> separators =
          List.copyOf(TableFixture.randomCells(random, 1 + random.nextInt(300), 0));
      boolean plain = random.nextBoolean();
      String prefix = "p".repeat(random.nextInt(12));
      BlockIndexBuilder builder = new BlockIndexBuilder();
      for (Cell cell : separators) {
        byte[] key = prefixed(prefix, cell.key());
        builder.add(key, key.length, plain ? 0 : cell.trailer(), 1);
      }
      BlockIndex index = BlockIndex.decode(builder.encode(), 6L * separators.size());
      for (int i = 0; i < 200; i++) {
        byte[] user =
            random.nextBoolean()
                ? separators.get(random.nextInt(separators.size())).key()
                : TableFixture.randomKey(random);
        byte[] key = prefixed(random.nextInt(9) == 0 ? "" : prefix, user);
        long trailer = (long) random.nextInt(separators.size() + 1) << 8 | 0xFF;
        Cell target = new Cell(key, trailer, new byte[0]);
        int expected = -1;
        for (int j = separators.size() - 1; j >= 0; j--) {
          Cell cell = separators.get(j);
          Cell separator =
              new Cell(prefixed(prefix, cell.key()), plain ? 0 : cell.trailer(), new byte[0]);
          expected = Cell.ORDER.compare(separator, target) >= 0 ? j : expected;
        }
        assertThat(index.find(key, 0, key.length, trailer)).isEqualTo(expected);
      }
    }
  }

  private static byte[] prefixed(String prefix, byte[] key) {
    byte[] whole = new byte[prefix.length() + key.length];
    Arrays.fill(whole, 0, prefix.length(), (byte) 'p');
    System.arraycopy(key, 0, whole, prefix.length(), key.length);
    return whole;
  }
}
