package io.aitta.wal;

import io.aitta.core.CorruptionException;
import io.aitta.core.format.Trailer;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.ReadFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the logs of a directory hold as {@link LogReplay} does, but goes on behind damage: it
 * tells each, and delivers every whole group behind it, so that what is missing is told exactly. A
 * torn end is the end, as it is for replay; a group that was refused is not delivered; no operation
 * is delivered twice, nor out of order. Changes nothing. For one thread.
 */
public final class LogSalvage {
  /** Takes what is found, in order. */
  public interface Receiver {
    /** Takes a group, which is valid until this returns. */
    void group(ReplayedGroup group) throws IOException;

    void damaged(LogDamage damage);
  }

  /**
   * What was found.
   *
   * @param lastNumber every operation found, and every one flushed, is numbered so or less
   * @param timeMarkMillis the greatest time mark found, or 0
   * @param logs read
   * @param groups read whole, those without operations among them
   * @param operations delivered
   * @param tornBytes behind the last group, which nobody relied on
   */
  public record Summary(
      long lastNumber,
      long timeMarkMillis,
      long logs,
      long groups,
      long operations,
      long tornBytes) {}

  private final FileSystem fs;
  private final Path directory;
  private final long flushedThrough;
  private final Receiver receiver;

  /** The last number of the chain of groups so far, whether tables hold it or not. */
  private long last;

  private long timeMarkMillis;
  private long groups;
  private long operations;
  private long tornBytes;

  /** A damage, of which it is not known yet which numbers it took. */
  private @Nullable LogDamage pending;

  private LogSalvage(FileSystem fs, Path directory, long flushedThrough, Receiver receiver) {
    this.fs = fs;
    this.directory = directory;
    this.flushedThrough = flushedThrough;
    this.receiver = receiver;
  }

  /**
   * Reads all logs.
   *
   * @param storeId the store's, or null if only the logs can tell: then most of them decide
   * @param fromLog the oldest log that is still needed, 0 if that is not known
   * @param flushedThrough operations numbered so or less are in tables, and are not delivered
   */
  public static Summary salvage(
      FileSystem fs,
      Path directory,
      @Nullable Long storeId,
      long fromLog,
      long flushedThrough,
      Receiver receiver)
      throws IOException {
    return new LogSalvage(fs, directory, flushedThrough, receiver).run(storeId, fromLog);
  }

  private Summary run(@Nullable Long storeId, long fromLog) throws IOException {
    List<SalvagedLog> logs = new ArrayList<>();
    List<Long> numbers = numbers(fromLog);
    Long id = storeId != null ? storeId : commonStoreId(numbers);
    List<SalvagedLog> others = new ArrayList<>();
    for (long number : numbers) {
      SalvagedLog log =
          SalvagedLog.open(fs, LogFile.path(directory, number), id == null ? 0 : id, number);
      if (log.isOfAnother()) {
        others.add(log);
      } else if (!log.isUnborn()) {
        others.forEach(other -> tellAtOnce(other.headerDamage(), other.size()));
        others.clear(); // what should have stood there, this log tells
        logs.add(log);
      }
    }
    if (fromLog > 0 && logs.isEmpty()) { // later ones say themselves where they go on
      Path missing = LogFile.path(directory, fromLog);
      lose(new CorruptionException(missing, 0, "the log that the manifest names", "none"), 0);
    }
    for (int i = 0; i < logs.size(); i++) {
      link(logs.get(i), i == 0 ? null : logs.get(i - 1));
      read(logs.get(i), i + 1 < logs.size() ? logs.get(i + 1) : null);
    }
    tellPending(LogDamage.UNKNOWN);
    for (SalvagedLog other : others) {
      CorruptionException what = other.headerDamage();
      if (what != null) {
        receiver.damaged(new LogDamage(what, other.size(), known() + 1, LogDamage.UNKNOWN));
      }
    }
    return new Summary(known(), timeMarkMillis, logs.size(), groups, operations, tornBytes);
  }

  private List<Long> numbers(long fromLog) throws IOException {
    List<Long> numbers = new ArrayList<>();
    for (String name : fs.list(directory)) {
      long number = LogFile.number(name);
      if (number >= fromLog && number > 0) {
        numbers.add(number);
      }
    }
    numbers.sort(null);
    return numbers;
  }

  /** The id that most headers name; of two as frequent the least. Null if none can be read. */
  private @Nullable Long commonStoreId(List<Long> numbers) throws IOException {
    Map<Long, Integer> counts = new TreeMap<>();
    for (long number : numbers) {
      LogHeader header = SalvagedLog.peek(fs, LogFile.path(directory, number));
      if (header != null) {
        counts.merge(header.storeId(), 1, Integer::sum);
      }
    }
    Long common = null;
    int most = 0;
    for (Map.Entry<Long, Integer> entry : counts.entrySet()) {
      if (entry.getValue() > most) {
        common = entry.getKey();
        most = entry.getValue();
      }
    }
    return common;
  }

  // ---- what is missing between two logs

  private void link(SalvagedLog log, @Nullable SalvagedLog before) {
    CorruptionException damage = log.headerDamage();
    if (damage != null) {
      tellAtOnce(damage, LogHeader.END);
    }
    LogHeader header = log.header();
    if (header == null) {
      return; // its first group says where it goes on
    }
    boolean follows = before != null && header.previous() == before.number();
    if (!follows && header.numberBefore() > known() && pending == null) {
      String missing = header.previous() == 0 ? "an older log" : "log " + header.previous();
      String found = before == null ? "none" : "log " + before.number();
      lose(new CorruptionException(log.path(), 0, missing + " before it", found), 0);
    }
    goOnBehind(header.numberBefore(), log.path(), 0);
  }

  /** Up to this number everything was found, or is in tables. */
  private long known() {
    return Math.max(last, flushedThrough);
  }

  /** What comes next says that numbers up to this one came before it. */
  private void goOnBehind(long numberBefore, Path path, long offset) {
    if (numberBefore > known() && pending == null) {
      lose(
          new CorruptionException(
              path, offset, "a group behind number " + known(), "one behind " + numberBefore),
          0);
    }
    tellPending(numberBefore);
    last = Math.max(last, numberBefore);
  }

  // ---- one log

  private void read(SalvagedLog log, @Nullable SalvagedLog next) throws IOException {
    long limit = LogReader.NO_LIMIT;
    long numberLimit = Long.MAX_VALUE;
    LogHeader follower = next == null ? null : next.header();
    if (follower != null && follower.previous() == log.number()) {
      limit = follower.previousLength();
    } else if (next != null && follower == null) {
      numberLimit = next.numberBeforeFirstGroup(); // what stands behind was refused
    }
    try (ReadFile file = fs.openRead(log.path())) {
      var groupsOf = new SalvagedGroups(file, log.path(), log.salt(), limit);
      while (groupsOf.next()) {
        CorruptionException damage = groupsOf.damage();
        if (damage != null) {
          lose(damage, groupsOf.damagedBytes());
        } else if (!take(groupsOf, log.path(), numberLimit)) {
          return;
        }
      }
      tornBytes += groupsOf.tornBytes();
    }
  }

  /** False if the log ends before this group. */
  private boolean take(SalvagedGroups from, Path path, long numberLimit) throws IOException {
    GroupHeader group = from.group();
    if (group.lastNumber() > numberLimit) {
      return false;
    }
    groups++;
    timeMarkMillis = Math.max(timeMarkMillis, group.timeMarkMillis());
    if (group.operations() == 0) {
      goOnBehind(group.numberBefore(), path, from.offset());
      return true;
    }
    if (group.lastNumber() <= last && group.lastNumber() >= group.firstNumber()) {
      return true; // repeats what was found already
    }
    goOnBehind(group.numberBefore(), path, from.offset());
    boolean ascends =
        group.numberBefore() == last
            && group.firstNumber() > last
            && group.lastNumber() >= group.firstNumber()
            && group.lastNumber() <= Trailer.NUMBER_MAX;
    if (!ascends) {
      String found =
          group.firstNumber() + " to " + group.lastNumber() + " behind " + group.numberBefore();
      String wanted = "numbers that ascend from " + last;
      tellAtOnce(new CorruptionException(path, from.offset(), wanted, found), from.length());
      return true;
    }
    last = group.lastNumber();
    if (last > flushedThrough) {
      operations += last - Math.max(flushedThrough, group.firstNumber() - 1);
      receiver.group(
          new ReplayedGroup(path, from.offset(), group, from.operations(), flushedThrough));
    }
    return true;
  }

  // ---- damage

  private void lose(CorruptionException what, long length) {
    tellPending(
        known()); // the one before it, if nothing stood in between, took no number of its own
    pending = new LogDamage(what, length, 0, 0);
  }

  private void tellAtOnce(@Nullable CorruptionException what, long length) {
    if (what != null) {
      receiver.damaged(new LogDamage(what, length, 0, 0));
    }
  }

  private void tellPending(long numberBeforeNext) {
    LogDamage told = pending;
    if (told == null) {
      return;
    }
    pending = null;
    boolean loses = numberBeforeNext == LogDamage.UNKNOWN || numberBeforeNext > known();
    receiver.damaged(
        loses ? new LogDamage(told.what(), told.length(), known() + 1, numberBeforeNext) : told);
  }
}
