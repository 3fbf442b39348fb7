package io.aitta.it.bench.row;

import io.aitta.it.bench.data.DataSet;
import io.aitta.it.bench.data.Dice;
import io.aitta.it.bench.data.Zipf;
import io.aitta.it.bench.engine.Ack;
import io.aitta.it.bench.engine.Digest;
import io.aitta.it.bench.engine.Level;
import io.aitta.it.bench.engine.Writer;
import io.aitta.it.bench.load.WriteLoad;
import java.util.concurrent.atomic.LongAdder;

/**
 * Reads and writes mixed, as YCSB does. What the n-th operation is follows from n and the seed
 * alone, so that the checksum of all that is read is known beforehand. Safe on any thread.
 */
final class Mixed implements WriteLoad.Work {
  private static final int SCAN_MAX = 100;

  private final DataSet data;
  private final Parts parts;
  private final Choice choice;
  private final long seed;
  private final Zipf zipf;
  private final LongAdder read = new LongAdder();

  /** Of a hundred operations, how many are what; the rest are updates. */
  record Parts(int reads, int inserts, int scans, int readsThenWrites) {
    int writes() {
      return 100 - reads - scans;
    }
  }

  /** Which keys are popular. */
  enum Choice {
    UNIFORM,
    ZIPFIAN,
    /** Those loaded last. */
    LATEST
  }

  Mixed(DataSet data, Parts parts, Choice choice, long seed) {
    this.data = data;
    this.parts = parts;
    this.choice = choice;
    this.seed = seed;
    this.zipf = new Zipf(data.keys(), seed);
  }

  @Override
  public void issue(Writer writer, long number, Ack ack) {
    long bits = Dice.mix(number * 0x9E3779B97F4A7C15L + seed);
    int percent = (int) Long.remainderUnsigned(bits, 100);
    long key = key(bits);
    if (percent < parts.reads()) {
      writer.get(data.key(key), read, ack);
    } else if (percent < parts.reads() + parts.inserts()) {
      long added = data.keys() + number;
      writer.put(data.key(added), data.value(added), Level.BUFFERED, ack);
    } else if (percent < parts.reads() + parts.inserts() + parts.scans()) {
      writer.scan(data.key(scanned(key)), length(bits), read, ack);
    } else if (percent < 100 - updates()) {
      writer.get(data.key(key), read, new ThenPut(writer, key, ack));
    } else {
      writer.put(data.key(key), data.value(key), Level.BUFFERED, ack);
    }
  }

  private int updates() {
    return 100 - parts.reads() - parts.inserts() - parts.scans() - parts.readsThenWrites();
  }

  private long key(long bits) {
    long other = Dice.mix(bits);
    return switch (choice) {
      case UNIFORM -> Long.remainderUnsigned(other, data.keys());
      case ZIPFIAN -> zipf.scattered(zipf.rank(Dice.fraction(other)));
      case LATEST -> data.keys() - 1 - zipf.rank(Dice.fraction(other));
    };
  }

  /** Scans end before the keys that inserts add, so that what they deliver is certain. */
  private long scanned(long key) {
    return Math.max(0, Math.min(key, data.keys() - SCAN_MAX));
  }

  private int length(long bits) {
    int drawn = 1 + (int) ((bits >>> 32) % SCAN_MAX);
    return (int) Math.min(drawn, data.keys());
  }

  /** Puts what was read, once it was. */
  private final class ThenPut implements Ack {
    private final Writer writer;
    private final long key;
    private final Ack then;

    private ThenPut(Writer writer, long key, Ack then) {
      this.writer = writer;
      this.key = key;
      this.then = then;
    }

    @Override
    public void done() {
      writer.put(data.key(key), data.value(key), Level.BUFFERED, then);
    }

    @Override
    public void failed(Throwable why) {
      then.failed(why);
    }
  }

  /**
   * Holds what was read by the operations from 0 to {@code count} - 1 against what was written.
   *
   * @return its checksum
   */
  long requireRead(long count) {
    LongAdder expected = new LongAdder();
    Writer replay = new Expecting(expected);
    var judged = new Mixed(data, parts, choice, seed);
    for (long number = 0; number < count; number++) {
      judged.issue(replay, number, Ignored.IGNORED);
    }
    if (expected.sum() != read.sum()) {
      throw new IllegalStateException("wrong data was read");
    }
    return read.sum();
  }

  private enum Ignored implements Ack {
    IGNORED;

    @Override
    public void done() {
      // a replay has nobody to tell
    }

    @Override
    public void failed(Throwable why) {
      throw new IllegalStateException(why);
    }
  }

  /** Adds what reads should have delivered. */
  private final class Expecting implements Writer {
    private final LongAdder expected;

    private Expecting(LongAdder expected) {
      this.expected = expected;
    }

    @Override
    public void get(byte[] key, LongAdder sums, Ack ack) {
      expect(DataSet.indexOf(key));
    }

    @Override
    public void scan(byte[] from, int entries, LongAdder sums, Ack ack) {
      long first = DataSet.indexOf(from);
      for (long index = first; index < first + entries; index++) {
        expect(index);
      }
    }

    private void expect(long index) {
      byte[] value = data.value(index);
      expected.add(Digest.sumOf(value, value.length));
    }

    @Override
    public void put(byte[] key, byte[] value, Level level, Ack ack) {
      // reads alone are judged
    }

    @Override
    public void delete(byte[] key, Level level, Ack ack) {
      // reads alone are judged
    }

    @Override
    public void increment(byte[] key, Level level, Ack ack) {
      // reads alone are judged
    }

    @Override
    public void write(byte[][] keys, byte[][] values, Level level, Ack ack) {
      // reads alone are judged
    }

    @Override
    public void drain() {
      // nothing is gathered
    }

    @Override
    public void close() {
      // holds nothing
    }
  }
}
