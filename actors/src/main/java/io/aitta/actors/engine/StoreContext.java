package io.aitta.actors.engine;

import io.aitta.actors.StoreSeams;
import io.aitta.actors.StoreSettings;
import io.aitta.core.io.FileSystem;
import java.util.concurrent.Executor;

/**
 * What every part of one open store shares.
 *
 * @param reply completes callers' futures; the only place where their code runs
 * @param readIo may block on reads
 * @param background may block on reads and writes of tables and the manifest
 */
public record StoreContext(
    StoreSettings settings,
    StoreSeams seams,
    Executor reply,
    Executor readIo,
    Executor background,
    Events events,
    StoreStatus status,
    Meters meters,
    Admission admission) {

  /** The way to tables. */
  public FileSystem tableFiles() {
    FileSystem files = seams.fileSystem();
    return settings.directIo() ? files.uncached() : files;
  }

  /** Nanoseconds on the store's clock. */
  public long nanos() {
    return seams.time().nanos();
  }
}
