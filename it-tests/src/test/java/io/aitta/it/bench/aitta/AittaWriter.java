package io.aitta.it.bench.aitta;

import io.aitta.actors.Page;
import io.aitta.actors.Store;
import io.aitta.core.Bytes;
import io.aitta.core.Committed;
import io.aitta.core.Condition;
import io.aitta.core.Durability;
import io.aitta.core.Entry;
import io.aitta.core.Range;
import io.aitta.core.VersionMismatchException;
import io.aitta.core.WriteBatch;
import io.aitta.core.WriteOptions;
import io.aitta.it.bench.engine.Ack;
import io.aitta.it.bench.engine.Digest;
import io.aitta.it.bench.engine.Level;
import io.aitta.it.bench.engine.Writer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;

/** Writes one by one through the Java API; what is in flight is the store's affair. */
final class AittaWriter implements Writer {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long SCAN_MILLIS = 60_000;
  private static final WriteOptions DURABLE = WriteOptions.DISK.withTimeout(PATIENCE);
  private static final WriteOptions BUFFERED = WriteOptions.OS.withTimeout(PATIENCE);

  private static final VarHandle COUNTER =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final Store store;

  AittaWriter(Store store) {
    this.store = store;
  }

  private static WriteOptions at(Level level) {
    return level == Level.DURABLE ? DURABLE : BUFFERED;
  }

  @Override
  public void put(byte[] key, byte[] value, Level level, Ack ack) {
    tell(store.put(Bytes.wrap(key), Bytes.wrap(value), at(level)), level, ack);
  }

  @Override
  public void delete(byte[] key, Level level, Ack ack) {
    tell(store.delete(Bytes.wrap(key), at(level)), level, ack);
  }

  @Override
  public void write(byte[][] keys, byte[][] values, Level level, Ack ack) {
    WriteBatch.Builder batch = WriteBatch.builder();
    for (int i = 0; i < keys.length; i++) {
      batch.put(Bytes.wrap(keys[i]), Bytes.wrap(values[i]));
    }
    tell(store.write(batch.build(), at(level)), level, ack);
  }

  /** Aitta merges nothing: what a host writes instead is a get, and a put if nobody was faster. */
  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // its only effect is the acknowledgement
  public void increment(byte[] key, Level level, Ack ack) {
    Bytes counter = Bytes.wrap(key);
    store
        .get(counter)
        .whenComplete(
            (entry, why) -> {
              if (why != null) {
                ack.failed(why);
              } else {
                replace(counter, entry, level, ack);
              }
            });
  }

  @SuppressWarnings("FutureReturnValueIgnored") // its only effect is the acknowledgement
  private void replace(Bytes counter, Optional<Entry> read, Level level, Ack ack) {
    Condition unchanged = read.map(it -> Condition.version(it.version())).orElse(Condition.ABSENT);
    long before = read.map(it -> (long) COUNTER.get(it.value().toArray(), 0)).orElse(0L);
    byte[] after = new byte[Long.BYTES];
    COUNTER.set(after, 0, before + 1);
    store
        .put(counter, Bytes.wrap(after), at(level).withCondition(unchanged))
        .whenComplete(
            (committed, why) -> {
              if (why instanceof VersionMismatchException) {
                increment(counter.toArray(), level, ack);
              } else if (why != null) {
                ack.failed(why);
              } else {
                ack.done();
              }
            });
  }

  @SuppressWarnings("FutureReturnValueIgnored") // its only effect is the acknowledgement
  private static void tell(CompletionStage<Committed> stage, Level level, Ack ack) {
    stage.whenComplete(
        (committed, why) -> {
          if (why != null) {
            ack.failed(why);
          } else if (level == Level.DURABLE && committed.level() != Durability.DISK) {
            ack.failed(new IllegalStateException("acknowledged at " + committed.level()));
          } else {
            ack.done();
          }
        });
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // its only effect is the acknowledgement
  public void get(byte[] key, LongAdder sums, Ack ack) {
    store
        .get(Bytes.wrap(key))
        .whenComplete(
            (entry, why) -> {
              if (why != null) {
                ack.failed(why);
                return;
              }
              entry.ifPresent(found -> sums.add(sumOf(found)));
              ack.done();
            });
  }

  private static long sumOf(Entry entry) {
    byte[] value = entry.value().toArray();
    return Digest.sumOf(value, value.length);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // its only effect is the acknowledgement
  public void scan(byte[] from, int entries, LongAdder sums, Ack ack) {
    var limits = new Page.Limits(entries, Long.MAX_VALUE, Integer.MAX_VALUE, SCAN_MILLIS);
    store
        .page(Range.from(Bytes.wrap(from)), limits)
        .whenComplete(
            (page, why) -> {
              if (why != null) {
                ack.failed(why);
                return;
              }
              page.entries().forEach(found -> sums.add(sumOf(found)));
              ack.done();
            });
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
