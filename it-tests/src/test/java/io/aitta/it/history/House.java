package io.aitta.it.history;

import io.aitta.actors.Store;
import io.aitta.actors.StoreSettings;
import io.aitta.core.StoreException;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.it.support.InProcessServer;
import io.aitta.it.support.RunningStore;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/**
 * A store and a server over it, which may die and come back under its clients. Clients may ask on
 * any thread, and wait while it is down; one thread alone opens, crashes and closes.
 */
final class House implements AutoCloseable {
  private static final String SETTINGS =
      """
      wal { file-size = 64 KiB }
      memtable { size = 16 KiB, sealed-max = 3 }
      table { size = 16 KiB, block-size = 512 }
      cache = 64 KiB
      compaction { threads = 1, l0-compact = 3, l0-slow = 8, l0-stop = 20 }
      """;

  /** What is open. */
  private record Open(RunningStore running, InProcessServer server) {}

  private final ActorSystem<Void> system;
  private final StoreSettings settings;
  private final Plant plant;
  private @Nullable MemoryFileSystem memory;
  private volatile CountDownLatch up = new CountDownLatch(1);
  private volatile @Nullable Open open;
  private long flushes;

  /**
   * Opens.
   *
   * @param memory the disk, or null for the real one
   */
  House(ActorSystem<Void> system, Path directory, @Nullable MemoryFileSystem memory, Plant plant) {
    this.plant = plant;
    this.system = system;
    this.settings = RunningStore.settings(directory, SETTINGS);
    this.memory = memory;
    open();
  }

  private void open() {
    FileSystem disk = plant.under(memory == null ? FileSystem.disk() : memory);
    try {
      RunningStore running = RunningStore.open(system, settings, disk);
      open = new Open(running, InProcessServer.serve(system, running.store()));
    } finally {
      up.countDown(); // who waits for a house that will not stand again is told so
    }
  }

  private Open awaitOpen() {
    try {
      up.await();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
    Open now = open;
    if (now == null) {
      throw new IllegalStateException("the store did not open again");
    }
    return now;
  }

  /** The store that is open; waits while there is none. */
  Store store() {
    return awaitOpen().running().store();
  }

  /** Where the server is; waits while there is none. */
  URI uri() {
    return awaitOpen().server().uri();
  }

  /** Memtables that became tables. */
  long flushes() {
    return flushes + store().figures().counters().flushes();
  }

  /** The disk in memory dies under the store, and what survives is opened again. */
  void crash(CrashPolicy policy, Random random) {
    MemoryFileSystem before = Objects.requireNonNull(memory, "this disk is real");
    up = new CountDownLatch(1);
    memory = before.crash(policy, random);
    end();
    open();
  }

  /** A close in good order in the middle of the work, and an opening. */
  void reopen() {
    up = new CountDownLatch(1);
    end();
    open();
  }

  private void end() {
    Open now = open;
    open = null;
    if (now != null) {
      flushes += now.running().store().figures().counters().flushes();
      now.server().close();
      try {
        now.running().close();
      } catch (StoreException why) {
        if (memory == null) {
          throw why; // a store whose disk died may say what it likes, but it has to end
        }
      }
    }
  }

  @Override
  public void close() {
    end();
  }
}
