package io.aitta.sstable.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An index finds the one block that may hold a key, however many blocks there are. */
class BlockIndexTest {
  private static final int STORED_BYTES = 100;
  private static final int BLOCK_BYTES = STORED_BYTES + TableFormat.BLOCK_TRAILER_BYTES;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 15, 16, 17, 31, 32, 33, 47, 48, 255, 256, 257, 5_000})
  void everyKeyIsFoundInItsBlockWhateverTheirCount(int blocks) {
    BlockIndex index = index(blocks, "key-%06d");
    for (int block = 0; block < blocks; block++) {
      assertThat(find(index, "key-%06d".formatted(10 * block))).isEqualTo(block);
      assertThat(find(index, "key-%06d".formatted(10 * block - 5))).isEqualTo(block);
    }
    assertThat(find(index, "a")).isZero();
    assertThat(find(index, "z")).isEqualTo(-1);
    assertThat(find(index, "key-%06d".formatted(10 * blocks - 9))).isEqualTo(-1);
  }

  /** The eight bytes by which blocks are told apart at first are the same for a hundred of them. */
  @ParameterizedTest
  @ValueSource(ints = {16, 100, 101, 333})
  void keysThatDifferLateAreFoundAsWell(int blocks) {
    BlockIndex index = index(blocks, "%1$05d-a-long-part-%1$06d");
    BlockIndex alike = index(blocks, "b-long-and-the-same-%06d");
    for (int block = 0; block < blocks; block++) {
      assertThat(find(index, "%1$05d-a-long-part-%1$06d".formatted(10 * block))).isEqualTo(block);
      assertThat(find(alike, "b-long-and-the-same-%06d".formatted(10 * block - 1)))
          .isEqualTo(block);
    }
  }

  /** Block <i>i</i> ends with the key of 10 <i>i</i>. */
  private static BlockIndex index(int blocks, String pattern) {
    BlockIndexBuilder builder = new BlockIndexBuilder();
    for (int block = 0; block < blocks; block++) {
      byte[] separator = bytes(pattern.formatted(10 * block));
      builder.add(separator, separator.length, 0, STORED_BYTES);
    }
    return BlockIndex.decode(builder.encode(), (long) blocks * BLOCK_BYTES);
  }

  private static int find(BlockIndex index, String key) {
    byte[] array = bytes(key);
    return index.find(array, 0, array.length, 1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
