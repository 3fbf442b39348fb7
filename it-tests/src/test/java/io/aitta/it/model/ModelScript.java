package io.aitta.it.model;

import io.aitta.core.Bytes;
import io.aitta.core.Durability;
import io.aitta.core.Range;
import io.aitta.it.sim.KeyPool;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * A script of random operations, one a line, that follows from its seed alone: every set of options
 * is given the same lines, a line may be left out, and a file of them is replayed. What a line
 * means is in {@link ModelRun}; keys are in hex behind a {@code x}, values are a length and a
 * letter.
 */
final class ModelScript {
  private static final int BATCH_MAX = 12;
  private static final int[] BLOCK_EDGES = {64, 256, 1_024};
  private static final Durability[] LEVELS = Durability.values();
  private static final List<String> CONDITIONS =
      List.of("absent", "exists", "older", "any-of", "current", "current");

  private static final List<String> POLICIES =
      List.of(
          "STRICT", "KILL", "PREFIX", "SUBSET", "TORN", "SIZE_AHEAD", "DIR_PREFIX", "DIR_SUBSET");

  private final RandomGenerator random;
  private final KeyPool keys;
  private final boolean deletesMuch;
  private final List<String> lines = new ArrayList<>();

  private ModelScript(long seed) {
    this.random = new SplittableRandom(seed);
    this.keys = KeyPool.of(random, 10 + random.nextInt(40));
    this.deletesMuch = random.nextInt(4) == 0;
  }

  static List<String> draw(long seed, int count) {
    ModelScript script = new ModelScript(seed);
    while (script.lines.size() < count) {
      script.lines.add(script.line(script.random.nextInt(226)));
    }
    return script.lines;
  }

  private String line(int dice) {
    int shifted = deletesMuch && dice < 40 && random.nextBoolean() ? 52 : dice;
    if (shifted < 50) {
      return "put " + level() + " always " + put();
    } else if (shifted < 65) {
      return "delete " + level() + " always " + key();
    } else if (shifted < 70) {
      return "delete-range " + level() + " " + text(keys.shortRange(random, 1 + random.nextInt(8)));
    } else if (shifted < 85) {
      return batch();
    } else if (shifted < 105) {
      String condition = oneOf(CONDITIONS);
      return random.nextInt(4) == 0
          ? "delete " + level() + " " + condition + " " + key()
          : "put " + level() + " " + condition + " " + put();
    }
    return read(shifted);
  }

  private String read(int dice) {
    if (dice < 135) {
      return "get " + key();
    } else if (dice < 145) {
      return "get-all " + some();
    } else if (dice < 153) {
      return "scan " + (random.nextBoolean() ? "entries " : "chunks ") + range();
    } else if (dice < 160) {
      return "pages " + (1 + random.nextInt(8)) + " " + (1 + random.nextInt(4_000)) + " " + range();
    } else if (dice < 190) {
      return snapshot();
    } else if (dice < 195) {
      return "flush";
    } else if (dice < 196) {
      return "compact";
    } else if (dice < 198) {
      return "sync";
    } else if (dice < 200) {
      return dice < 199 ? "reopen" : "verify";
    }
    return dice < 216 ? cursor() : trouble();
  }

  private String cursor() {
    int which = random.nextInt(6);
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> "cursor " + which + " " + range();
      case 3 -> "cursor-seek " + which + " " + key();
      case 4 -> "cursor-close " + which;
      case 5 -> "compact-range " + range();
      default -> "cursor-next " + which + " " + (1 + random.nextInt(4));
    };
  }

  /** A full disk is rare: it takes the time until it is tried again. */
  private String trouble() {
    int dice = random.nextInt(30);
    if (dice == 0) {
      return "full " + random.nextInt(20_000) + " " + puts(10, 6_000);
    } else if (dice < 7) {
      String level = random.nextBoolean() ? "os" : "memory";
      String policy = oneOf(POLICIES);
      return "crash " + policy + " " + random.nextInt() + " " + level + " " + puts(6, 9_000);
    }
    return "burst " + level() + " " + puts(12, 60);
  }

  /** At most so many puts, of a key each, with values of at most so many bytes. */
  private String puts(int most, int bytesMax) {
    return keys.some(random, 1 + random.nextInt(most)).stream()
        .map(it -> text(it) + " " + random.nextInt(bytesMax) + " " + letter())
        .collect(Collectors.joining(" , "));
  }

  private String snapshot() {
    int which = random.nextInt(6);
    return switch (random.nextInt(8)) {
      case 0, 1 -> "snapshot";
      case 2 -> "snapshot-close " + which;
      case 3, 4 -> "snapshot-get " + which + " " + key();
      case 5 -> "snapshot-get-all " + which + " " + some();
      default -> "snapshot-walk " + which + " " + key() + " " + range();
    };
  }

  /**
   * Items are divided by a comma; a condition stands before the put it is of, on a key of its own.
   */
  private String batch() {
    int size = 1 + random.nextInt(BATCH_MAX);
    List<String> items = new ArrayList<>();
    if (random.nextInt(3) == 0) {
      int conditional = random.nextInt(size);
      for (int i = 0; i < size; i++) {
        items.add(
            i == conditional ? "put " + oneOf(CONDITIONS) + " " + put() : "delete always " + key());
      }
    } else {
      for (int i = 0; i < size; i++) {
        items.add(
            switch (random.nextInt(8)) {
              case 0 -> "delete-range " + text(keys.shortRange(random, 3));
              case 1, 2 -> "delete always " + key();
              default -> "put always " + put();
            });
      }
    }
    return "batch " + level() + " " + String.join(" , ", items);
  }

  private String level() {
    return LEVELS[random.nextInt(LEVELS.length)].text();
  }

  private String put() {
    return key() + " " + value();
  }

  private String key() {
    return text(keys.any(random));
  }

  private String some() {
    return keys.some(random, 1 + random.nextInt(10)).stream()
        .map(ModelScript::text)
        .collect(Collectors.joining(" "));
  }

  private String range() {
    Range range = keys.range(random);
    return text(random.nextBoolean() ? range.reverse() : range);
  }

  /** Lengths at and around the edges of blocks, and nothing at all. */
  private String value() {
    int block = BLOCK_EDGES[random.nextInt(BLOCK_EDGES.length)];
    int length =
        switch (random.nextInt(12)) {
          case 0 -> 0;
          case 1 -> block - 1 + random.nextInt(3);
          case 2 -> 2 * block + random.nextInt(3);
          case 3 -> random.nextInt(5_000);
          default -> 1 + random.nextInt(60);
        };
    return length + " " + letter();
  }

  private char letter() {
    return (char) ('a' + random.nextInt(26));
  }

  private String oneOf(List<String> words) {
    return words.get(random.nextInt(words.size()));
  }

  // ---------------------------------------------------------------- words and what they stand for

  private static String text(Bytes key) {
    return "x" + HexFormat.of().formatHex(key.toArray());
  }

  private static String text(Range range) {
    String until = range.until() == null ? "end" : text(range.until());
    return text(range.from()) + " " + until + (range.reversed() ? " reversed" : " forward");
  }

  /** The key that a word stands for, in an array of its own. */
  static byte[] key(String word) {
    return HexFormat.of().parseHex(word.substring(1));
  }

  /** The range that three words stand for. */
  static Range range(List<String> words) {
    Bytes from = Bytes.wrap(key(words.get(0)));
    Bytes until = words.get(1).equals("end") ? null : Bytes.wrap(key(words.get(1)));
    return new Range(from, until, words.get(2).equals("reversed"));
  }

  /** The value that a length and a letter stand for. */
  static byte[] value(String length, String letter) {
    byte[] value = new byte[Integer.parseInt(length)];
    for (int i = 0; i < value.length; i++) {
      value[i] = (byte) (letter.charAt(0) + i / 7);
    }
    return value;
  }
}
