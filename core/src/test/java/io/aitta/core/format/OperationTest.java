package io.aitta.core.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.Bytes;
import io.aitta.core.Range;
import org.junit.jupiter.api.Test;

/** One change, and what its kinds are called. */
class OperationTest {
  private static final Bytes KEY = Bytes.utf8("key");

  @Test
  void aPutHoldsKeyAndValue() {
    Operation put = Operation.put(1, KEY, Bytes.utf8("value"));
    assertThat(put.kind()).isEqualTo(Kind.PUT);
    assertThat(put.treeKey()).isEqualTo(TreeKey.of(1, KEY));
    assertThat(put.value()).isEqualTo(Bytes.utf8("value"));
    assertThat(put.hash()).isEqualTo(KeyHash.of(put.treeKey()));
    assertThat(put.bytes()).isEqualTo(96 + 7 + 5);
  }

  @Test
  void aDeleteHoldsNoValue() {
    Operation delete = Operation.delete(2, KEY);
    assertThat(delete.kind()).isEqualTo(Kind.DELETE);
    assertThat(delete.treeKey()).isEqualTo(TreeKey.of(2, KEY));
    assertThat(delete.value()).isEqualTo(Bytes.EMPTY);
  }

  @Test
  void aRangeDeleteHoldsWhereItEnds() {
    Operation some = Operation.deleteRange(1, Range.from(Bytes.utf8("a")).until(Bytes.utf8("c")));
    assertThat(some.kind()).isEqualTo(Kind.RANGE_DELETE);
    assertThat(some.treeKey()).isEqualTo(TreeKey.of(1, Bytes.utf8("a")));
    assertThat(some.value().toArray()).isEqualTo(TreeKey.of(1, Bytes.utf8("c")));
    Operation all = Operation.deleteRange(1, Range.all());
    assertThat(all.value().toArray()).isEqualTo(TreeKey.end(1));
  }

  @Test
  void anOperationOfALogIsWhatStandsThere() {
    byte[] treeKey = TreeKey.of(3, KEY);
    Operation read = Operation.of(Kind.EXPIRING_PUT, treeKey, Bytes.utf8("12345678v"));
    assertThat(read.kind()).isEqualTo(Kind.EXPIRING_PUT);
    assertThat(read.treeKey()).isSameAs(treeKey);
    assertThat(read.value()).isEqualTo(Bytes.utf8("12345678v"));
  }

  @Test
  void kindsHaveNamesAndSomeAreNotForThisVersion() {
    String[] names = {
      "delete",
      "put",
      "merge",
      "expiring-put",
      "range-delete",
      "value-reference",
      "expiring-value-reference",
      "expiring-merge",
      "kind-8"
    };
    for (int kind = 0; kind < names.length; kind++) {
      assertThat(Kind.name((byte) kind)).isEqualTo(names[kind]);
      assertThat(Kind.isSupported(kind))
          .as(names[kind])
          .isEqualTo(kind == 0 || kind == 1 || kind == 3 || kind == 4);
    }
    assertThat(Kind.name(Kind.GREATEST)).isEqualTo("kind-255");
  }

  @Test
  void bytesForPeopleAreQuotedAndHarmless() {
    byte[] array = {'x', 'a', '"', '\\', 0x1F, ' ', '~', 0x7F, (byte) 0xFA, 'x'};
    assertThat(Escaped.bytes(array, 1, 8)).isEqualTo("\"a\\\"\\\\\\x1f ~\\x7f\\xfa\"");
    byte[] treeKey = TreeKey.of(-1, Bytes.utf8("k"));
    assertThat(Escaped.treeKey(treeKey, 0, 5)).isEqualTo("4294967295:\"k\"");
    assertThat(Escaped.treeKey(treeKey, 0, 4)).isEqualTo("4294967295:\"\"");
    assertThat(Escaped.treeKey(treeKey, 1, 3)).isEqualTo("\"\\xff\\xff\\xff\"");
    assertThat(Escaped.treeKey(Bytes.wrap(treeKey))).isEqualTo("4294967295:\"k\"");
  }

  @Test
  void aShortCopyCopiesNeitherMoreNorLess() {
    for (int length = 0; length <= 40; length++) {
      byte[] source = new byte[50];
      for (int i = 0; i < source.length; i++) {
        source[i] = (byte) (i + 1);
      }
      byte[] target = new byte[60];
      ShortCopy.copy(source, 3, target, 5, length);
      byte[] expected = new byte[60];
      System.arraycopy(source, 3, expected, 5, length);
      assertThat(target).as("%d bytes", length).isEqualTo(expected);
    }
  }
}
