package io.aitta.actors;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.aitta.core.Bytes;
import io.aitta.core.Entry;
import io.aitta.core.Range;
import io.aitta.core.WriteOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Many keys at once, wherever they lie, are found as each would be alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManyKeysTest {
  private static final int KEYS = 1_500;

  private final ActorTestKit testKit = ActorTestKit.create();

  @AfterAll
  void stop() {
    testKit.shutdownTestKit();
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private Store open(Path directory) {
    Config config = ConfigFactory.load();
    return Store.of(
        testKit.spawn(Store.create(StoreSettings.of(config).withDataDirectory(directory))),
        testKit.system());
  }

  private static Bytes key(int index) {
    return Bytes.utf8("key %05d".formatted(index));
  }

  private static void put(Store store, int every, String value) throws Exception {
    List<CompletionStage<?>> puts = new ArrayList<>();
    for (int i = 0; i < KEYS; i += every) {
      puts.add(store.put(key(i), Bytes.utf8(value + i), WriteOptions.MEMORY));
    }
    for (CompletionStage<?> put : puts) {
      get(put);
    }
  }

  @Test
  void inTheMemtableInTablesOnDiskAndDeleted(@TempDir Path directory) throws Exception {
    Store store = open(directory);
    put(store, 2, "table ");
    get(store.flush());
    put(store, 3, "younger table ");
    get(store.deleteRange(Range.from(key(300)).until(key(400)), WriteOptions.MEMORY));
    get(store.flush());
    put(store, 7, "memtable ");
    get(store.delete(key(14), WriteOptions.MEMORY));
    get(store.deleteRange(Range.from(key(700)).until(key(900)), WriteOptions.MEMORY));
    check(store);

    try (Snapshot before = get(store.snapshot())) {
      Map<Bytes, Entry> then = alone(store, asked());
      put(store, 1, "later ");
      assertThat(get(store.getAll(before, asked()))).isEqualTo(then);
    }
    check(store);
    get(store.close());

    Store again = open(directory); // nothing is cached: some keys have to wait for their block
    assertThat(get(again.getAll(asked()))).isEqualTo(alone(again, asked()));
    check(again);
    assertThat(get(again.getAll(List.of()))).isEmpty();
    get(again.close());
  }

  private static void check(Store store) throws Exception {
    Map<Bytes, Entry> together = get(store.getAll(asked()));
    Map<Bytes, Entry> alone = alone(store, asked());
    assertThat(together).isEqualTo(alone);
    assertThat(new ArrayList<>(together.keySet())).isEqualTo(new ArrayList<>(alone.keySet()));
  }

  private static Map<Bytes, Entry> alone(Store store, List<Bytes> keys) throws Exception {
    Map<Bytes, Entry> entries = new LinkedHashMap<>();
    for (Bytes key : keys) {
      get(store.get(key)).ifPresent(entry -> entries.put(key, entry));
    }
    return entries;
  }

  /** In no order, some twice, some absent. */
  private static List<Bytes> asked() {
    Random random = new Random(5);
    List<Bytes> keys = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      keys.add(key(random.nextInt(KEYS + 100)));
    }
    return keys;
  }
}
