package io.aitta.it.bench.aitta;

import io.aitta.actors.BlockingStore;
import io.aitta.core.Bytes;
import io.aitta.core.Committed;
import io.aitta.core.Durability;
import io.aitta.core.WriteBatch;
import io.aitta.core.WriteOptions;
import io.aitta.it.bench.engine.Ack;
import io.aitta.it.bench.engine.Level;
import io.aitta.it.bench.engine.Writer;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** Writes by a thread that waits for each, through the door made for such thothers. */
final class AittaWaiter implements Writer {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final WriteOptions DURABLE = WriteOptions.DISK.withTimeout(PATIENCE);
  private static final WriteOptions BUFFERED = WriteOptions.OS.withTimeout(PATIENCE);

  private final BlockingStore store;
  private final Writer others;

  /**
   * @param others for what is not a plain write
   */
  AittaWaiter(BlockingStore store, Writer others) {
    this.store = store;
    this.others = others;
  }

  @Override
  public void put(byte[] key, byte[] value, Level level, Ack ack) {
    tell(level, ack, options -> store.put(Bytes.wrap(key), Bytes.wrap(value), options));
  }

  @Override
  public void delete(byte[] key, Level level, Ack ack) {
    tell(level, ack, options -> store.delete(Bytes.wrap(key), options));
  }

  @Override
  public void write(byte[][] keys, byte[][] values, Level level, Ack ack) {
    WriteBatch.Builder batch = WriteBatch.builder();
    for (int i = 0; i < keys.length; i++) {
      batch.put(Bytes.wrap(keys[i]), Bytes.wrap(values[i]));
    }
    WriteBatch whole = batch.build();
    tell(level, ack, options -> store.write(whole, options));
  }

  private static void tell(Level level, Ack ack, Function<WriteOptions, Committed> write) {
    Committed committed = write.apply(level == Level.DURABLE ? DURABLE : BUFFERED);
    if (level == Level.DURABLE && committed.level() != Durability.DISK) {
      ack.failed(new IllegalStateException("acknowledged at " + committed.level()));
    } else {
      ack.done();
    }
  }

  @Override
  public void increment(byte[] key, Level level, Ack ack) {
    others.increment(key, level, ack);
  }

  @Override
  public void get(byte[] key, LongAdder sums, Ack ack) {
    others.get(key, sums, ack);
  }

  @Override
  public void scan(byte[] from, int entries, LongAdder sums, Ack ack) {
    others.scan(from, entries, sums, ack);
  }

  @Override
  public void drain() {
    // nothing is gathered here
  }

  @Override
  public void close() {
    // holds nothing
  }
}
