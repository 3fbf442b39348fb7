package io.aitta.it.sim;

import io.aitta.actors.EntryIterator;
import io.aitta.actors.Snapshot;
import io.aitta.core.Bytes;
import io.aitta.core.Entry;
import io.aitta.core.ErrorCode;
import io.aitta.core.Range;
import io.aitta.core.StoreException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes a snapshot, reads it now and again while the world moves on, compares what it said before,
 * and closes it.
 */
final class SnapshotSession {
  private final StoreLife life;
  private final Workload workload;
  private final Consumer<StoreException> allowed;
  private final Runnable after;
  private final Map<Bytes, Optional<Entry>> saidOfKeys = new HashMap<>();
  private final Map<Range, List<Entry>> saidOfRanges = new HashMap<>();
  private Ledger.Reading taken = new Ledger.Reading("not taken", 0);
  private int readsLeft;
  private long takenNanos;

  SnapshotSession(
      StoreLife life, Workload workload, Consumer<StoreException> allowed, Runnable after) {
    this.life = life;
    this.workload = workload;
    this.allowed = allowed;
    this.after = after;
  }

  void start() {
    readsLeft = 2 + workload.random().nextInt(6);
    takenNanos = life.simulation().time().nanos();
    int ticket = life.begin("snapshot");
    Ledger.Reading reading = life.ledger().reading("snapshot #" + ticket);
    life.when(
        ticket,
        life.store().snapshot(),
        snapshot -> {
          life.ledger().snapshotAt(reading, snapshot.seq());
          taken = life.ledger().settled(reading);
          readLater(snapshot);
        },
        why -> {
          allowed.accept(why);
          after.run();
        },
        () -> {});
  }

  private void readLater(Snapshot snapshot) {
    life.simulation()
        .after(
            workload.pause().multipliedBy(4),
            () -> {
              if (life.ended()) {
                snapshot.close();
              } else {
                life.guard(() -> read(snapshot));
              }
            });
  }

  private void read(Snapshot snapshot) {
    if (readsLeft-- == 0) {
      close(snapshot);
      return;
    }
    try {
      switch (workload.random().nextInt(3)) {
        case 0 -> get(snapshot);
        case 1 -> walk(snapshot);
        default -> getAll(snapshot);
      }
      readLater(snapshot);
    } catch (StoreException why) {
      failed(snapshot, why);
    }
  }

  private void failed(Snapshot snapshot, StoreException why) {
    life.simulation().say("snapshot at " + snapshot.seq() + ": " + why.code());
    if (why.errorCode() == ErrorCode.SNAPSHOT_EXPIRED) {
      long heldNanos = life.simulation().time().nanos() - takenNanos;
      if (heldNanos < life.store().settings().snapshotLease().toNanos()) {
        life.ledger().violated("a snapshot expired after " + heldNanos + " ns");
      }
    } else {
      allowed.accept(why);
    }
    snapshot.close();
    after.run();
  }

  private void close(Snapshot snapshot) {
    snapshot.close();
    snapshot.close();
    try {
      Optional<Entry> found = snapshot.get(workload.keys().any(workload.random()));
      life.ledger().violated("a closed snapshot answered " + found);
    } catch (StoreException why) {
      if (why.errorCode() != ErrorCode.CLOSED
          && why.errorCode() != ErrorCode.SNAPSHOT_CLOSED
          && why.errorCode() != ErrorCode.SNAPSHOT_EXPIRED) {
        life.ledger().violated("a closed snapshot failed with " + why);
      }
    }
    after.run();
  }

  private Ledger.Reading reading(Snapshot snapshot, String what) {
    return new Ledger.Reading(
        what + " from the snapshot at " + snapshot.seq(),
        snapshot.seq(),
        taken.begun(),
        taken.ended());
  }

  private void get(Snapshot snapshot) {
    Bytes key = workload.keys().any(workload.random());
    Optional<Entry> found = snapshot.get(key);
    Map<Bytes, Entry> state = found.map(entry -> Map.of(entry.key(), entry)).orElse(Map.of());
    life.ledger()
        .saw(reading(snapshot, "get " + Values.show(key)), snapshot.seq(), List.of(key), state);
    Optional<Entry> before = saidOfKeys.putIfAbsent(key, found);
    if (before != null && !before.equals(found)) {
      life.ledger().violated("the snapshot at " + snapshot.seq() + " changed at " + key);
    }
  }

  private void getAll(Snapshot snapshot) {
    List<Bytes> keys = workload.keys().some(workload.random(), 1 + workload.random().nextInt(6));
    int ticket = life.begin("getAll of the snapshot at " + snapshot.seq());
    life.when(
        ticket,
        life.store().getAll(snapshot, keys),
        found -> life.ledger().saw(reading(snapshot, "getAll"), snapshot.seq(), keys, found),
        why -> {
          if (why.errorCode() != ErrorCode.SNAPSHOT_EXPIRED
              && why.errorCode() != ErrorCode.SNAPSHOT_CLOSED) {
            allowed.accept(why);
          }
        },
        () -> {});
  }

  private void walk(Snapshot snapshot) {
    Range range = workload.range();
    List<Entry> entries = new ArrayList<>();
    try (EntryIterator cursor = snapshot.iterator(range)) {
      while (cursor.next()) {
        entries.add(new Entry(cursor.key(), cursor.value(), cursor.version()));
      }
      if (cursor.next()) {
        life.ledger().violated("a cursor moved on behind its end");
      }
      seek(cursor, range, entries);
    }
    Ledger.Reading reading = reading(snapshot, "walk " + SimClient.show(range));
    Map<Bytes, Entry> found = Scanned.inOrder(life.ledger(), reading.what(), range, entries);
    life.ledger().saw(reading, snapshot.seq(), workload.keys().in(range), found);
    List<Entry> before = saidOfRanges.putIfAbsent(range, entries);
    if (before != null && !before.equals(entries)) {
      life.ledger().violated("the snapshot at " + snapshot.seq() + " changed in " + range);
    }
  }

  private void seek(EntryIterator cursor, Range range, List<Entry> entries) {
    Bytes to = workload.keys().any(workload.random());
    Optional<Entry> expected =
        entries.stream()
            .filter(entry -> entry.key().equals(to) || Scanned.reaches(range, entry.key(), to))
            .findFirst();
    cursor.seek(to);
    Optional<Entry> found =
        cursor.next()
            ? Optional.of(new Entry(cursor.key(), cursor.value(), cursor.version()))
            : Optional.empty();
    if (!found.equals(expected)) {
      life.ledger()
          .violated("seek to " + Values.show(to) + " found " + found + ", not " + expected);
    }
  }
}
