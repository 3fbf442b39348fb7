package io.aitta.it.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.actors.EntryIterator;
import io.aitta.actors.Snapshot;
import io.aitta.core.Bytes;
import io.aitta.core.Durability;
import io.aitta.core.Entry;
import io.aitta.core.Range;
import io.aitta.it.sim.Values;
import io.aitta.it.support.RunningStore;
import io.aitta.it.support.Stages;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a {@link PlanWriter} said, and what a store must hold for it. For one thread. */
final class Told {
  private boolean opened;

  /** The number before that of the first write. */
  private long base;

  private long acknowledged;
  private long greatest;
  private long greatestAtOs;
  private long greatestAtDisk;
  private final NavigableSet<Long> notDone = new TreeSet<>();
  private final Map<Bytes, Long> lastDone = new TreeMap<>();
  private final Set<String> failures = new TreeSet<>();
  private final List<String> refusals = new ArrayList<>();

  /** Takes a line that was printed. */
  void line(String line) {
    if (line.startsWith(PlanWriter.OPENED)) {
      opened = true;
    } else if (line.startsWith(PlanWriter.DONE)) {
      done(line.substring(PlanWriter.DONE.length()).split(" ", -1));
    } else if (line.startsWith(PlanWriter.FAILED)) {
      String[] words = line.substring(PlanWriter.FAILED.length()).split(" ", -1);
      failures.add(words[1] + " " + words[2]);
      if (words[2].equals("NOT_DONE")) {
        notDone.add(Long.parseLong(words[0]));
      }
    } else if (line.startsWith(PlanWriter.REFUSED)) {
      refusals.add(line.substring(PlanWriter.REFUSED.length()));
    }
  }

  private void done(String[] words) {
    long write = Long.parseLong(words[0]);
    long number = Long.parseLong(words[1]);
    base = acknowledged == 0 ? number - write : base;
    if (isBeforeAnyRefusal(write)) {
      assertThat(number).as("number of write %d", write).isEqualTo(base + write);
    }
    lastDone.merge(Plan.key(write), write, Math::max);
    acknowledged++;
    greatest = Math.max(greatest, write);
    Durability level = Durability.valueOf(words[2]);
    assertThat(level).as("level of write %d", write).isGreaterThanOrEqualTo(Plan.level(write));
    if (level != Durability.MEMORY) {
      greatestAtOs = Math.max(greatestAtOs, write);
    }
    if (level == Durability.DISK) {
      greatestAtDisk = Math.max(greatestAtDisk, write);
    }
  }

  /** What is refused has no number, so those behind it have smaller ones than the plan says. */
  private boolean isBeforeAnyRefusal(long write) {
    return notDone.isEmpty() || write < notDone.first();
  }

  long acknowledged() {
    return acknowledged;
  }

  /** The last write acknowledged at a level that a death of the process leaves. */
  long greatestAtOs() {
    return greatestAtOs;
  }

  /** The last write acknowledged at a level that a power cut leaves. */
  long greatestAtDisk() {
    return greatestAtDisk;
  }

  /** The last write acknowledged at all. */
  long greatest() {
    return greatest;
  }

  /** How writes failed, each way once. */
  Set<String> failures() {
    return failures;
  }

  /** Whether the store opened. */
  boolean opened() {
    return opened;
  }

  /** Why the store did not open, if it did not. */
  List<String> refusals() {
    return refusals;
  }

  /**
   * How many of the plan's writes a store holds, all of a first part of them and nothing else.
   *
   * @param least so many must be there
   * @throws AssertionError if it holds anything else
   */
  long held(RunningStore running, long least) {
    long count = Math.max(0, running.info().lastSeq() - base);
    assertThat(count).as("writes recovered").isGreaterThanOrEqualTo(least);
    Map<Bytes, Entry> found = content(running);
    if (isBeforeAnyRefusal(greatest)) {
      assertThat(found).isEqualTo(Plan.after(count, base));
    } else {
      lastDone.forEach((key, write) -> requireNotOlder(key, write, found.get(key)));
    }
    for (Entry entry : found.values()) {
      Values.Origin origin = Values.origin(entry.value());
      assertThat(origin).isNotNull();
      assertThat(notDone).as("writes that are not done").doesNotContain((long) origin.write());
    }
    return count;
  }

  /** The last acknowledged write of a key is there, or one that came after it. */
  private static void requireNotOlder(Bytes key, long write, @Nullable Entry found) {
    if (found == null) {
      assertThat(Plan.isDelete(write)).as("write %d of %s is gone", write, key).isTrue();
    } else {
      Values.Origin origin = Values.origin(found.value());
      assertThat(origin).as("value of %s", key).isNotNull();
      assertThat(origin.write()).as("write at %s", key).isGreaterThanOrEqualTo((int) write);
    }
  }

  private static Map<Bytes, Entry> content(RunningStore running) {
    Map<Bytes, Entry> content = new TreeMap<>();
    try (Snapshot snapshot = Stages.get(running.store().snapshot());
        EntryIterator cursor = snapshot.iterator(Range.all())) {
      while (cursor.next()) {
        content.put(cursor.key(), new Entry(cursor.key(), cursor.value(), cursor.version()));
      }
    }
    return content;
  }
}
