package io.aitta.actors;

import static io.aitta.actors.Answers.await20;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.aitta.core.Bytes;
import io.aitta.core.Committed;
import io.aitta.core.Condition;
import io.aitta.core.Durability;
import io.aitta.core.Entry;
import io.aitta.core.ErrorCode;
import io.aitta.core.Mutation;
import io.aitta.core.Range;
import io.aitta.core.StoreException;
import io.aitta.core.VersionMismatchException;
import io.aitta.core.WriteBatch;
import io.aitta.core.WriteOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The door for embedders, on the real disk. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoreTest {
  private final ActorTestKit testKit = ActorTestKit.create();

  @AfterAll
  void stop() {
    testKit.shutdownTestKit();
  }

  private Store open(Path directory, String... settings) {
    var config =
        ConfigFactory.parseString(String.join("\n", settings)).withFallback(ConfigFactory.load());
    Store store =
        Store.of(
            testKit.spawn(Store.create(StoreSettings.of(config).withDataDirectory(directory))),
            testKit.system());
    await20(store.ready());
    return store;
  }

  private static Bytes b(String text) {
    return Bytes.utf8(text);
  }

  private static Optional<String> value(Store store, String key) {
    return await20(store.get(b(key))).map(entry -> entry.value().utf8());
  }

  private List<String> keys(Store store, Range range) {
    return await20(
        store.scan(range).map(entry -> entry.key().utf8()).runWith(Sink.seq(), testKit.system()));
  }

  @Test
  void whatWasPutIsFoundAndWhatWasDeletedIsNot(@TempDir Path directory) {
    Store store = open(directory);
    Committed put = await20(store.put(b("a"), b("1")));
    assertThat(put.level()).isEqualTo(Durability.DISK);
    assertThat(await20(store.get(b("a")))).contains(new Entry(b("a"), b("1"), put.seq()));

    await20(store.delete(b("a")));
    assertThat(await20(store.get(b("a")))).isEmpty();
    await20(store.close());
  }

  @Test
  void everythingIsThereAfterAReopen(@TempDir Path directory) {
    Store store = open(directory);
    await20(store.put(b("a"), b("1")));
    await20(store.put(b("b"), b("2"), WriteOptions.MEMORY));
    await20(store.close());

    Store again = open(directory);
    assertThat(value(again, "a")).contains("1");
    assertThat(value(again, "b")).contains("2");
    await20(again.put(b("c"), b("3")));
    await20(again.close());

    Store third = open(directory);
    assertThat(keys(third, Range.all())).containsExactly("a", "b", "c");
    await20(third.close());
  }

  @Test
  @Tag("W18")
  void numbersOnlyEverAscendOverReopens(@TempDir Path directory) {
    Store store = open(directory);
    long first = await20(store.put(b("a"), b("1"))).seq();
    await20(store.close());
    Store again = open(directory);
    assertThat(await20(again.put(b("a"), b("2"))).seq()).isGreaterThan(first);
    await20(again.close());
  }

  @Test
  void aFlushedStoreAnswersFromItsTables(@TempDir Path directory) {
    Store store = open(directory);
    for (int i = 0; i < 1_000; i++) {
      await20(store.put(b("key-" + i), b("value-" + i), WriteOptions.OS));
    }
    await20(store.flush());
    assertThat(store.figures().levels().get(0).tables()).isEqualTo(1);
    assertThat(value(store, "key-77")).contains("value-77");
    assertThat(value(store, "key-absent")).isEmpty();
    assertThat(keys(store, Range.prefix(b("key-99")))).hasSize(11);
    await20(store.close());
  }

  @ParameterizedTest
  @ValueSource(strings = {"on", "off"})
  void aSmallMemtableIsFlushedAndCompactedInTheBackground(
      String directIo, @TempDir Path directory) {
    Store store =
        open(
            directory,
            "aitta.table.direct-io = " + directIo,
            "aitta.memtable.size = 64 KiB",
            "aitta.table.size = 64 KiB",
            "aitta.wal.file-size = 64 KiB");
    List<CompletionStage<Committed>> acks = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      acks.add(store.put(b("key-" + i % 5_000), b("value-" + i), WriteOptions.OS));
      if (i % 1_000 == 999) { // a group fills a memtable however great it is: so many groups
        acks.forEach(Answers::await20);
        acks.clear();
      }
    }
    await20(store.flush());
    for (int i = 0; i < 5_000; i++) {
      assertThat(value(store, "key-" + i)).contains("value-" + (15_000 + i));
    }
    assertThat(store.figures().counters().flushes()).isPositive();
    org.awaitility.Awaitility.await()
        .untilAsserted(() -> assertThat(store.figures().counters().compactions()).isPositive());
    assertThat(keys(store, Range.all())).hasSize(5_000);
    assertThat(keys(store, Range.all().reverse())).hasSize(5_000);
    await20(store.close());
    Store again = open(directory);
    assertThat(keys(again, Range.all())).hasSize(5_000);
    await20(again.close());
  }

  @Test
  void aCompactedRangeLiesInOneLevelAndTheRestWhereItWas(@TempDir Path directory) {
    Store store = open(directory, "aitta.compaction.l0-compact = 16");
    for (String round : List.of("1", "2", "3")) {
      await20(store.put(b("a"), b(round)));
      await20(store.put(b("b"), b(round)));
      await20(store.flush());
    }
    await20(store.put(b("y"), b("4")));
    await20(store.put(b("z"), b("4")));
    await20(store.flush());
    assertThat(tables(store)).startsWith(4, 0, 0);

    await20(store.compact(Range.from(b("a")).until(b("c"))));
    assertThat(tables(store)).startsWith(1, 1, 0);

    await20(store.compact(Range.all()));
    assertThat(tables(store)).startsWith(0, 2, 0);
    await20(store.compact(Range.all())); // nothing is left to do, and that is told too
    assertThat(value(store, "a")).contains("3");
    assertThat(keys(store, Range.all())).containsExactly("a", "b", "y", "z");
    await20(store.close());
    assertThatThrownBy(() -> await20(store.compact(Range.all())))
        .isInstanceOfSatisfying(
            StoreException.class, why -> assertThat(why.errorCode()).isEqualTo(ErrorCode.CLOSED));
  }

  private static List<Integer> tables(Store store) {
    return store.figures().levels().stream().map(StoreFigures.Level::tables).toList();
  }

  @Test
  void aConditionalPutSucceedsOnlyAgainstTheVersionItNames(@TempDir Path directory) {
    Store store = open(directory);
    WriteOptions absent = WriteOptions.DISK.withCondition(Condition.ABSENT);
    long version = await20(store.put(b("a"), b("1"), absent)).seq();
    assertThatThrownBy(() -> await20(store.put(b("a"), b("2"), absent)))
        .isInstanceOfSatisfying(
            VersionMismatchException.class,
            why -> assertThat(why.currentVersion()).isEqualTo(version));

    await20(store.flush());
    WriteOptions expected = WriteOptions.DISK.withCondition(Condition.version(version));
    await20(store.put(b("a"), b("3"), expected));
    assertThatThrownBy(() -> await20(store.put(b("a"), b("4"), expected)))
        .isInstanceOf(VersionMismatchException.class);
    assertThat(value(store, "a")).contains("3");
    await20(store.close());
  }

  @Test
  void aBatchIsAllOrNothing(@TempDir Path directory) {
    Store store = open(directory);
    await20(
        store.write(
            WriteBatch.of(Mutation.put(b("a"), b("1")), Mutation.put(b("b"), b("2"))),
            WriteOptions.DISK));
    WriteBatch failing =
        WriteBatch.builder()
            .put(b("a"), b("9"))
            .add(Mutation.put(b("b"), b("9")), Condition.ABSENT)
            .build();
    assertThatThrownBy(() -> await20(store.write(failing, WriteOptions.DISK)))
        .isInstanceOfSatisfying(
            VersionMismatchException.class, why -> assertThat(why.index()).isEqualTo(1));
    assertThat(await20(store.getAll(List.of(b("a"), b("b"), b("c")))).values())
        .extracting(entry -> entry.value().utf8())
        .containsExactly("1", "2");
    await20(store.close());
  }

  @Test
  void aSnapshotSeesNothingThatCameLater(@TempDir Path directory) throws Exception {
    Store store = open(directory);
    await20(store.put(b("a"), b("1")));
    await20(store.put(b("b"), b("1")));
    Snapshot kept;
    try (Snapshot snapshot = await20(store.snapshot())) {
      kept = snapshot;
      await20(store.put(b("a"), b("2")));
      await20(store.deleteRange(Range.all(), WriteOptions.DISK));
      await20(store.flush());
      assertThat(snapshot.get(b("a")).orElseThrow().value()).isEqualTo(b("1"));
      try (EntryIterator cursor = snapshot.iterator(Range.all().reverse())) {
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.key()).isEqualTo(b("b"));
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.key()).isEqualTo(b("a"));
        assertThat(cursor.next()).isFalse();
      }
      assertThat(keys(store, Range.all())).isEmpty();
    }
    assertThatThrownBy(() -> kept.get(b("a")))
        .isInstanceOfSatisfying(
            StoreException.class, why -> assertThat(why.code()).isEqualTo("snapshot-closed"));
    await20(store.close());
  }

  @Test
  void aPageEndsAfterSoManyEntriesLookedAtAlsoWhenNoneIsShown(@TempDir Path directory) {
    Store store = open(directory);
    List<CompletionStage<Committed>> acks = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      acks.add(store.delete(b("k" + (1_000 + i)), WriteOptions.OS));
    }
    acks.add(store.put(b("z"), b("1"), WriteOptions.OS));
    acks.forEach(Answers::await20);
    Page.Limits limits = new Page.Limits(10, 1 << 20, 100, 10_000);
    Page first = await20(store.page(Range.all(), limits));
    assertThat(first.entries()).isEmpty();
    assertThat(first.last()).isNotNull();
    Page rest = await20(store.page(Range.from(b("k1490")), limits));
    assertThat(rest.entries()).extracting(entry -> entry.key().utf8()).containsExactly("z");
    assertThat(rest.last()).isNull();
    await20(store.close());
  }

  @Test
  void theWriterFlowKeepsContextAndOrder(@TempDir Path directory) {
    Store store = open(directory);
    List<Pair<Committed, Integer>> done =
        await20(
            Source.range(1, 500)
                .map(i -> Pair.create(Mutation.put(b("k" + i), b("v" + i)), i))
                .via(store.<Integer>writer(WriteOptions.OS).asFlow())
                .runWith(Sink.seq(), testKit.system()));
    assertThat(done).extracting(Pair::second).isSorted().hasSize(500);
    assertThat(done).extracting(pair -> pair.first().seq()).isSorted();
    await20(store.close());
  }

  @Test
  void everyLevelReachesTheDiskByItself(@TempDir Path directory) {
    Store store = open(directory);
    long seq = await20(store.put(b("a"), b("1"), WriteOptions.MEMORY)).seq();
    await20(store.sync(seq));
    assertThat(store.watermarks().diskSeq()).isGreaterThanOrEqualTo(seq);
    long next = await20(store.put(b("a"), b("1"), WriteOptions.MEMORY)).seq();
    await20(store.sync());
    assertThat(store.watermarks().diskSeq()).isGreaterThanOrEqualTo(next);
    assertThatThrownBy(() -> await20(store.sync(next + 1_000))).isInstanceOf(StoreException.class);
    await20(store.close());
  }

  @Test
  void whoeverReadsASnapshotOfAStoreThatClosedIsToldSo(@TempDir Path directory) {
    Store store = open(directory, "aitta.cache = 0");
    for (int i = 0; i < 500; i++) {
      await20(store.put(b("k" + i), Bytes.wrap(new byte[100]), WriteOptions.OS));
    }
    await20(store.flush());
    Snapshot snapshot = await20(store.snapshot());
    EntryIterator cursor = snapshot.iterator(Range.all());
    assertThat(cursor.next()).isTrue();
    await20(store.close());

    for (Runnable read :
        List.<Runnable>of(
            () -> snapshot.get(b("k1")),
            () -> snapshot.iterator(Range.all()).next(),
            () -> {
              while (cursor.next()) {
                assertThat(cursor.key().length()).isPositive();
              }
            })) {
      assertThatThrownBy(read::run)
          .isInstanceOfSatisfying(
              StoreException.class,
              why -> assertThat(why.code()).isIn("closed", "snapshot-closed", "snapshot-expired"));
    }
  }

  @Test
  void aSyncAfterAReopenNamesANumberThatTheWatermarkReaches(@TempDir Path directory) {
    Store store = open(directory);
    await20(store.put(b("a"), b("1")));
    await20(store.close());
    Store again = open(directory); // numbers go on behind those reserved; none of them is at disk
    long seq = await20(again.sync()).seq();
    assertThat(again.watermarks().diskSeq()).isGreaterThanOrEqualTo(seq);
    await20(again.close());
  }

  @Test
  void theMessageProtocolAnswersAsTheFacadeDoes(@TempDir Path directory) {
    Store store = open(directory);
    var writes = testKit.<StoreCommand.WriteReply>createTestProbe();
    store.ref().tell(new StoreCommand.Put(b("a"), b("1"), WriteOptions.DISK, writes.ref()));
    var done = (StoreCommand.WriteReply.Done) writes.receiveMessage();
    var gets = testKit.<StoreCommand.GetReply>createTestProbe();
    store.ref().tell(new StoreCommand.Get(b("a"), gets.ref()));
    assertThat(gets.receiveMessage())
        .isEqualTo(
            new StoreCommand.GetReply.Found(new Entry(b("a"), b("1"), done.committed().seq())));
    store.ref().tell(new StoreCommand.Get(b("b"), gets.ref()));
    assertThat(gets.receiveMessage()).isEqualTo(new StoreCommand.GetReply.Absent(b("b")));
    await20(store.close());
  }

  @Test
  @Tag("L01")
  void aSecondStoreOnTheSameDirectoryIsRefused(@TempDir Path directory) {
    Store store = open(directory);
    assertThatThrownBy(() -> open(directory))
        .isInstanceOfSatisfying(
            StoreException.class, why -> assertThat(why.code()).isEqualTo("directory-in-use"));
    await20(store.put(b("a"), b("1")));
    await20(store.close());
  }

  @Test
  @Tag("L03")
  void aClosedStoreRefusesWithAReason(@TempDir Path directory) {
    Store store = open(directory);
    await20(store.close());
    await20(store.close());
    assertThat(store.state()).isEqualTo(StoreState.CLOSED);
    assertThatThrownBy(() -> await20(store.put(b("a"), b("1"))))
        .isInstanceOfSatisfying(
            StoreException.class,
            why -> assertThat(why.outcome()).isEqualTo(StoreException.Outcome.NOT_DONE));
    assertThatThrownBy(() -> await20(store.get(b("a")))).isInstanceOf(StoreException.class);
  }

  @Test
  void manyPutsInFlightShareTheirSyncs(@TempDir Path directory) {
    Store store = open(directory);
    List<CompletionStage<Committed>> acks = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      acks.add(store.put(b("k" + i), b("v")));
    }
    acks.forEach(Answers::await20);
    StoreFigures.Counters counters = store.figures().counters();
    assertThat(counters.operations()).isEqualTo(20_000);
    assertThat(counters.syncs()).isLessThan(20_000 / 32);
    assertThat(await20(store.getAll(List.of(b("k7")))))
        .isEqualTo(Map.of(b("k7"), await20(store.get(b("k7"))).orElseThrow()));
    await20(store.close());
  }
}
