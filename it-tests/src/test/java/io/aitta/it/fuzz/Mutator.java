package io.aitta.it.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Makes bad bytes of good ones; the same seed makes the same. For one thread. */
final class Mutator {
  private static final int LENGTH_MAX = 1 << 16;
  private static final List<byte[]> WORDS =
      List.of(
          HexFormat.of().parseHex("ffffffff07"), // the greatest length a varint can tell
          HexFormat.of().parseHex("ffffffff0f"),
          HexFormat.of().parseHex("ffffffffffffffffff01"),
          HexFormat.of().parseHex("ffffffffffffffff7f"),
          HexFormat.of().parseHex("ffffffff"),
          HexFormat.of().parseHex("ffffff7f"),
          HexFormat.of().parseHex("00000080"),
          HexFormat.of().parseHex("8080808000"),
          new byte[8],
          "99999999999999999999".getBytes(StandardCharsets.US_ASCII),
          "-1".getBytes(StandardCharsets.US_ASCII),
          "1e999".getBytes(StandardCharsets.US_ASCII),
          "\u0000".getBytes(StandardCharsets.UTF_8),
          HexFormat.of().parseHex("c080"),
          HexFormat.of().parseHex("eda080"),
          HexFormat.of().parseHex("f4908080"));

  private final Target target;
  private final Random random;

  Mutator(Target target, long seed) {
    this.target = target;
    this.random = new Random(seed);
  }

  byte[] next() {
    byte[] bytes = sample().clone();
    for (int i = 1 + random.nextInt(random.nextInt(4) == 0 ? 12 : 3); i > 0; i--) {
      bytes = mutated(bytes);
    }
    return bytes.length > LENGTH_MAX ? Arrays.copyOf(bytes, LENGTH_MAX) : bytes;
  }

  private byte[] sample() {
    return target.samples().get(random.nextInt(target.samples().size()));
  }

  private byte[] mutated(byte[] bytes) {
    int at = random.nextInt(bytes.length + 1);
    return switch (random.nextInt(10)) {
      case 0, 1 -> with(bytes, at, (byte) (1 << random.nextInt(8)));
      case 2 -> with(bytes, at, (byte) (1 + random.nextInt(255)));
      case 3 -> Arrays.copyOf(bytes, at);
      case 4 -> replaced(bytes, at, random.nextInt(16), new byte[0]);
      case 5 -> replaced(bytes, at, 0, piece(bytes));
      case 6 -> replaced(bytes, at, 0, piece(sample()));
      case 7 -> {
        byte[] word = word();
        yield replaced(bytes, at, word.length, word);
      }
      case 8 -> replaced(bytes, at, 1, word());
      default -> {
        byte[] noise = new byte[random.nextInt(12)];
        random.nextBytes(noise);
        yield replaced(bytes, at, random.nextInt(12), noise);
      }
    };
  }

  private byte[] word() {
    boolean own = !target.words().isEmpty() && random.nextBoolean();
    List<byte[]> words = own ? target.words() : WORDS;
    return words.get(random.nextInt(words.size()));
  }

  private byte[] piece(byte[] of) {
    int from = random.nextInt(of.length + 1);
    return Arrays.copyOfRange(of, from, from + random.nextInt(Math.min(64, of.length - from) + 1));
  }

  private static byte[] with(byte[] bytes, int at, byte difference) {
    if (at < bytes.length) {
      bytes[at] ^= difference;
    }
    return bytes;
  }

  private static byte[] replaced(byte[] bytes, int at, int gone, byte[] by) {
    int rest = Math.min(bytes.length, at + gone);
    byte[] result = new byte[at + by.length + bytes.length - rest];
    System.arraycopy(bytes, 0, result, 0, at);
    System.arraycopy(by, 0, result, at, by.length);
    System.arraycopy(bytes, rest, result, at + by.length, bytes.length - rest);
    return result;
  }
}
