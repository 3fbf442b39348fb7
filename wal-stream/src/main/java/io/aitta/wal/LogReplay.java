package io.aitta.wal;

import io.aitta.core.CorruptionException;
import io.aitta.core.format.Trailer;
import io.aitta.core.io.FileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the logs of a directory hold, oldest first, and delivers the groups that are not in
 * tables yet: always a prefix of what was written, with everything that was synced. Changes
 * nothing: logs go only when what they held is durable elsewhere. For one thread.
 */
public final class LogReplay {
  /** Takes the groups, in order. */
  @FunctionalInterface
  public interface Receiver {
    /** Takes a group, which is valid until this returns. */
    void group(ReplayedGroup group) throws IOException;
  }

  /**
   * What was found.
   *
   * @param lastNumber every operation found, and every one flushed, is numbered so or less
   * @param timeMarkMillis the greatest time mark found, or 0
   * @param groups delivered
   * @param operations in them
   * @param bytes of records in all files read
   * @param tornBytes behind the last whole group
   * @param files every log found, oldest first, to be removed once what they hold is elsewhere
   */
  public record Summary(
      long lastNumber,
      long timeMarkMillis,
      long groups,
      long operations,
      long bytes,
      long tornBytes,
      List<LogFile> files) {}

  /** A log that has a header. */
  private record Born(long number, Path path, LogHeader header) {}

  private final FileSystem fs;
  private final Path directory;
  private final long storeId;
  private final long flushedThrough;
  private final Receiver receiver;
  private final List<LogFile> files = new ArrayList<>();
  private long last;
  private long timeMarkMillis;
  private long groups;
  private long operations;
  private long bytes;
  private long tornBytes;

  private LogReplay(
      FileSystem fs, Path directory, long storeId, long flushedThrough, Receiver receiver) {
    this.fs = fs;
    this.directory = directory;
    this.storeId = storeId;
    this.flushedThrough = flushedThrough;
    this.receiver = receiver;
    this.last = flushedThrough;
  }

  /**
   * Replays.
   *
   * @param fromLog the oldest log that is still needed, as the manifest says; 0 if it never named
   *     one
   * @param flushedThrough operations numbered so or less are in tables, and are not delivered
   * @throws CorruptionException if something is damaged or missing that had been synced
   */
  public static Summary replay(
      FileSystem fs,
      Path directory,
      long storeId,
      long fromLog,
      long flushedThrough,
      Receiver receiver)
      throws IOException {
    return new LogReplay(fs, directory, storeId, flushedThrough, receiver).run(fromLog);
  }

  private Summary run(long fromLog) throws IOException {
    List<Born> logs = findLogs(fromLog);
    if (logs.isEmpty() && fromLog > 0) {
      Path missing = LogFile.path(directory, fromLog);
      throw new CorruptionException(missing, 0, "the log that the manifest names", "none");
    }
    for (int i = 0; i < logs.size(); i++) {
      Born log = logs.get(i);
      if (i > 0 && log.header().previous() == 0) {
        passOver(logs.subList(i, logs.size()));
        break;
      }
      link(log, i == 0 ? null : logs.get(i - 1));
      read(log, i + 1 < logs.size() ? logs.get(i + 1) : null);
    }
    long lastNumber = Math.max(last, flushedThrough);
    return new Summary(
        lastNumber, timeMarkMillis, groups, operations, bytes, tornBytes, List.copyOf(files));
  }

  private List<Born> findLogs(long fromLog) throws IOException {
    List<Born> born = new ArrayList<>();
    List<Long> numbers = new ArrayList<>();
    for (String name : fs.list(directory)) {
      long number = LogFile.number(name);
      if (number >= fromLog && number > 0) {
        numbers.add(number);
      }
    }
    numbers.sort(null);
    for (long number : numbers) {
      Path path = LogFile.path(directory, number);
      try (LogReader reader = LogReader.open(fs, path, storeId, number)) {
        if (reader != null) {
          born.add(new Born(number, path, reader.header()));
        } else {
          files.add(new LogFile(number, path, 0, 0)); // its creation never finished
        }
      }
    }
    return born;
  }

  /** Checks that nothing is missing between a log and the one before it. */
  private void link(Born log, @Nullable Born before) {
    LogHeader header = log.header();
    boolean follows = before != null && header.previous() == before.number();
    if (follows && header.numberBefore() != last) {
      throw damaged(log, "a log behind number " + header.numberBefore(), "number " + last);
    }
    if (!follows && header.numberBefore() > flushedThrough) {
      String missing = header.previous() == 0 ? "an older log" : "log " + header.previous();
      throw damaged(log, missing + " before it", before == null ? "none" : "" + before.number());
    }
    last = header.numberBefore();
  }

  private void read(Born log, @Nullable Born next) throws IOException {
    boolean followed = next != null && next.header().previous() == log.number();
    if (next != null && followed && next.header().numberBefore() <= flushedThrough) {
      last = next.header().numberBefore(); // all of it is in tables
      files.add(new LogFile(log.number(), log.path(), next.header().previousLength(), last));
      return;
    }
    long limit = next != null && followed ? next.header().previousLength() : LogReader.NO_LIMIT;
    try (LogReader reader = LogReader.open(fs, log.path(), storeId, log.number())) {
      if (reader == null) {
        throw damaged(log, "a header", "none, though there was one before");
      }
      for (GroupHeader group = reader.next(limit); group != null; group = reader.next(limit)) {
        take(reader, group, log.path());
      }
      bytes += reader.validBytes();
      tornBytes += reader.tornBytes();
      files.add(new LogFile(log.number(), log.path(), reader.validBytes(), last));
    }
  }

  private void take(LogReader reader, GroupHeader group, Path path) throws IOException {
    if (group.numberBefore() != last) {
      throw reader.damaged("a group behind number " + last, "one behind " + group.numberBefore());
    }
    timeMarkMillis = Math.max(timeMarkMillis, group.timeMarkMillis());
    if (group.operations() == 0) {
      return;
    }
    boolean ascends = group.firstNumber() > last && group.lastNumber() >= group.firstNumber();
    if (!ascends || group.lastNumber() > Trailer.NUMBER_MAX) {
      String numbers = group.firstNumber() + " to " + group.lastNumber();
      throw reader.damaged("numbers that ascend from " + last, numbers);
    }
    last = group.lastNumber();
    if (last > flushedThrough) {
      groups++;
      operations += last - Math.max(flushedThrough, group.firstNumber() - 1);
      receiver.group(
          new ReplayedGroup(
              path, reader.groupOffset(), group, reader.operations(), flushedThrough));
    }
  }

  /**
   * Logs that begin anew behind older ones are of a recovery that never finished: the manifest
   * still names the older. They may repeat what those say, and nothing else.
   */
  private void passOver(List<Born> logs) throws IOException {
    long firstNumber = logs.get(0).header().firstNumber();
    for (Born log : logs) {
      try (LogReader reader = LogReader.open(fs, log.path(), storeId, log.number())) {
        if (reader == null) {
          continue;
        }
        for (GroupHeader group = reader.next(LogReader.NO_LIMIT);
            group != null;
            group = reader.next(LogReader.NO_LIMIT)) {
          if (group.operations() > 0 && group.lastNumber() >= firstNumber) {
            throw reader.damaged("no number from " + firstNumber + " on", group.lastNumber() + "");
          }
        }
        files.add(new LogFile(log.number(), log.path(), reader.validBytes(), last));
      }
    }
  }

  private static CorruptionException damaged(Born log, String expected, String found) {
    return new CorruptionException(log.path(), 0, expected, found);
  }
}
