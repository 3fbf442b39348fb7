package io.aitta.it.kill;

import io.aitta.it.support.Api;
import java.io.UncheckedIOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/** Writes keys of its own, one at a time, until its server is killed under it. */
final class KillClient implements Runnable {
  private final Api api;
  private final AckLedger ledger;
  private final String prefix;
  private final int keys;
  private final RandomGenerator random;
  private final Semaphore acknowledged;
  private final AtomicBoolean killed;
  private int written;

  KillClient(
      Api api,
      AckLedger ledger,
      String prefix,
      int keys,
      RandomGenerator random,
      Semaphore acknowledged,
      AtomicBoolean killed) {
    this.api = api;
    this.ledger = ledger;
    this.prefix = prefix;
    this.keys = keys;
    this.random = random;
    this.acknowledged = acknowledged;
    this.killed = killed;
  }

  @Override
  public void run() {
    boolean alive = true;
    while (alive) {
      alive = writeOne();
    }
  }

  /** False when the server is gone. */
  private boolean writeOne() {
    String key = prefix + random.nextInt(keys);
    boolean delete = random.nextInt(10) == 0;
    String value = prefix + acknowledged.hashCode() + "/" + ++written + " " + filler();
    String level = random.nextBoolean() ? "?durability=os" : "?durability=disk";
    try {
      Api.Answer answer =
          delete ? api.delete(Api.key(key) + level) : api.put(Api.key(key) + level, value);
      if (answer.status() != 204) {
        return refused(key, delete, value, answer);
      }
      if (delete) {
        ledger.acknowledgedDelete(key, answer.seq());
      } else {
        ledger.acknowledged(key, value, answer.seq());
      }
      acknowledged.release();
      return true;
    } catch (UncheckedIOException e) {
      noteUnknown(key, delete, value);
      if (!killed.get()) {
        throw e;
      }
      return false;
    }
  }

  private boolean refused(String key, boolean delete, String value, Api.Answer answer) {
    String outcome = answer.json().path("outcome").asText();
    if (outcome.equals("unknown")) {
      noteUnknown(key, delete, value);
    } else if (answer.status() != 429) {
      throw new AssertionError("a write was refused: " + answer);
    }
    return true;
  }

  private void noteUnknown(String key, boolean delete, String value) {
    if (delete) {
      ledger.unknownDelete(key);
    } else {
      ledger.unknown(key, value);
    }
  }

  private String filler() {
    return "x".repeat(random.nextInt(4) == 0 ? random.nextInt(4_000) : random.nextInt(200));
  }
}
