package io.aitta.actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.aitta.core.Bytes;
import io.aitta.core.CorruptionException;
import io.aitta.core.WriteOptions;
import io.aitta.core.io.TimeSource;
import io.aitta.core.io.memory.MemoryFileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The scrubber finds damage where nobody reads, and the store goes on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScrubTest {
  private static final Path DIRECTORY = Path.of("/store");
  private static final int KEYS = 2_000;
  private static final String TABLES_STAY = "aitta.compaction { l0-compact = 15, l0-slow = 18 }";
  private static final Duration LONG = Duration.ofSeconds(20);

  private final ActorTestKit testKit = ActorTestKit.create();
  private final List<StoreEvent> events = new CopyOnWriteArrayList<>();
  private MemoryFileSystem fs;

  @BeforeEach
  void begin() {
    fs = new MemoryFileSystem();
    events.clear();
  }

  @AfterAll
  void stop() {
    testKit.shutdownTestKit();
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private Store open(String... settings) {
    var config =
        ConfigFactory.parseString(String.join("\n", settings)).withFallback(ConfigFactory.load());
    Store store =
        Store.of(
            testKit.spawn(
                Store.create(
                    StoreSettings.of(config).withDataDirectory(DIRECTORY),
                    new StoreSeams(fs, TimeSource.system(), new Random(1)))),
            testKit.system());
    get(store.ready());
    var unused = store.events().runWith(Sink.foreach(events::add), testKit.system());
    return store;
  }

  private static Bytes key(int i) {
    return Bytes.utf8("key/%05d".formatted(i));
  }

  private Path table() throws IOException {
    for (String name : fs.list(DIRECTORY)) {
      if (name.endsWith(".sst")) {
        return DIRECTORY.resolve(name);
      }
    }
    throw new AssertionError("no table");
  }

  @Test
  void aFlippedBitInAColdBlockIsFoundAndTheRestIsServed() throws IOException {
    Store filled = open("aitta.scrub.rate = off");
    for (int i = 0; i < KEYS; i++) {
      get(filled.put(key(i), Bytes.utf8("value " + i), WriteOptions.OS));
    }
    get(filled.flush());
    get(filled.close());
    Path table = table();
    fs.flip(table, 40, 1);

    Store store = open("aitta.scrub.interval = 100ms", "aitta.scrub.rate = 100 MiB");
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              assertThat(events)
                  .contains(new StoreEvent.DamageFound(String.valueOf(table.getFileName()), 0));
              assertThat(events)
                  .anyMatch(
                      event -> event instanceof StoreEvent.ScrubEnded end && end.damages() == 1);
            });
    StoreFigures.Counters counters = store.figures().counters();
    assertThat(counters.corruptions()).isPositive();
    assertThat(counters.scrubs()).isPositive();
    assertThat(counters.scrubbedBytes()).isGreaterThanOrEqualTo(fs.size(table));
    assertThat(store.figures().cacheBytes()).isZero(); // read past the cache

    assertThat(get(store.get(key(KEYS - 1))).map(entry -> entry.value().utf8()))
        .contains("value " + (KEYS - 1));
    assertThatThrownBy(() -> get(store.get(key(0))))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(CorruptionException.class);
    get(store.put(key(0), Bytes.utf8("new")));
    assertThat(get(store.get(key(0)))).isPresent();
    get(store.close());
  }

  /** Small tables too: each is read in one step. */
  @Test
  void aPassTakesAsLongAsTheBudgetAsks() throws IOException {
    Store filled = open("aitta.scrub.rate = off", TABLES_STAY);
    Random random = new Random(7);
    for (int table = 0; table < 8; table++) {
      for (int i = 0; i < 50; i++) {
        byte[] value = new byte[1_000];
        random.nextBytes(value);
        get(filled.put(key(i), Bytes.of(value), WriteOptions.OS));
      }
      get(filled.flush());
    }
    get(filled.close());

    long beganNanos = System.nanoTime();
    Store store = open("aitta.scrub.interval = 10ms", "aitta.scrub.rate = 400 KiB", TABLES_STAY);
    await().atMost(LONG).until(() -> !passes().isEmpty());
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
    StoreEvent.ScrubEnded pass = passes().get(0);
    assertThat(pass.tables()).isEqualTo(8);
    assertThat(pass.bytes()).isGreaterThan(8 * 50_000);
    assertThat(millis).isGreaterThanOrEqualTo(pass.bytes() * 1_000 / (400 << 10) - 8);
    get(store.close());
  }

  private List<StoreEvent.ScrubEnded> passes() {
    return events.stream()
        .filter(StoreEvent.ScrubEnded.class::isInstance)
        .map(StoreEvent.ScrubEnded.class::cast)
        .toList();
  }
}
