package io.aitta.it.sim;

import io.aitta.core.Bytes;
import io.aitta.core.Committed;
import io.aitta.core.Durability;
import io.aitta.core.Entry;
import io.aitta.core.StoreException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The oracle: remembers what the store promised, and finds the promise that was not kept. It knows
 * nothing of the store but its answers. For the owner thread.
 *
 * <p>A run is a row of <i>eras</i>, each from one opening to the crash or close after it. Within an
 * era reads are only noted; when it is over the order is known, and they are judged.
 */
public final class Ledger {
  private final List<String> violations = new ArrayList<>();
  private final List<Written> writes = new ArrayList<>();
  private final List<Observation> observations = new ArrayList<>();
  private final Map<Bytes, Long> base = new TreeMap<>();
  private EraJudge judge = (versions, written, observed) -> List.of();
  private long clock;
  private int era;
  private int eraBegan;
  private long numbersGone;
  private long greatest;
  private long visibleFloor;
  private long osFloor;
  private long diskFloor;
  private long mustSurvive;
  private long lastRecovered;
  private int acknowledged;
  private int lost;

  /**
   * A read that has begun.
   *
   * @param begun when, by the ledger's clock
   * @param ended when what it reads was settled; 0 if not before its answer
   */
  public record Reading(String what, long floor, long begun, long ended) {
    static final long NEVER = -1;

    /** One that is of no moment of this era, or of none that is known. */
    public Reading(String what, long floor) {
      this(what, floor, NEVER, NEVER);
    }
  }

  /** What else is to be said of an era that is over. */
  public interface EraJudge {
    /**
     * What is wrong with it; empty if nothing is.
     *
     * @param base the versions that the era began with
     */
    List<String> judge(Map<Bytes, Long> base, List<Written> written, List<Observation> observed);
  }

  /** Has every era judged by another one, too. */
  public Ledger judgedBy(EraJudge other) {
    judge = other;
    return this;
  }

  public void violated(String what) {
    violations.add(what);
  }

  public List<String> violations() {
    return violations;
  }

  public int acknowledged() {
    return acknowledged;
  }

  /** Writes that crashes took, as their level allowed. */
  public int lost() {
    return lost;
  }

  // ---------------------------------------------------------------- writes

  public int nextId() {
    return writes.size();
  }

  public Written begin(List<Change> changes, Durability asked) {
    Written write = new Written(writes.size(), era, changes, asked, visibleFloor, ++clock);
    writes.add(write);
    return write;
  }

  public void done(Written write, Committed committed) {
    acknowledged++;
    write.ended(++clock);
    write.become(Written.Outcome.DONE);
    number(write, committed.seq(), "acknowledged");
    if (write.first() <= write.above()) {
      violated(write + " is not above " + write.above() + ", known before it began");
    }
    if (committed.level().compareTo(write.asked()) < 0) {
      violated(write + " was answered at level " + committed.level());
    }
    reached(committed.seq(), committed.level());
  }

  public void failed(Written write, StoreException why) {
    write.ended(++clock);
    switch (why.outcome()) {
      case NOT_DONE -> {
        write.become(Written.Outcome.NOT_DONE);
        if (write.numbered()) {
          violated(write + " was refused (" + why.code() + ") after a read had shown it");
        }
      }
      case UNKNOWN -> write.become(Written.Outcome.UNKNOWN);
      case NONE -> violated(write + " failed without telling whether it was done: " + why);
    }
  }

  private void number(Written write, long last, String how) {
    if (write.numbered() && write.last() != last) {
      violated(write + " is " + how + " as " + last);
    }
    write.numbered(last);
    if (write.first() <= numbersGone) {
      violated(write + " has a number handed out in an earlier life, up to " + numbersGone);
    }
    greatest = Math.max(greatest, last);
  }

  private void reached(long number, Durability level) {
    visibleFloor = Math.max(visibleFloor, number);
    if (level != Durability.MEMORY) {
      osFloor = Math.max(osFloor, number);
    }
    if (level == Durability.DISK) {
      diskFloor = Math.max(diskFloor, number);
    }
  }

  /** What the store said has reached the disk, by a sync or a watermark. */
  public void reachedDisk(long number) {
    osFloor = Math.max(osFloor, number);
    diskFloor = Math.max(diskFloor, number);
    greatest = Math.max(greatest, number);
  }

  public void reachedOs(long number) {
    osFloor = Math.max(osFloor, number);
    greatest = Math.max(greatest, number);
  }

  /** Everything acknowledged so far has a number of this or less. */
  public long greatestAcknowledged() {
    return visibleFloor;
  }

  // ---------------------------------------------------------------- reads

  public Reading reading(String what) {
    return new Reading(what, visibleFloor, ++clock, 0);
  }

  /** Whatever is read by this from now on is of the time up to now: a snapshot was taken. */
  public Reading settled(Reading reading) {
    return new Reading(reading.what(), reading.floor(), reading.begun(), ++clock);
  }

  /** A snapshot was taken; it must not be older than what was known when it was asked for. */
  public void snapshotAt(Reading reading, long seq) {
    if (seq < reading.floor()) {
      violated(reading.what() + " stands at " + seq + " and " + reading.floor() + " was known");
    }
    visibleFloor = Math.max(visibleFloor, seq);
  }

  /** A read of some keys from one state, absent keys included. */
  public void saw(Reading reading, long exact, Collection<Bytes> keys, Map<Bytes, Entry> found) {
    List<Observation.Seen> seen = new ArrayList<>();
    for (Bytes key : keys) {
      Entry entry = found.get(key);
      seen.add(new Observation.Seen(key, entry == null ? 0 : identify(reading.what(), entry)));
    }
    observe(reading, exact, seen);
  }

  /** A version was told without its value, by a failed condition. */
  public void sawVersion(Reading reading, Bytes key, long version) {
    writes.subList(eraBegan, writes.size()).stream()
        .filter(write -> write.numbered() && write.first() <= version && version <= write.last())
        .forEach(write -> reached(version, write.asked()));
    observe(reading, Observation.ANY, List.of(new Observation.Seen(key, version)));
  }

  private void observe(Reading reading, long exact, List<Observation.Seen> seen) {
    observations.add(
        new Observation(
            reading.what(),
            exact,
            reading.floor(),
            writes.size(),
            reading.begun(),
            reading.ended() == 0 ? ++clock : reading.ended(),
            List.copyOf(seen)));
    seen.forEach(one -> visibleFloor = Math.max(visibleFloor, one.version()));
    greatest = Math.max(greatest, visibleFloor);
  }

  /** Finds the write an entry came from, and learns its numbers. Returns the entry's version. */
  private long identify(String what, Entry entry) {
    Values.Origin origin = Values.origin(entry.value());
    if (origin == null || origin.write() >= writes.size()) {
      violated(what + ": a value that nobody wrote at " + Values.show(entry.key()));
      return entry.version();
    }
    Written write = writes.get(origin.write());
    Change change = write.changes().get(origin.index());
    if (!change.isPut() || !change.key().equals(entry.key())) {
      violated(what + ": the value of " + write + " at " + Values.show(entry.key()));
    } else if (write.outcome() == Written.Outcome.NOT_DONE) {
      violated(what + ": " + write + " was refused, and is there");
    } else if (write.era() == era) {
      int behind = write.changes().size() - 1 - origin.index();
      number(write, entry.version() + behind, what);
      reached(entry.version(), write.asked()); // it is seen, so it has reached its level
    } else if (!Long.valueOf(entry.version()).equals(base.get(entry.key()))) {
      violated(what + ": " + write + " is back from a lost past, version " + entry.version());
    }
    return entry.version();
  }

  // ---------------------------------------------------------------- eras

  /** The store closed in good order: everything acknowledged is on disk. */
  public void closed() {
    end();
    reachedDisk(visibleFloor);
    mustSurvive = greatestWriteUpTo(diskFloor);
  }

  /**
   * The store died.
   *
   * @param powerCut whether the machine died with it
   */
  public void crashed(boolean powerCut) {
    end();
    mustSurvive = greatestWriteUpTo(powerCut ? diskFloor : osFloor);
  }

  /** It died again before it was open: what survived the first death may not survive the second. */
  public void crashedAgain(boolean powerCut) {
    if (powerCut) {
      mustSurvive = Math.min(mustSurvive, greatestWriteUpTo(diskFloor));
    }
  }

  /**
   * What was acknowledged behind this number may be gone: damage to the last groups of a log that
   * was in use cannot be told from a torn write.
   */
  public void mayHaveLostBehind(long number) {
    mustSurvive = Math.min(mustSurvive, greatestWriteUpTo(number));
  }

  /** A mark may stand on a number whose write was refused in the end; such a one cannot survive. */
  private long greatestWriteUpTo(long mark) {
    return writes.subList(eraBegan, writes.size()).stream()
        .filter(write -> write.numbered() && write.last() <= mark)
        .mapToLong(Written::last)
        .reduce(lastRecovered, Math::max);
  }

  private void end() {
    for (Written write : writes.subList(eraBegan, writes.size())) {
      if (write.outcome() == Written.Outcome.OPEN) {
        write.become(Written.Outcome.UNKNOWN);
      }
    }
  }

  /**
   * The store is open again, with everything up to {@code last} and this content. Judges the era
   * before, and begins the next.
   *
   * @param keys all keys that any write may have touched
   */
  public void recovered(long last, Collection<Bytes> keys, Map<Bytes, Entry> content) {
    if (last < mustSurvive) {
      violated("recovered up to " + last + ", and " + mustSurvive + " must survive");
    }
    Reading reading = new Reading("recovery of era " + era, 0);
    saw(reading, last, keys, content);
    content.keySet().stream()
        .filter(key -> !keys.contains(key))
        .forEach(key -> violated("recovered a key that nobody wrote: " + Values.show(key)));
    judgeEra(last);
    base.clear();
    content.forEach((key, entry) -> base.put(key, entry.version()));
    era++;
    eraBegan = writes.size();
    observations.clear();
    numbersGone = Math.max(greatest, last);
    visibleFloor = last;
    osFloor = last; // recovery serves nothing that is not durable
    diskFloor = last;
    mustSurvive = last;
    lastRecovered = last;
    greatest = numbersGone;
  }

  private void judgeEra(long survived) {
    History history = new History(base, writes.subList(eraBegan, writes.size()));
    note(history.overlap());
    note(history.failedCondition());
    Written cut = history.cutBy(survived);
    if (cut != null) {
      violated("recovery up to " + survived + " cuts " + cut);
    }
    observations.forEach(observation -> note(history.judge(observation)));
    judge
        .judge(base, writes.subList(eraBegan, writes.size()), observations)
        .forEach(this::violated);
    lost +=
        (int)
            writes.subList(eraBegan, writes.size()).stream()
                .filter(write -> write.outcome() == Written.Outcome.DONE)
                .filter(write -> write.last() > survived)
                .count();
  }

  private void note(@Nullable String wrong) {
    if (wrong != null) {
      violated(wrong);
    }
  }
}
