package io.aitta.core.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.format.Varint.MalformedVarintException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Numbers of as few bytes as they need. */
class VarintTest {
  private static final long[] EDGES = {
    0, 1, 0x7F, 0x80, 0x3FFF, 0x4000, Integer.MAX_VALUE, 1L << 35, Long.MAX_VALUE, -1
  };

  private static ByteBuffer bytes(int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length);
    for (int value : values) {
      buffer.put((byte) value);
    }
    return buffer.flip();
  }

  @Test
  void sevenBitsAByteTheLowestFirst() {
    ByteBuffer buffer = ByteBuffer.allocate(Varint.LONG_BYTES_MAX);
    Varint.put(buffer, 300);
    assertThat(buffer.flip()).isEqualTo(bytes(0xAC, 0x02));
    byte[] array = {9, 9, 9, 9};
    assertThat(Varint.put(array, 1, 300)).isEqualTo(3);
    assertThat(array).containsExactly(9, 0xAC, 0x02, 9);
  }

  @Test
  void whatWasWrittenIsReadAndTakesTheBytesThatWereSaid() {
    for (long value : EDGES) {
      ByteBuffer buffer = ByteBuffer.allocate(Varint.LONG_BYTES_MAX + 1);
      Varint.put(buffer, value);
      assertThat(buffer.position()).as("%d", value).isEqualTo(Varint.size(value));
      assertThat(Varint.get(buffer.flip())).isEqualTo(value);
      assertThat(buffer.hasRemaining()).isFalse();
    }
    assertThat(Varint.size(-1)).isEqualTo(Varint.LONG_BYTES_MAX);
  }

  @Test
  void anIntIsWrittenAsUnsigned() {
    byte[] array = new byte[Varint.INT_BYTES_MAX];
    assertThat(Varint.put(array, 0, -1)).isEqualTo(Varint.INT_BYTES_MAX);
    assertThat(Varint.get(ByteBuffer.wrap(array))).isEqualTo(0xFFFF_FFFFL);
  }

  @Test
  void oneThatDoesNotEndIsRefused() {
    assertThatThrownBy(() -> Varint.get(bytes()))
        .isInstanceOf(MalformedVarintException.class)
        .hasMessageContaining("past the end");
    assertThatThrownBy(() -> Varint.get(bytes(0x80, 0x80)))
        .isInstanceOf(MalformedVarintException.class)
        .hasMessageContaining("past the end");
  }

  @Test
  void oneOfMoreThan64BitsIsRefused() {
    int[] most = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01};
    assertThat(Varint.get(bytes(most))).isEqualTo(-1);
    for (int last : new int[] {0x02, 0x80, 0x81}) {
      most[9] = last;
      assertThatThrownBy(() -> Varint.get(bytes(most)))
          .isInstanceOf(MalformedVarintException.class)
          .hasMessageContaining("64 bits");
    }
  }

  @Test
  void aLengthIsNoMoreThanFits() {
    assertThat(Varint.getLength(bytes(0), 5)).isZero();
    assertThat(Varint.getLength(bytes(5), 5)).isEqualTo(5);
    assertThatThrownBy(() -> Varint.getLength(bytes(6), 5))
        .isInstanceOf(MalformedVarintException.class)
        .hasMessageContaining("a length of 6 where at most 5 fit");
    ByteBuffer negative = ByteBuffer.allocate(Varint.LONG_BYTES_MAX);
    Varint.put(negative, -1);
    assertThatThrownBy(() -> Varint.getLength(negative.flip(), Integer.MAX_VALUE))
        .isInstanceOf(MalformedVarintException.class);
  }
}
