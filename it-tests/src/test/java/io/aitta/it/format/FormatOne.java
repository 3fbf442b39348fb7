package io.aitta.it.format;

import com.typesafe.config.ConfigFactory;
import io.aitta.actors.Store;
import io.aitta.actors.StoreSettings;
import io.aitta.core.Bytes;
import io.aitta.core.Mutation;
import io.aitta.core.Range;
import io.aitta.core.WriteBatch;
import io.aitta.core.WriteOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * What the directory {@code it-tests/data/format-1} holds, and how it was made: tables in several
 * levels, compressed and not, deletes and range deletes, and a log that was cut off by a kill. Run
 * as a program it makes the directory anew and halts; only ever done for a format that no release
 * has written yet.
 */
final class FormatOne {
  private static final int ROUNDS = 6;
  private static final int KEYS = 400;

  private FormatOne() {}

  /** Opens a store with tiny limits. */
  static Store open(ActorSystem<?> system, Path directory, String name) {
    var config =
        ConfigFactory.parseString(
                """
                aitta.memtable.size = 16 KiB
                aitta.table.size = 16 KiB
                aitta.table.block-size = 512
                aitta.wal.file-size = 8 KiB
                """)
            .withFallback(ConfigFactory.load());
    Store store =
        Store.of(
            system.systemActorOf(
                Store.create(StoreSettings.of(config).withDataDirectory(directory)),
                name,
                Props.empty()),
            system);
    await(store.ready());
    return store;
  }

  static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** What has to be found: key to value. */
  static Map<String, String> content() {
    Map<String, String> content = new TreeMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < KEYS; i++) {
        content.put(key(i), value(round, i));
      }
      for (int i = round; i < KEYS; i += 7) {
        content.remove(key(i));
      }
      int from = 50 * round;
      for (int i = from; i < from + 20; i++) {
        content.remove(key(i));
      }
      content.put("batch/" + round, "whole");
    }
    content.put("", "the empty key");
    content.put("empty", "");
    return content;
  }

  private static void write(Store store) {
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < KEYS; i++) {
        await(store.put(Bytes.utf8(key(i)), Bytes.utf8(value(round, i)), WriteOptions.OS));
      }
      WriteBatch.Builder batch = WriteBatch.builder();
      for (int i = round; i < KEYS; i += 7) {
        batch.delete(Bytes.utf8(key(i)));
      }
      int from = 50 * round;
      batch.add(
          Mutation.deleteRange(
              Range.from(Bytes.utf8(key(from))).until(Bytes.utf8(key(from + 20)))));
      batch.put(Bytes.utf8("batch/" + round), Bytes.utf8("whole"));
      await(store.write(batch.build(), WriteOptions.DISK));
    }
    await(store.put(Bytes.EMPTY, Bytes.utf8("the empty key")));
    await(store.put(Bytes.utf8("empty"), Bytes.EMPTY));
  }

  private static String key(int i) {
    return "key/%04d".formatted(i);
  }

  private static String value(int round, int i) {
    return "value %d of round %d".formatted(i, round);
  }

  /** Makes the directory named by the first argument, and dies without closing it. */
  public static void main(String[] arguments) {
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "format");
    write(open(system, Path.of(arguments[0]), "store"));
    Runtime.getRuntime().halt(0);
  }
}
