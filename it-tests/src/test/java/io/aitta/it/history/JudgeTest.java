package io.aitta.it.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.Condition;
import io.aitta.it.history.Call.Outcome;
import io.aitta.it.history.Call.Sight;
import io.aitta.it.history.Call.Wrote;
import io.aitta.it.history.Linearizability.Verdict;
import io.aitta.it.history.Step.Need;
import io.aitta.it.support.Figures;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The judge itself: histories whose verdict is known, by hand and by trying everything. */
class JudgeTest {
  private static final int RANDOM = 10_000;
  private static final long SEED = Long.getLong("seed", 20_261_122);

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      quoteCharacter = '"',
      textBlock =
          """
      a stale read,            "1 2 put x=1 ; 3 4 put x=2 ; 5 6 saw x=1"
      a lost write,            "1 2 put x=1 ; 3 4 saw x=0"
      a read from the future,  "1 2 saw x=1 ; 3 4 put x=1"
      a value from nowhere,    "1 2 put x=1 ; 3 4 saw x=9"
      a flicker,               "1 8 put x=1 ; 2 3 saw x=1 ; 4 5 saw x=0"
      readers disagree,        "1 9 put x=1 ; 2 9 put x=2 ; 10 11 saw x=1 ; 12 13 saw x=2 ; 14 15 saw x=1"
      a delete undone,         "1 2 put x=1 ; 3 4 put x=0 ; 5 6 saw x=1"
      an aborted read,         "1 2 refused x=1 ; 3 4 saw x=1@1"
      a pending write undone,  "1 - put x=1 ; 2 3 saw x=1 ; 4 5 saw x=0"
      a pending write twice,   "1 - put x=1 ; 2 3 saw x=1 ; 4 5 put x=2 ; 6 7 saw x=2 ; 8 9 saw x=1"
      two winners of a cas,    "1 2 put x=1@1 ; 3 9 put x=2@2 if 1 ; 4 8 put x=3@3 if 1"
      two creations,           "1 9 put x=1@1 if absent ; 2 8 put x=2@2 if absent"
      a condition misjudged,   "1 2 put x=1@1 ; 3 4 mismatch x@0"
      an older version told,   "1 2 put x=1@1 ; 3 4 put x=2@2 ; 5 6 mismatch x@1"
      numbers against time,    "1 2 put x=1@7 ; 3 4 put y=2@5"
      numbers against values,  "1 2 put x=1@2 ; 3 4 put x=2@1"
      two numbers of a value,  "1 2 put x=1@1 ; 3 4 saw x=1@2"
      half a batch,            "1 2 put x=1@1 y=2@2 ; 3 9 put x=3@3 y=4@4 ; 5 6 saw x=3@3 y=2@2"
      a fractured snapshot,    "1 9 put x=1@1 ; 2 9 put y=2@2 ; 3 4 saw x=0 y=2@2"
      batches interleaved,     "1 9 put x=1@1 y=2@4 ; 2 8 put x=3@2 y=4@3"
      a circle of readers,     "1 9 put x=1@1 ; 2 9 put y=2@2 ; 3 8 saw x=1@1 y=0 ; 4 7 saw x=0 y=2@2"
      a read across the order,  "1 2 put x=1@1 y=2@2 ; 3 19 put x=3@3 if 1 ; 5 8 saw x=1@1 y=5@4 ; 4 18 put y=5@4"
      a snapshot of two states,"1 9 put x=1@1 ; 2 9 put x=2@2 ; 3 8 saw x=1@1 x=2@2"
      another key's value,     "1 2 put x=1@1 ; 3 4 saw y=1@1"
      a number twice,          "1 2 put x=1@1 ; 3 4 put y=2@1"
      """)
  void anImpossibleHistoryIsRejected(String name, String script) {
    assertThat(Judge.judge(history(script)).verdict()).as(name).isEqualTo(Verdict.ILLEGAL);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      quoteCharacter = '"',
      textBlock =
          """
      nothing,                    "1 2 saw x=0"
      one after the other,        "1 2 put x=1@1 ; 3 4 saw x=1@1 ; 5 6 put x=0@2 ; 7 8 saw x=0"
      a read during a write,      "1 8 put x=1 ; 2 3 saw x=0 ; 4 5 saw x=1"
      either order,               "1 9 put x=1 ; 2 8 put x=2 ; 10 11 saw x=1"
      never seen again,           "1 - put x=1 ; 2 3 saw x=0 ; 4 5 saw x=0"
      seen much later,            "1 - put x=1 ; 2 3 put x=2 ; 4 5 saw x=2 ; 6 7 saw x=1"
      refused,                    "1 2 refused x=1 ; 3 4 saw x=0"
      one winner of a cas,        "1 2 put x=1@1 ; 3 9 put x=2@2 if 1 ; 4 8 mismatch x@2"
      lost before it won,         "1 2 put x=1@1 ; 3 9 put x=2@2 if 1 ; 4 8 mismatch x@1"
      created again,              "1 2 put x=1@1 if absent ; 3 4 put x=0@2 if exists ; 5 6 put x=2@3 if absent"
      a pending cas that fails,   "1 2 put x=1@1 ; 3 - put x=2 if 1 ; 4 5 put x=3@2 ; 6 7 saw x=3@2"
      a pending cas that holds,   "1 2 put x=1@1 ; 3 - put x=2 if 1 ; 6 7 saw x=2@2"
      numbers of concurrent,      "1 9 put x=1@2 ; 2 8 put y=2@1 ; 3 7 saw x=0 y=2@1"
      a whole batch,              "1 2 put x=1@1 y=2@2 ; 3 9 put x=3@3 y=4@4 ; 5 6 saw x=1@1 y=2@2 ; 7 8 saw x=3@3 y=4@4"
      a snapshot before,          "1 9 put x=1@1 ; 2 9 put y=2@2 ; 3 8 saw x=1@1 y=0 ; 4 7 saw x=0 y=0"
      a batch that nobody acked,  "1 - put x=1 y=2 ; 3 4 saw x=1@1 y=2@2"
      an absent key once deleted, "1 2 put x=1@1 ; 3 4 put x=0@2 y=5@3 ; 5 6 saw x=0 y=5@3"
      """)
  void aPossibleHistoryIsAccepted(String name, String script) {
    Judge.Judgement judgement = Judge.judge(history(script));
    assertThat(judgement.verdict()).as("%s: %s", name, judgement).isEqualTo(Verdict.OK);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      quoteCharacter = '"',
      textBlock =
          """
      G0,             "1 9 put x=1@1 y=2@4 ; 2 8 put x=3@2 y=4@3"
      G1c,            "1 9 put x=1@1 y=2@2 ; 2 8 put x=3@4 y=4@1"
      G-single,       "1 2 put x=1@1 y=2@2 ; 3 9 put x=3@3 y=4@4 ; 5 6 saw x=3@3 y=2@2"
      G0-order,       "1 2 put x=1@7 ; 3 4 put y=2@5"
      G-single-order, "1 9 put x=1@1 ; 2 9 put y=2@2 ; 3 4 saw x=0 y=2@2"
      """)
  void aCycleIsCalledByItsName(String name, String script) {
    List<String> anomalies = Dependencies.anomalies(new Versions(history(script)));
    assertThat(anomalies)
        .singleElement()
        .asString()
        .startsWith((name.equals("G1c") ? "G0" : name) + ":");
  }

  private static List<Call> history(String script) {
    return Script.calls(script.replace(';', '\n'));
  }

  @Test
  void aSearchWithoutBudgetSaysThatItDoesNotKnow() {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      steps.add(Step.write(i, i + 1, 0, i, 100 + i));
    }
    steps.add(Step.read(20, 99, 200, 201));
    assertThat(Linearizability.check(steps, 1_000).verdict()).isEqualTo(Verdict.UNKNOWN);
  }

  // ---------------------------------------------------------------- against trying everything

  @Test
  void theSearchAgreesWithTryingEveryOrder() {
    Random random = new Random(SEED);
    int legal = 0;
    for (int i = 0; i < RANDOM; i++) {
      List<Step> steps = randomSteps(random);
      boolean possible = EveryOrder.explains(steps);
      Verdict verdict = Linearizability.check(steps, Judge.BUDGET).verdict();
      assertThat(verdict).as("%s", steps).isEqualTo(possible ? Verdict.OK : Verdict.ILLEGAL);
      legal += possible ? 1 : 0;
    }
    Figures.print("history.bruteforce", RANDOM);
    assertThat(legal).isBetween(RANDOM / 10, RANDOM - RANDOM / 10);
  }

  private static List<Step> randomSteps(Random random) {
    int count = 1 + random.nextInt(6);
    List<Integer> moments = moments(random, 2 * count);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long invoked = Math.min(moments.get(2 * i), moments.get(2 * i + 1));
      long returned = Math.max(moments.get(2 * i), moments.get(2 * i + 1));
      if (random.nextInt(3) == 0) {
        steps.add(Step.read(i, random.nextInt(4), invoked, returned));
      } else {
        long end = random.nextInt(4) == 0 ? Call.PENDING : returned;
        long value = random.nextInt(5) == 0 ? 0 : random.nextInt(3) + 1;
        long number = random.nextInt(3) == 0 ? 1 + random.nextInt(8) : 0;
        Step write = Step.write(i, value, number, invoked, end);
        Need need =
            random.nextInt(3) == 0 ? List.of(Need.values()).get(random.nextInt(4)) : Need.ANY;
        steps.add(write.onlyIf(need, 1 + random.nextInt(3)));
      }
    }
    return steps;
  }

  private static List<Integer> moments(Random random, int count) {
    List<Integer> moments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      moments.add(i);
    }
    if (random.nextBoolean()) {
      Collections.shuffle(moments, random);
    } else { // mostly one after the other
      for (int i = 0; i < 2; i++) {
        Collections.swap(moments, random.nextInt(count), random.nextInt(count));
      }
    }
    return moments;
  }

  @Test
  void theGraphAgreesWithTryingEveryOrder() {
    Random random = new Random(SEED + 1);
    int legal = 0;
    for (int i = 0; i < RANDOM; i++) {
      List<Call> calls = randomCalls(random);
      Versions versions = new Versions(calls);
      if (!versions.findings().isEmpty()) {
        continue;
      }
      boolean possible = EveryOrder.serializes(calls);
      assertThat(Dependencies.anomalies(versions).isEmpty()).as("%s", calls).isEqualTo(possible);
      legal += possible ? 1 : 0;
    }
    assertThat(legal).isBetween(RANDOM / 10, RANDOM - RANDOM / 10);
  }

  /** Batches without deletes over two keys, in commit order, and reads of both. */
  private static List<Call> randomCalls(Random random) {
    int count = 2 + random.nextInt(4);
    List<Integer> moments = moments(random, 2 * count);
    List<Call> calls = new ArrayList<>();
    List<Sight> written = new ArrayList<>();
    int number = 1;
    for (int i = 0; i < count; i++) {
      long invoked = Math.min(moments.get(2 * i), moments.get(2 * i + 1));
      long returned = Math.max(moments.get(2 * i), moments.get(2 * i + 1));
      if (random.nextBoolean()) {
        List<Wrote> wrote = new ArrayList<>();
        for (String key : List.of("x", "y")) {
          if (wrote.isEmpty() || random.nextBoolean()) {
            wrote.add(new Wrote(key, 100 + number, Condition.ALWAYS, number));
            written.add(new Sight(key, 100 + number, number++));
          }
        }
        calls.add(new Call(i, invoked, returned, Outcome.DONE, wrote, List.of()));
      } else {
        List<Sight> saw = new ArrayList<>();
        for (String key : List.of("x", "y")) {
          List<Sight> choice = new ArrayList<>(List.of(Sight.absent(key)));
          written.stream().filter(sight -> sight.key().equals(key)).forEach(choice::add);
          saw.add(choice.get(random.nextInt(choice.size())));
        }
        calls.add(new Call(i, invoked, returned, Outcome.DONE, List.of(), saw));
      }
    }
    return calls;
  }
}
