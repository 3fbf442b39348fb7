package io.aitta.it.bench.load;

import io.aitta.it.bench.data.DataSet;
import io.aitta.it.bench.engine.EngineStore;
import io.aitta.it.bench.engine.Level;

/** Fills stores, untimed. */
public final class Loader {
  private static final int BATCH = 500;
  private static final int WINDOW = 8;

  private Loader() {}

  /** Puts every key of the data once, in a random order. */
  public static void load(EngineStore store, DataSet data) {
    int[] order = data.shuffled();
    int batches = (order.length + BATCH - 1) / BATCH;
    new WriteLoad(1, WINDOW, 1_000)
        .count(
            store,
            batches,
            (writer, number, ack) -> {
              int from = (int) number * BATCH;
              int length = Math.min(BATCH, order.length - from);
              byte[][] keys = new byte[length][];
              byte[][] values = new byte[length][];
              for (int i = 0; i < length; i++) {
                keys[i] = data.key(order[from + i]);
                values[i] = data.value(order[from + i]);
              }
              writer.write(keys, values, Level.BUFFERED, ack);
            });
  }

  /** Loads, and brings everything into one level of tables. */
  public static void loadTables(EngineStore store, DataSet data) {
    load(store, data);
    store.flush();
    store.compact();
    store.awaitIdle();
  }
}
