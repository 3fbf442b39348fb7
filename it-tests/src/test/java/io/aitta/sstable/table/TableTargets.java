package io.aitta.sstable.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.Bytes;
import io.aitta.core.format.KeyHash;
import io.aitta.core.format.Kind;
import io.aitta.core.format.Trailer;
import io.aitta.core.format.TreeKey;
import io.aitta.core.iterator.Lookup;
import io.aitta.core.iterator.RangeDeletes;
import io.aitta.it.fuzz.Target;
import io.aitta.sstable.block.BlockBuilder;
import io.aitta.sstable.block.BlockFormat;
import io.aitta.sstable.block.BlockIterator;
import io.aitta.sstable.block.MalformedBlockException;
import io.aitta.sstable.block.PointSearch;
import io.aitta.sstable.filter.BloomFilter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;

/** What stands in a table, each behind a checksum that held. */
public final class TableTargets {
  private static final Path FILE = Path.of("000007.sst");
  private static final int BLOCKS = 30;
  private static final long DATA_END = BLOCKS * 105L;
  private static final int BLOCK_BYTES_MAX = 1 << 16;
  private static final Predicate<Throwable> MALFORMED =
      Target.MALFORMED.or(thrown -> thrown instanceof MalformedBlockException);

  private TableTargets() {}

  public static List<Target> all() {
    return List.of(
        Target.of(
            "data-block", List.of(block(1, 3), block(16, 200)), MALFORMED, TableTargets::walk),
        Target.of(
            "packed-block",
            List.of(packed(Compression.LZ4), packed(Compression.ZSTD)),
            MALFORMED,
            TableTargets::unpack),
        Target.of("index", List.of(index()), MALFORMED, TableTargets::readIndex),
        Target.of("footer", List.of(footer()), MALFORMED, TableTargets::readFooter),
        Target.of("meta-index", List.of(metaIndex()), MALFORMED, TableTargets::readMetaIndex),
        Target.of("properties", List.of(properties()), MALFORMED, TableTargets::readProperties),
        Target.of("range-deletes", List.of(rangeDeletes()), MALFORMED, TableTargets::readDeletes),
        Target.of("filter", List.of(filter(3), filter(200)), MALFORMED, TableTargets::readFilter));
  }

  private static byte[] key(int i) {
    return TreeKey.of(1, Bytes.utf8("key-" + i));
  }

  // ---------------------------------------------------------------- blocks

  private static byte[] block(int interval, int keys) {
    BlockBuilder builder = new BlockBuilder(interval);
    for (int i = 100; i < 100 + keys; i++) {
      byte[] key = key(i);
      byte[] value = ("value " + i).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      for (long number = 3; number > i % 3; number--) {
        boolean first = number == 3;
        byte kind = number == 2 ? Kind.DELETE : Kind.PUT;
        int length = kind == Kind.DELETE ? 0 : value.length;
        builder.add(
            key, 0, key.length, KeyHash.of(key), first, Trailer.of(number, kind), value, 0, length);
      }
    }
    int length = builder.finish();
    return Arrays.copyOf(builder.array(), length);
  }

  private static Target.Check walk(byte[] block) {
    BlockFormat.check(block, 0, block.length);
    try (BlockIterator cursor = new BlockIterator()) {
      cursor.reset(block, 0, block.length);
      for (cursor.first(); cursor.valid(); cursor.next()) {
        touch(cursor);
      }
      for (cursor.last(); cursor.valid(); cursor.previous()) {
        touch(cursor);
      }
      for (int i : new int[] {0, 100, 101, 150, 999}) {
        byte[] key = key(i);
        PointSearch.offer(block, new Lookup(key, KeyHash.of(key), 2, 0));
        cursor.seek(key, 0, key.length, Trailer.seek(2));
        cursor.seekBefore(key, 0, key.length, Trailer.seek(2));
      }
    }
    return Target.Check.NONE;
  }

  private static void touch(BlockIterator cursor) {
    Objects.checkFromIndexSize(cursor.keyFrom(), cursor.keyLength(), cursor.keyArray().length);
    Objects.checkFromIndexSize(
        cursor.valueFrom(), cursor.valueLength(), cursor.valueArray().length);
  }

  private static byte[] packed(Compression method) {
    byte[] plain = block(16, 200);
    try (BlockCompressor compressor = new BlockCompressor(method)) {
      int length = compressor.pack(plain, plain.length);
      byte[] packed = new byte[length + 1];
      packed[0] = method.id();
      System.arraycopy(compressor.packed(), 0, packed, 1, length);
      return packed;
    }
  }

  /** The first byte tells the method, as it does behind a block. */
  private static Target.Check unpack(byte[] packed) {
    if (packed.length == 0 || packed[0] == Compression.NONE.id()) {
      return Target.Check.NONE;
    }
    byte[] plain =
        BlockDecompressor.unpack(packed[0], packed, 1, packed.length - 1, BLOCK_BYTES_MAX);
    BlockFormat.check(plain, 0, plain.length);
    return Target.Check.NONE;
  }

  // ---------------------------------------------------------------- what stands beside them

  private static byte[] index() {
    BlockIndexBuilder builder = new BlockIndexBuilder();
    for (int i = 0; i < BLOCKS; i++) {
      byte[] separator = key(100 + i);
      builder.add(separator, separator.length, i == 20 ? 77 : 0, 100);
    }
    return builder.encode();
  }

  private static Target.Check readIndex(byte[] bytes) {
    BlockIndex index = BlockIndex.decode(bytes, DATA_END);
    return () -> {
      for (int i = 90; i < 140; i += 7) {
        byte[] key = key(i);
        assertThat(index.find(key, 0, key.length, 5)).isBetween(-1, index.blocks() - 1);
      }
      for (int i = 0; i < index.blocks(); i++) {
        assertThat(index.length(i)).isNotNegative();
      }
    };
  }

  private static byte[] footer() {
    return new Footer(42, 1000, 77).encode(5000);
  }

  private static Target.Check readFooter(byte[] bytes) {
    byte[] whole = Arrays.copyOf(bytes, Footer.BYTES); // as many are read as a footer has
    Footer footer = Footer.decode(whole, FILE, 5000, 42);
    return () -> assertThat(footer.encode(5000)).isEqualTo(whole);
  }

  private static byte[] metaIndex() {
    MetaIndex meta = new MetaIndex();
    meta.add(new MetaIndex.Entry("aitta.one", true, 10, 20));
    meta.add(new MetaIndex.Entry("aitta.two", false, 35, 2000));
    return meta.encode();
  }

  private static Target.Check readMetaIndex(byte[] bytes) {
    MetaIndex meta = MetaIndex.decode(bytes, 3000);
    return () ->
        assertThat(MetaIndex.decode(meta.encode(), 3000).entries()).isEqualTo(meta.entries());
  }

  private static byte[] properties() {
    return new TableProperties(
            100,
            2,
            3,
            4000,
            5000,
            6,
            7,
            Bytes.utf8("a"),
            Bytes.utf8("z"),
            Long.MAX_VALUE,
            9,
            10,
            TableOptions.DEFAULT,
            BloomFilter.NAME)
        .encode();
  }

  private static Target.Check readProperties(byte[] bytes) {
    TableProperties properties = TableProperties.decode(bytes);
    return () -> assertThat(TableProperties.decode(properties.encode())).isEqualTo(properties);
  }

  private static byte[] rangeDeletes() {
    RangeDeletes deletes = RangeDeletes.NONE;
    for (int i = 0; i < 20; i++) {
      deletes = deletes.with(key(100 + i), key(110 + 2 * i), i + 1);
    }
    return RangeDeleteBlock.encode(deletes.fragments());
  }

  private static Target.Check readDeletes(byte[] bytes) {
    RangeDeletes deletes = RangeDeleteBlock.decode(bytes);
    return () ->
        assertThat(
                RangeDeleteBlock.decode(RangeDeleteBlock.encode(deletes.fragments())).fragments())
            .usingRecursiveComparison()
            .isEqualTo(deletes.fragments());
  }

  private static byte[] filter(int keys) {
    Random random = new Random(keys);
    long[] hashes = new long[keys];
    Arrays.setAll(hashes, i -> random.nextLong());
    return BloomFilter.build(hashes, keys, 10).encode();
  }

  private static Target.Check readFilter(byte[] bytes) {
    BloomFilter filter = BloomFilter.decode(bytes, 0, bytes.length);
    filter.mayContain(0x1234_5678_9ABC_DEF0L);
    filter.mayContain(-1);
    return () -> assertThat(filter.encode()).isEqualTo(bytes);
  }
}
