package io.aitta.http.route;

import io.aitta.actors.Snapshot;
import io.aitta.actors.Store;
import io.aitta.core.ErrorCode;
import io.aitta.core.io.TimeSource;
import io.aitta.http.request.RequestRefused;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * The snapshots that clients have open, by an id that cannot be guessed. The store ends the leases;
 * this forgets an ended one when it is asked for or when room is needed. Safe on any thread.
 */
public final class Snapshots {
  private static final int ID_BYTES = 16;

  /** One that is open. */
  public record Held(String id, Snapshot snapshot, long endsAtNanos, long expiresAtMillis) {}

  private final Store store;
  private final TimeSource time;
  private final RandomGenerator random;
  private final Seal seal;
  private final int max;
  private final ConcurrentHashMap<String, Held> held = new ConcurrentHashMap<>();
  private final AtomicInteger places = new AtomicInteger();

  Snapshots(Store store, TimeSource time, RandomGenerator random, Seal seal, int max) {
    this.store = store;
    this.time = time;
    this.random = random;
    this.seal = seal;
    this.max = max;
  }

  /** Opens one; 429 if there are as many as may be. */
  CompletionStage<Held> open(Duration lease) {
    if (places.incrementAndGet() > max) {
      places.decrementAndGet();
      forgetEnded();
      if (places.incrementAndGet() > max) {
        places.decrementAndGet();
        throw RequestRefused.of(
            ErrorCode.TOO_MANY_SNAPSHOTS, "at most " + max + " snapshots are open at once");
      }
    }
    CompletionStage<Snapshot> opened;
    try {
      opened = store.snapshot(lease);
    } catch (RuntimeException refused) {
      places.decrementAndGet();
      throw refused;
    }
    return opened
        .whenComplete(
            (snapshot, failure) -> {
              if (failure != null) {
                places.decrementAndGet();
              }
            })
        .thenApply(snapshot -> hold(snapshot, lease));
  }

  private Held hold(Snapshot snapshot, Duration lease) {
    byte[] bytes = new byte[ID_BYTES];
    synchronized (random) {
      random.nextBytes(bytes);
    }
    Held entry =
        new Held(
            seal.seal(bytes),
            snapshot,
            time.nanos() + lease.toNanos(),
            time.wallMillis() + lease.toMillis());
    held.put(entry.id(), entry);
    return entry;
  }

  /** The snapshot with this id; 410 if it was one of ours and has ended, 404 if it never was. */
  Snapshot get(String id) {
    Held entry = held.get(id);
    if (entry != null && isEnded(entry)) {
      close(entry);
      entry = null;
    }
    if (entry != null) {
      return entry.snapshot();
    }
    throw seal.open(id) == null
        ? RequestRefused.of(ErrorCode.SNAPSHOT_NOT_FOUND, "there is no such snapshot")
        : RequestRefused.of(
            ErrorCode.SNAPSHOT_EXPIRED, "the snapshot was closed or its lease ended");
  }

  /** Closes the snapshot with this id; refused as by {@link #get}. */
  void close(String id) {
    get(id);
    Held entry = held.get(id);
    if (entry != null) {
      close(entry);
    }
  }

  /** How many are open. */
  int count() {
    return places.get();
  }

  private void forgetEnded() {
    Iterator<Held> all = held.values().iterator();
    while (all.hasNext()) {
      Held entry = all.next();
      if (isEnded(entry)) {
        close(entry);
      }
    }
  }

  private void close(Held entry) {
    if (held.remove(entry.id(), entry)) {
      places.decrementAndGet();
      entry.snapshot().close();
    }
  }

  private boolean isEnded(Held entry) {
    return time.nanos() - entry.endsAtNanos() >= 0;
  }
}
