package io.aitta.core.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.Bytes;
import org.junit.jupiter.api.Test;

/** Keys and trailers as they stand in the tree. */
class TreeKeyTest {

  @Test
  void aTreeKeyIsTheKeyspaceBigEndianAndTheUsersKey() {
    byte[] treeKey = TreeKey.of(0x01020304, Bytes.utf8("ab"));
    assertThat(treeKey).containsExactly(1, 2, 3, 4, 'a', 'b');
    byte[] shifted = {9, 1, 2, 3, 4, 'a', 'b', 9};
    assertThat(TreeKey.keyspace(shifted, 1)).isEqualTo(0x01020304);
    assertThat(TreeKey.userKey(shifted, 1, 6)).isEqualTo(Bytes.utf8("ab"));
  }

  @Test
  void aKeyspaceBeginsWithItsEmptyKeyAndEndsBeforeTheNext() {
    assertThat(TreeKey.first(7)).isEqualTo(TreeKey.of(7, Bytes.EMPTY)).hasSize(4);
    assertThat(TreeKey.end(7)).isEqualTo(TreeKey.first(8));
    byte[] last = TreeKey.of(7, Bytes.wrap(new byte[] {-1, -1, -1, -1, -1}));
    assertThat(TreeKey.compare(last, TreeKey.end(7))).isNegative();
    assertThat(TreeKey.compare(TreeKey.first(7), last)).isNegative();
  }

  @Test
  void theOrderIsThatOfUnsignedBytesAPrefixFirst() {
    byte[] low = {0, 0, 0, 1, 0x7F};
    byte[] high = {0, 0, 0, 1, (byte) 0x80};
    assertThat(TreeKey.compare(low, high)).isNegative();
    assertThat(TreeKey.compare(high, low)).isPositive();
    assertThat(TreeKey.compare(low, low.clone())).isZero();
    assertThat(TreeKey.compare(low, 0, 4, low, 0, 5)).isNegative();
    byte[] shifted = {9, 9, 0, 0, 0, 1, 0x7F, 9};
    assertThat(TreeKey.compare(shifted, 2, 5, low, 0, 5)).isZero();
    assertThat(TreeKey.compare(low, 0, 5, shifted, 2, 6)).isNegative();
  }

  @Test
  void aTrailerHoldsNumberAndKind() {
    long trailer = Trailer.of(Trailer.NUMBER_MAX, Kind.GREATEST);
    assertThat(trailer).isEqualTo(-1);
    assertThat(Trailer.number(trailer)).isEqualTo(Trailer.NUMBER_MAX);
    assertThat(Trailer.kind(trailer)).isEqualTo(Kind.GREATEST);
    assertThat(Trailer.of(0x1234, Kind.PUT)).isEqualTo(0x123401);
    assertThat(Trailer.kind(Trailer.of(1, Kind.RANGE_DELETE))).isEqualTo(Kind.RANGE_DELETE);
  }

  @Test
  void ofTwoTrailersTheNewerComesFirst() {
    long older = Trailer.of(5, Kind.PUT);
    long newer = Trailer.of(6, Kind.DELETE);
    long greatest = Trailer.of(Trailer.NUMBER_MAX, Kind.PUT);
    assertThat(Trailer.compare(newer, older)).isNegative();
    assertThat(Trailer.compare(older, newer)).isPositive();
    assertThat(Trailer.compare(older, older)).isZero();
    assertThat(Trailer.compare(greatest, newer)).as("unsigned").isNegative();
    assertThat(Trailer.compare(Trailer.seek(5), older)).as("seek").isNegative();
    assertThat(Trailer.compare(newer, Trailer.seek(5))).isNegative();
  }

  @Test
  void theHashIsXxh3AndStaysWhatItIs() {
    assertThat(KeyHash.of(new byte[0])).isEqualTo(0x2D06800538D394C2L);
    byte[] key = TreeKey.of(1, Bytes.utf8("key"));
    byte[] shifted = {9, 0, 0, 0, 1, 'k', 'e', 'y', 9};
    assertThat(KeyHash.of(shifted, 1, 7)).isEqualTo(KeyHash.of(key));
    assertThat(KeyHash.of(shifted, 1, 6)).isNotEqualTo(KeyHash.of(key));
  }
}
