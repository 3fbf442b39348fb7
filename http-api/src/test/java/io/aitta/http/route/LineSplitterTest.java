package io.aitta.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineSplitterTest {
  private static final int LINE_MAX = 12;

  private static List<String> split(List<byte[]> chunks) {
    LineSplitter splitter = new LineSplitter(LINE_MAX);
    List<String> lines = new ArrayList<>();
    for (byte[] chunk : chunks) {
      splitter.add(chunk.clone());
      take(splitter, false, lines);
    }
    splitter.add(new byte[0]);
    take(splitter, true, lines);
    return lines;
  }

  private static void take(LineSplitter splitter, boolean ended, List<String> lines) {
    while (splitter.next(ended)) {
      lines.add(
          splitter.isTooLong()
              ? "(too long)"
              : new String(
                  splitter.array(), splitter.from(), splitter.length(), StandardCharsets.UTF_8));
    }
  }

  private static List<String> expected(String text) {
    List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
    if (lines.get(lines.size() - 1).isEmpty()) {
      lines.remove(lines.size() - 1);
    }
    lines.replaceAll(
        line ->
            line.length() > LINE_MAX
                ? "(too long)"
                : line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
    return lines;
  }

  @Test
  void linesAreTheSameHoweverTheBytesArrive() {
    long seed = Long.getLong("seed", new Random().nextLong());
    System.out.println("LineSplitterTest -Dseed=" + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      StringBuilder text = new StringBuilder();
      int lines = random.nextInt(8);
      for (int i = 0; i < lines; i++) {
        text.append("x".repeat(random.nextInt(LINE_MAX * 2)));
        text.append(random.nextInt(5) == 0 ? "\r\n" : "\n");
      }
      text.append("x".repeat(random.nextInt(3)));
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      List<byte[]> chunks = new ArrayList<>();
      for (int at = 0; at < bytes.length; ) {
        int end = Math.min(bytes.length, at + random.nextInt(9));
        chunks.add(Arrays.copyOfRange(bytes, at, end));
        at = end;
      }
      assertThat(split(chunks)).as("seed " + seed).isEqualTo(expected(text.toString()));
    }
  }

  @Test
  void aLineOfExactlyTheLimitIsNotTooLong() {
    byte[] limit = ("y".repeat(LINE_MAX) + "\n").getBytes(StandardCharsets.UTF_8);
    assertThat(split(List.of(limit))).containsExactly("y".repeat(LINE_MAX));
    assertThat(split(List.of(Arrays.copyOf(limit, 5), Arrays.copyOfRange(limit, 5, limit.length))))
        .containsExactly("y".repeat(LINE_MAX));
  }
}
