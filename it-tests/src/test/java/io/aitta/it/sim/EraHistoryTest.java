package io.aitta.it.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.Bytes;
import io.aitta.core.Condition;
import io.aitta.core.Durability;
import io.aitta.core.Mutation;
import io.aitta.core.Range;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the theories of real time find in an era, and what they let pass: by hand. */
class EraHistoryTest {
  private static final Bytes A = Bytes.utf8("a");
  private static final Bytes B = Bytes.utf8("b");

  private final EraHistory histories = new EraHistory();

  private static Change put(Bytes key) {
    return Change.of(Mutation.put(key, Bytes.utf8("value")));
  }

  private static Written done(int id, long begun, long ended, long last, Change... changes) {
    Written write = new Written(id, 0, List.of(changes), Durability.OS, 0, begun);
    write.become(Written.Outcome.DONE);
    write.numbered(last);
    write.ended(ended);
    return write;
  }

  private static Observation read(long begun, long ended, Observation.Seen... seen) {
    return new Observation("read", Observation.ANY, 0, 9, begun, ended, List.of(seen));
  }

  private static Observation.Seen at(Bytes key, long version) {
    return new Observation.Seen(key, version);
  }

  private List<String> judge(Map<Bytes, Long> base, List<Written> writes, Observation... reads) {
    return histories.judge(base, writes, List.of(reads));
  }

  @Test
  void aReadBesideAWriteMaySeeItOrNot() {
    List<Written> writes = List.of(done(0, 2, 8, 5, put(A)));
    assertThat(judge(Map.of(A, 1L), writes, read(3, 4, at(A, 1)), read(5, 6, at(A, 5)))).isEmpty();
    assertThat(histories.eras()).isOne();
    assertThat(histories.calls()).isEqualTo(4);
  }

  @Test
  void aReadThatGoesBackInTimeIsFound() {
    List<Written> writes = List.of(done(0, 2, 8, 5, put(A)));
    assertThat(judge(Map.of(A, 1L), writes, read(3, 4, at(A, 5)), read(5, 6, at(A, 1))))
        .anyMatch(it -> it.contains("not linearizable"));
  }

  @Test
  void halfOfABatchIsFound() {
    List<Written> writes = List.of(done(0, 2, 3, 6, put(A), put(B)));
    assertThat(judge(Map.of(), writes, read(4, 5, at(A, 5), at(B, 0)))).isNotEmpty();
  }

  @Test
  void twoReadsThatSawTwoWritesInDifferentOrdersAreFound() {
    List<Written> writes = List.of(done(0, 1, 9, 3, put(A)), done(1, 2, 10, 4, put(B)));
    assertThat(
            judge(
                Map.of(A, 1L, B, 2L),
                writes,
                read(3, 7, at(A, 3), at(B, 2)),
                read(4, 8, at(A, 1), at(B, 4))))
        .anyMatch(it -> it.contains("G"));
  }

  @Test
  void whatARangeDeleteRemovedMayBeAbsentAndNotComeBack() {
    Change delete = Change.of(Mutation.deleteRange(new Range(A, B, false)));
    List<Written> writes = List.of(done(0, 1, 2, 3, delete));
    assertThat(judge(Map.of(A, 1L, B, 2L), writes, read(3, 4, at(A, 0), at(B, 2)))).isEmpty();
    assertThat(judge(Map.of(A, 1L), writes, read(3, 4, at(A, 1)))).isNotEmpty();
  }

  @Test
  void aWriteWithoutAnAnswerMayHaveHappened() {
    Written open = new Written(0, 0, List.of(put(A)), Durability.OS, 0, 1);
    open.become(Written.Outcome.UNKNOWN);
    assertThat(judge(Map.of(A, 1L), List.of(open), read(2, 3, at(A, 1)))).isEmpty();
    open.numbered(7);
    assertThat(judge(Map.of(A, 1L), List.of(open), read(2, 3, at(A, 7)))).isEmpty();
  }

  @Test
  void aConditionThatDidNotHoldIsFound() {
    Change absent = new Change(Mutation.put(A, Bytes.utf8("value")), Condition.ABSENT);
    assertThat(judge(Map.of(A, 1L), List.of(done(0, 1, 2, 3, absent)))).isNotEmpty();
    assertThat(judge(Map.of(B, 1L), List.of(done(0, 1, 2, 3, absent)))).isEmpty();
  }

  @Test
  void aReadOfNoMomentIsNotJudged() {
    Observation recovery =
        new Observation(
            "recovery", 1, 0, 0, Ledger.Reading.NEVER, Ledger.Reading.NEVER, List.of(at(A, 9)));
    assertThat(judge(Map.of(A, 1L), List.of(), recovery)).isEmpty();
  }
}
