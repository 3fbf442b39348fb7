package io.aitta.it.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A failing script is reduced to what it takes to fail. */
class ReducerTest {
  private static final int TRIALS = 2_000;

  private static List<String> script() {
    return new ArrayList<>(ModelScript.draw(7, 300));
  }

  @Test
  void onlyTheLinesThatItTakesAreLeft() {
    List<String> script = script();
    script.add(40, "put disk always x61 4000 q");
    script.add(171, "flush");
    script.add(172, "delete disk always x61");
    Reducer.Trial trial =
        lines -> {
          int put = indexOf(lines, "put disk always x61 ");
          int delete = lines.lastIndexOf("delete disk always x61");
          return put >= 0 && put < delete;
        };

    assertThat(Reducer.reduce(script, trial, TRIALS))
        .containsExactly("put disk always x61 1 q", "delete disk always x61");
  }

  private static int indexOf(List<String> lines, String beginning) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(beginning)) {
        return i;
      }
    }
    return -1;
  }

  @Test
  void aValueThatMattersStays() {
    Reducer.Trial trial = lines -> lines.contains("put os always x62 1024 z");
    assertThat(Reducer.reduce(List.of("flush", "put os always x62 1024 z"), trial, TRIALS))
        .containsExactly("put os always x62 1024 z");
  }

  @Test
  void itEndsWhenTheTrialsAreSpent() {
    int[] played = new int[1];
    List<String> script = script();
    Reducer.Trial trial =
        lines -> {
          played[0]++;
          return lines.contains(script.get(200));
        };
    List<String> reduced = Reducer.reduce(script, trial, 5);
    assertThat(played[0]).isLessThanOrEqualTo(5);
    assertThat(reduced).contains(script.get(200)).hasSizeLessThan(script.size());
  }

  @Test
  void aSeedDrawsTheSameScriptAgain() {
    assertThat(script()).isEqualTo(script()).isNotEqualTo(ModelScript.draw(8, 300));
  }
}
