package io.aitta.http.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Our UTF-8 against the JDK's. */
class Utf8Test {
  private static final int[] EDGES = {
    0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC,
    0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF
  };

  private static boolean jdkTakes(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)) != null;
    } catch (CharacterCodingException malformed) {
      return false;
    }
  }

  @Test
  void everySequenceOfEdgeBytesIsJudgedAsTheJdkDoes() {
    byte[] bytes = new byte[4];
    for (int a : EDGES) {
      for (int b : EDGES) {
        for (int c : EDGES) {
          for (int d : EDGES) {
            bytes[0] = (byte) a;
            bytes[1] = (byte) b;
            bytes[2] = (byte) c;
            bytes[3] = (byte) d;
            assertThat(Utf8.isValid(bytes, 0, 4)).isEqualTo(jdkTakes(bytes));
          }
        }
      }
    }
  }

  @Test
  void cutSequencesAreNotValid() {
    byte[] grain = "🌾".getBytes(StandardCharsets.UTF_8);
    assertThat(Utf8.isValid(grain, 0, 4)).isTrue();
    for (int length = 1; length < 4; length++) {
      assertThat(Utf8.isValid(grain, 0, length)).isFalse();
    }
    assertThat(Utf8.isValid(grain, 4, 0)).isTrue();
  }

  @Test
  void charactersAreEncodedAsTheJdkDoesAndLoneSurrogatesNotAtAll() {
    long seed = Long.getLong("seed", new Random().nextLong());
    System.out.println("Utf8Test -Dseed=" + seed);
    Random random = new Random(seed);
    char[] pool = {
      'a', '"', 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xFFFD
    };
    for (int round = 0; round < 20_000; round++) {
      char[] chars = new char[random.nextInt(12)];
      for (int i = 0; i < chars.length; i++) {
        chars[i] = pool[random.nextInt(pool.length)];
      }
      byte[] expected;
      try {
        ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(chars));
        expected = new byte[encoded.remaining()];
        encoded.get(expected);
      } catch (CharacterCodingException lone) {
        expected = null;
      }
      assertThat(Utf8.encode(chars, 0, chars.length)).as("seed " + seed).isEqualTo(expected);
    }
  }
}
