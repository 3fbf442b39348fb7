package io.aitta.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.Durability;
import io.aitta.core.format.Operation;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.TimeSource;
import io.aitta.core.io.memory.MemoryFileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A directory with a log, as the owner of a log sees it. */
final class LogHouse {
  static final Path DIRECTORY = Path.of("/data");
  static final long STORE = 0x5EED_CAFE_1234_5678L;
  static final int VALUE_BYTES = 40;

  /** No space ahead, no ballast: nothing but records on the disk. */
  static final LogSettings PLAIN = new LogSettings(1 << 20, 1 << 16, 0, 0, 0, 0);

  final ScriptedFileSystem fs;
  final LogSettings settings;
  long nowNanos;
  private final TimeSource time = new HandTime();
  private long nextFile = 1;
  long last;
  Ballast ballast;
  FileLog log;

  /** Moved on by hand. */
  private final class HandTime implements TimeSource {
    @Override
    public long wallMillis() {
      return nowNanos / 1_000_000;
    }

    @Override
    public long nanos() {
      return nowNanos;
    }
  }

  private LogHouse(FileSystem inner, LogSettings settings) {
    this.fs = new ScriptedFileSystem(inner);
    this.settings = settings;
  }

  /** A new directory in memory, with a log. */
  static LogHouse open(LogSettings settings) throws IOException {
    return open(new MemoryFileSystem(), settings);
  }

  static LogHouse open(FileSystem inner, LogSettings settings) throws IOException {
    LogHouse house = new LogHouse(inner, settings);
    house.fs.createDirectories(DIRECTORY);
    house.create(FileLog.Start.fresh());
    return house;
  }

  void create(FileLog.Start start) throws IOException {
    ballast = Ballast.open(fs, DIRECTORY, settings.ballastBytesMax());
    last = start.numberBefore();
    log = FileLog.create(fs, time, DIRECTORY, STORE, settings, () -> nextFile++, ballast, start);
  }

  /** Appends, and syncs if the level asks for it, as the stage does. */
  LogResult write(Durability level, int operations) {
    return write(level, operations, VALUE_BYTES);
  }

  LogResult write(Durability level, int operations, int valueBytes) {
    return write(TestBatch.of(level, last, operations, valueBytes));
  }

  LogResult write(LogBatch batch) {
    LogResult result = log.append(batch);
    if (result.kind() == LogResult.Kind.APPENDED && batch.level() == Durability.DISK) {
      result = log.sync(batch);
    }
    if (result.kind() == LogResult.Kind.APPENDED) {
      last = batch.lastNumber();
    }
    return result;
  }

  Path file(long number) {
    return LogFile.path(DIRECTORY, number);
  }

  /** What a directory gives back: checks every operation, returns their numbers. */
  static List<Long> recover(FileSystem fs, long fromLog, long flushedThrough) throws IOException {
    return recover(fs, fromLog, flushedThrough, VALUE_BYTES);
  }

  static List<Long> recover(FileSystem fs, long fromLog, long flushedThrough, int valueBytes)
      throws IOException {
    List<Long> numbers = new ArrayList<>();
    LogReplay.Summary summary =
        LogReplay.replay(
            fs,
            DIRECTORY,
            STORE,
            fromLog,
            flushedThrough,
            group -> {
              for (Operation next = group.next(); next != null; next = group.next()) {
                TestBatch.assertSame(next, TestBatch.operation(group.number(), valueBytes));
                numbers.add(group.number());
              }
            });
    assertThat(summary.operations()).isEqualTo(numbers.size());
    if (!numbers.isEmpty()) {
      assertThat(numbers.get(numbers.size() - 1)).isEqualTo(summary.lastNumber());
    }
    return numbers;
  }

  /** Numbers from the first to the last, one by one. */
  static List<Long> numbers(long first, long last) {
    List<Long> numbers = new ArrayList<>();
    for (long number = first; number <= last; number++) {
      numbers.add(number);
    }
    return numbers;
  }
}
