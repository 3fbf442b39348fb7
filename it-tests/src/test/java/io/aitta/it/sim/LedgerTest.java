package io.aitta.it.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.Bytes;
import io.aitta.core.Committed;
import io.aitta.core.Condition;
import io.aitta.core.Durability;
import io.aitta.core.Entry;
import io.aitta.core.ErrorCode;
import io.aitta.core.Mutation;
import io.aitta.core.Range;
import io.aitta.core.StoreException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The oracle finds each broken promise, and lets what is legal pass: stories written by hand. */
class LedgerTest {
  private static final Bytes A = Bytes.utf8("a");
  private static final Bytes B = Bytes.utf8("b");
  private static final List<Bytes> KEYS = List.of(A, B);

  private final Ledger ledger = new Ledger();

  @BeforeEach
  void open() {
    ledger.recovered(0, KEYS, Map.of());
  }

  private Written put(Bytes key, Durability level) {
    return put(key, level, Condition.ALWAYS);
  }

  private Written put(Bytes key, Durability level, Condition condition) {
    Bytes value = Values.of(ledger.nextId(), 0, 20);
    return ledger.begin(List.of(new Change(Mutation.put(key, value), condition)), level);
  }

  private Written acked(Bytes key, long number, Durability level) {
    Written write = put(key, level);
    ledger.done(write, new Committed(number, level));
    return write;
  }

  private Written delete(Bytes key) {
    return ledger.begin(List.of(Change.of(Mutation.delete(key))), Durability.DISK);
  }

  private static Entry entry(Written write, int index, long version) {
    Change change = write.changes().get(index);
    return new Entry(change.key(), ((Mutation.Put) change.mutation()).value(), version);
  }

  private void recover(long last, Entry... entries) {
    Map<Bytes, Entry> content = new java.util.TreeMap<>();
    for (Entry entry : entries) {
      content.put(entry.key(), entry);
    }
    ledger.recovered(last, KEYS, content);
  }

  private void sees(Ledger.Reading reading, Bytes key, Entry... entry) {
    ledger.saw(
        reading,
        Observation.ANY,
        List.of(key),
        entry.length == 0 ? Map.of() : Map.of(key, entry[0]));
  }

  private void assertBroken(String part) {
    assertThat(ledger.violations()).anySatisfy(broken -> assertThat(broken).contains(part));
  }

  private void assertKept() {
    assertThat(ledger.violations()).isEmpty();
  }

  @Test
  void whatIsAtDiskSurvivesAPowerCut() {
    acked(A, 1, Durability.DISK);
    ledger.crashed(true);
    recover(0);
    assertBroken("must survive");
  }

  @Test
  void whatIsAtTheOsMayGoWithThePowerButNotWithTheProcess() {
    acked(A, 1, Durability.OS);
    ledger.crashed(true);
    recover(0);
    assertKept();

    acked(A, 2, Durability.OS);
    ledger.crashed(false);
    recover(0);
    assertBroken("must survive");
  }

  @Test
  void whatSurvivesHasNoHoles() {
    acked(A, 1, Durability.MEMORY);
    Written second = acked(B, 2, Durability.MEMORY);
    ledger.crashed(true);
    recover(2, entry(second, 0, 2));
    assertBroken("'a' absent");
  }

  @Test
  void aPrefixMaySurvive() {
    Written first = acked(A, 1, Durability.MEMORY);
    acked(B, 2, Durability.MEMORY);
    ledger.crashed(true);
    recover(1, entry(first, 0, 1));
    assertKept();
    assertThat(ledger.lost()).isEqualTo(1);
  }

  @Test
  void anOlderVersionDoesNotComeBack() {
    Written first = acked(A, 1, Durability.DISK);
    acked(A, 2, Durability.DISK);
    ledger.crashed(true);
    recover(2, entry(first, 0, 1));
    assertBroken("'a' at version 1");
  }

  @Test
  void aRefusedWriteIsNeverThere() {
    Written write = put(A, Durability.DISK);
    ledger.failed(
        write, new StoreException(ErrorCode.OVERLOADED, StoreException.Outcome.NOT_DONE, "full"));
    ledger.crashed(true);
    recover(1, entry(write, 0, 1));
    assertBroken("was refused, and is there");
  }

  @Test
  void aWriteOfUnknownOutcomeMayBeThereOrNot() {
    Written there = put(A, Durability.DISK);
    put(B, Durability.DISK);
    ledger.crashed(true);
    recover(1, entry(there, 0, 1));
    assertKept();
  }

  @Test
  void aDeleteOfUnknownOutcomeMayExplainAnAbsentKey() {
    acked(A, 1, Durability.DISK);
    delete(A);
    ledger.crashed(true);
    recover(2);
    assertKept();
  }

  @Test
  void aBatchIsNotCut() {
    int id = ledger.nextId();
    Written batch =
        ledger.begin(
            List.of(
                Change.of(Mutation.put(A, Values.of(id, 0, 20))),
                Change.of(Mutation.put(B, Values.of(id, 1, 20)))),
            Durability.DISK);
    ledger.crashed(true);
    recover(1, entry(batch, 0, 1));
    assertBroken("cuts");
  }

  @Test
  void whatWasLostDoesNotComeBackLater() {
    Written lost = acked(A, 1, Durability.MEMORY);
    ledger.crashed(true);
    recover(0);
    assertKept();
    sees(ledger.reading("get"), A, entry(lost, 0, 1));
    assertBroken("lost past");
  }

  @Test
  void aNumberIsNeverHandedOutTwice() {
    acked(A, 5, Durability.MEMORY);
    ledger.crashed(true);
    recover(0);
    acked(A, 5, Durability.MEMORY);
    assertBroken("earlier life");
  }

  @Test
  void twoWritesDoNotShareANumber() {
    Written one = put(A, Durability.DISK);
    Written other = put(B, Durability.DISK);
    ledger.done(one, new Committed(1, Durability.DISK));
    ledger.done(other, new Committed(1, Durability.DISK));
    ledger.closed();
    recover(1, entry(one, 0, 1), entry(other, 0, 1));
    assertBroken("overlaps");
  }

  @Test
  void aWriteStandsAboveWhatWasAcknowledgedBeforeIt() {
    acked(A, 7, Durability.DISK);
    acked(B, 6, Durability.DISK);
    assertBroken("is not above 7");
  }

  @Test
  void aReadAfterAnAckSeesIt() {
    Written write = acked(A, 1, Durability.DISK);
    sees(ledger.reading("get"), A);
    ledger.crashed(true);
    recover(1, entry(write, 0, 1));
    assertBroken("get: 'a' absent, but at state 1");
  }

  @Test
  void aReadSeesWhatAnEarlierReadSaw() {
    Written first = acked(A, 1, Durability.DISK);
    Written second = put(A, Durability.DISK);
    sees(ledger.reading("earlier"), A, entry(second, 0, 2));
    sees(ledger.reading("later"), A, entry(first, 0, 1));
    ledger.done(second, new Committed(2, Durability.DISK));
    ledger.closed();
    recover(2, entry(second, 0, 2));
    assertBroken("later: 'a' at version 1");
  }

  @Test
  void aReadBesideAWriteMaySeeItOrNot() {
    Written write = put(A, Durability.DISK);
    Ledger.Reading one = ledger.reading("one");
    Ledger.Reading other = ledger.reading("other");
    sees(one, A, entry(write, 0, 1));
    sees(other, A);
    ledger.done(write, new Committed(1, Durability.DISK));
    ledger.closed();
    recover(1, entry(write, 0, 1));
    assertKept();
  }

  @Test
  void aReadDoesNotSeeADeleteThatHadNotBegun() {
    acked(A, 1, Durability.DISK);
    sees(ledger.reading("get"), A);
    ledger.done(delete(A), new Committed(2, Durability.DISK));
    ledger.closed();
    recover(2);
    assertBroken("get: 'a' absent");
  }

  @Test
  void whatWasReadFromADiskWriteSurvives() {
    Written write = put(A, Durability.DISK);
    sees(ledger.reading("get"), A, entry(write, 0, 1));
    ledger.crashed(true);
    recover(0);
    assertBroken("must survive");
  }

  @Test
  void severalKeysAreReadFromOneState() {
    Written a1 = acked(A, 1, Durability.DISK);
    Written b2 = acked(B, 2, Durability.DISK);
    Ledger.Reading reading = ledger.reading("getAll");
    Written a3 = acked(A, 3, Durability.DISK);
    Written b4 = acked(B, 4, Durability.DISK);
    ledger.saw(reading, Observation.ANY, KEYS, Map.of(A, entry(a1, 0, 1), B, entry(b4, 0, 4)));
    ledger.closed();
    recover(4, entry(a3, 0, 3), entry(b4, 0, 4));
    assertThat(b2.numbered()).isTrue();
    assertBroken("getAll");
  }

  @Test
  void aSnapshotIsExactlyItsState() {
    Written one = acked(A, 1, Durability.DISK);
    Written two = acked(A, 2, Durability.DISK);
    ledger.saw(new Ledger.Reading("snapshot", 1), 1, List.of(A), Map.of(A, entry(two, 0, 2)));
    ledger.closed();
    recover(2, entry(two, 0, 2));
    assertThat(one.numbered()).isTrue();
    assertBroken("snapshot: 'a' at version 2");
  }

  @Test
  void aConditionHeldWhereItsWriteStands() {
    acked(A, 1, Durability.DISK);
    Written first = put(A, Durability.DISK, Condition.version(1));
    Written second = put(A, Durability.DISK, Condition.version(1));
    ledger.done(first, new Committed(2, Durability.DISK));
    ledger.done(second, new Committed(3, Durability.DISK));
    ledger.closed();
    recover(3, entry(second, 0, 3));
    assertBroken("just before it the version of 'a' was 2");
  }

  @Test
  void aRangeDeleteHidesItsKeysAndNoOthers() {
    acked(A, 1, Durability.DISK);
    Written b = acked(B, 2, Durability.DISK);
    Written range =
        ledger.begin(
            List.of(Change.of(Mutation.deleteRange(Range.from(A).until(B)))), Durability.DISK);
    ledger.done(range, new Committed(3, Durability.DISK));
    ledger.closed();
    recover(3, entry(b, 0, 2));
    assertKept();
  }

  @Test
  void aCloseLosesNothingOfAnyLevel() {
    acked(A, 1, Durability.MEMORY);
    ledger.closed();
    recover(0);
    assertBroken("must survive");
  }

  @Test
  void aValueNobodyWroteIsFound() {
    sees(ledger.reading("get"), A, new Entry(A, Bytes.utf8("who wrote this?"), 1));
    assertBroken("a value that nobody wrote");
  }
}
