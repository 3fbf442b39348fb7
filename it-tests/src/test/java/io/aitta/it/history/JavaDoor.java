package io.aitta.it.history;

import io.aitta.actors.Snapshot;
import io.aitta.actors.Store;
import io.aitta.core.Bytes;
import io.aitta.core.Committed;
import io.aitta.core.Durability;
import io.aitta.core.Entry;
import io.aitta.core.Mutation;
import io.aitta.core.StoreException;
import io.aitta.core.WriteBatch;
import io.aitta.core.WriteOptions;
import io.aitta.it.history.Call.Sight;
import io.aitta.it.history.Call.Wrote;
import io.aitta.it.support.Stages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The Java API. */
final class JavaDoor implements Door {
  private final Supplier<Store> stores;

  /**
   * A door.
   *
   * @param stores the store that is open now
   */
  JavaDoor(Supplier<Store> stores) {
    this.stores = stores;
  }

  @Override
  public Reply write(List<Wrote> changes, Durability level, boolean hasty) {
    WriteOptions options = WriteOptions.DISK.withDurability(level);
    if (hasty) {
      options = options.withTimeout(Duration.ofMillis(1));
    }
    try {
      return Reply.done(Stages.get(begin(changes, options)).seq());
    } catch (StoreException why) {
      return Reply.of(changes, why);
    }
  }

  private CompletionStage<Committed> begin(List<Wrote> changes, WriteOptions options) {
    if (changes.size() > 1) {
      return stores.get().write(batch(changes), options);
    }
    Wrote only = changes.get(0);
    WriteOptions conditional = options.withCondition(only.condition());
    return only.isDelete()
        ? stores.get().delete(Bytes.utf8(only.key()), conditional)
        : stores
            .get()
            .put(Bytes.utf8(only.key()), Bytes.utf8(Door.text(only.value())), conditional);
  }

  static WriteBatch batch(List<Wrote> changes) {
    WriteBatch.Builder batch = WriteBatch.builder();
    for (Wrote wrote : changes) {
      Bytes key = Bytes.utf8(wrote.key());
      batch.add(
          wrote.isDelete()
              ? Mutation.delete(key)
              : Mutation.put(key, Bytes.utf8(Door.text(wrote.value()))),
          wrote.condition());
    }
    return batch.build();
  }

  @Override
  public Reply read(List<String> keys) {
    try {
      if (keys.size() == 1) {
        String key = keys.get(0);
        return Reply.saw(
            List.of(
                Stages.get(stores.get().get(Bytes.utf8(key)))
                    .map(entry -> sight(key, entry))
                    .orElse(Sight.absent(key))));
      }
      return Reply.saw(
          sights(keys, Stages.get(stores.get().getAll(keys.stream().map(Bytes::utf8).toList()))));
    } catch (StoreException refused) {
      return Reply.NOT_DONE;
    }
  }

  private static List<Sight> sights(List<String> keys, Map<Bytes, Entry> found) {
    List<Sight> sights = new ArrayList<>();
    for (String key : keys) {
      Entry entry = found.get(Bytes.utf8(key));
      sights.add(entry == null ? Sight.absent(key) : sight(key, entry));
    }
    return sights;
  }

  static Sight sight(String key, Entry entry) {
    return Door.sight(key, entry.value().utf8(), entry.version());
  }

  @Override
  public @Nullable View view() {
    try {
      return view(Stages.get(stores.get().snapshot()));
    } catch (StoreException refused) {
      return null;
    }
  }

  /** Over a snapshot, which closing the view closes. */
  static View view(Snapshot snapshot) {
    return new View() {
      @Override
      public Reply read(List<String> keys) {
        try {
          List<Sight> sights = new ArrayList<>();
          for (String key : keys) {
            sights.add(
                snapshot
                    .get(Bytes.utf8(key))
                    .map(entry -> sight(key, entry))
                    .orElse(Sight.absent(key)));
          }
          return Reply.saw(sights);
        } catch (StoreException refused) {
          return Reply.NOT_DONE;
        }
      }

      @Override
      public void close() {
        snapshot.close();
      }
    };
  }
}
