package io.aitta.sstable.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.format.KeyHash;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BloomFilterTest {
  private static long[] hashes(int from, int count) {
    long[] hashes = new long[count];
    for (int i = 0; i < count; i++) {
      hashes[i] = KeyHash.of(ByteBuffer.allocate(12).putInt(1).putLong(from + i).array());
    }
    return hashes;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 50, 51, 52, 1000, 100_000})
  void noKeyIsEverDenied(int count) {
    for (int bits : new int[] {1, 5, 10, 20}) {
      long[] hashes = hashes(0, count);
      BloomFilter filter = BloomFilter.build(hashes, count, bits);
      BloomFilter read = BloomFilter.decode(filter.encode(), 0, filter.encode().length);
      for (long hash : hashes) {
        assertThat(filter.mayContain(hash)).isTrue();
        assertThat(read.mayContain(hash)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 30_000, 1_000_000})
  void atTenBitsAKeyAtMostThreeInTwoHundredAbsentKeysPass(int count) {
    BloomFilter filter = BloomFilter.build(hashes(0, count), count, 10);
    long passed = 0;
    long[] absent = hashes(count, 1_000_000);
    for (long hash : absent) {
      passed += filter.mayContain(hash) ? 1 : 0;
    }
    double rate = (double) passed / absent.length;
    System.out.printf("filter of %d keys, 10 bits: false positives %.3f %%%n", count, 100 * rate);
    assertThat(rate).isLessThanOrEqualTo(0.015);
  }

  @Test
  void theExampleOfThePackageIsWhatIsWritten() {
    byte[] encoded = BloomFilter.build(new long[] {1}, 1, 10).encode();
    assertThat(HexFormat.of().formatHex(encoded))
        .isEqualTo(
            "0000000000000000"
                + "0000008000000000"
                + "0400000000000000"
                + "0000000000000000"
                + "0000000000000010"
                + "0000000000000000"
                + "0000000800100008"
                + "0000000000000000"
                + "01000000"
                + "06");
  }

  @Test
  void bytesThatAreNoFilterAreRefused() {
    byte[] good = BloomFilter.build(hashes(0, 100), 100, 10).encode();
    for (int length = 0; length < good.length; length++) {
      int cut = length;
      assertThatThrownBy(() -> BloomFilter.decode(good, 0, cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
    Random random = new Random(5);
    byte[] noise = new byte[64 + 5];
    for (int i = 0; i < 1000; i++) {
      random.nextBytes(noise);
      assertThatThrownBy(() -> BloomFilter.decode(noise, 0, noise.length))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
