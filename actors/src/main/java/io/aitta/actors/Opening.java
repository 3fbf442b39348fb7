package io.aitta.actors;

import io.aitta.actors.engine.StoreContext;
import io.aitta.actors.memory.MemTables;
import io.aitta.core.CorruptionException;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.StoreException.Outcome;
import io.aitta.core.format.Operation;
import io.aitta.core.io.DirectoryInUseException;
import io.aitta.core.io.DirectoryLock;
import io.aitta.core.io.DiskFullException;
import io.aitta.core.io.FileSystem;
import io.aitta.core.memtable.MemTable;
import io.aitta.sstable.cache.BlockCache;
import io.aitta.sstable.cache.HandleCache;
import io.aitta.sstable.compaction.FlushJob;
import io.aitta.sstable.compaction.SnapshotList;
import io.aitta.sstable.manifest.FileName;
import io.aitta.sstable.manifest.Manifest;
import io.aitta.sstable.manifest.ManifestInspection;
import io.aitta.sstable.manifest.Obsolete;
import io.aitta.sstable.table.TableCache;
import io.aitta.sstable.version.Version;
import io.aitta.sstable.version.VersionEdit;
import io.aitta.wal.Ballast;
import io.aitta.wal.FileLog;
import io.aitta.wal.LogContents;
import io.aitta.wal.LogReplay;
import io.aitta.wal.LogSettings;
import io.aitta.wal.ReplayedGroup;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a data directory: lock, manifest, replay of the log into tables, a new log, an edit that
 * makes it all durable; then what is of no use any more is removed. Nothing recovered is served
 * before it is durable again, and nothing old is removed before that. Blocks: for an executor that
 * may.
 */
final class Opening {
  private static final Logger LOG = LoggerFactory.getLogger("io.aitta.store");
  private static final long RESERVE = 1L << 24;

  /**
   * An open directory.
   *
   * @param lastNumber the last number found
   * @param lastHandedOut no number up to this one may be handed out again
   * @param reservedThrough numbers up to this one may be
   * @param timeMarkMillis the store's time goes on from here
   */
  record Opened(
      DirectoryLock lock,
      Manifest manifest,
      Version version,
      FileLog log,
      BlockCache cache,
      TableCache tables,
      JobFactory jobs,
      StoreInfo info,
      long lastNumber,
      long lastHandedOut,
      long reservedThrough,
      long timeMarkMillis) {
    /** Closes all but the log, which closes with its stream. Releases the lock last. Blocks. */
    void close() {
      tables.close();
      close("the manifest", manifest);
      close("the lock", lock);
    }

    /** Closes all, of a store that nobody will use. Blocks. */
    void abandon() {
      Throwable failure = log.close();
      if (failure != null) {
        LOG.warn("the log did not close cleanly", failure);
      }
      close();
    }

    private static void close(String what, Closeable resource) {
      try {
        resource.close();
      } catch (IOException e) {
        LOG.warn("{} did not close cleanly", what, e);
      }
    }
  }

  private final StoreContext store;
  private final StoreSettings settings;
  private final FileSystem fs;
  private final Path directory;
  private final long beganNanos;

  private @Nullable MemTable replayed;
  private VersionEdit.@Nullable Builder edit;
  private @Nullable JobFactory jobs;
  private long lastInMemtable;

  private Opening(StoreContext store) {
    this.store = store;
    this.settings = store.settings();
    this.fs = store.seams().fileSystem();
    this.directory = settings.dataDirectory();
    this.beganNanos = store.nanos();
  }

  /**
   * Opens.
   *
   * @throws StoreException with the reason; nothing stays open
   */
  static Opened open(StoreContext store) {
    return new Opening(store).run();
  }

  private Opened run() {
    DirectoryLock lock = lock();
    Manifest manifest = null;
    FileLog log = null;
    boolean done = false;
    try {
      Manifest.Recovered recovered =
          Manifest.open(
              fs, directory, store.seams().random(), this::logHasRecord, settings.manifestBytes());
      manifest = recovered.manifest();
      manifest.guardBy(lock);
      BlockCache cache = new BlockCache(Math.max(1, settings.cacheBytes()));
      TableCache tables =
          new TableCache(
              directory, cache, new HandleCache(store.tableFiles(), settings.openFilesMax()));
      JobFactory factory = new JobFactory(store, tables, manifest);
      LogReplay.Summary summary = replay(recovered, factory);
      LogSettings logs = LogSettings.of(settings.logFileBytes(), settings.groupBytesMax());
      Ballast ballast = Ballast.open(fs, directory, logs.ballastBytesMax());
      log =
          FileLog.create(
              fs,
              store.seams().time(),
              directory,
              recovered.storeId(),
              logs,
              manifest::newFileNumber,
              ballast,
              FileLog.Start.after(summary));
      Opened opened = install(lock, recovered, summary, log, cache, tables, factory);
      removeObsolete(opened);
      done = true;
      return opened;
    } catch (DiskFullException e) {
      throw failed(ErrorCode.DISK_FULL, "no space to recover: " + e.getMessage(), e);
    } catch (IOException e) {
      throw failed(ErrorCode.IO_ERROR, "recovery failed: " + e, e);
    } finally {
      if (!done) {
        closeAll(log, manifest, lock);
      }
    }
  }

  private boolean logHasRecord(Path log) throws IOException {
    return !LogContents.isEmpty(fs, log);
  }

  private DirectoryLock lock() {
    try {
      fs.createDirectories(directory);
      return fs.lock(directory);
    } catch (DirectoryInUseException e) {
      throw failed(ErrorCode.DIRECTORY_IN_USE, String.valueOf(e.getMessage()), e);
    } catch (DiskFullException e) {
      throw failed(ErrorCode.DISK_FULL, "no space to open " + directory, e);
    } catch (IOException e) {
      throw failed(
          ErrorCode.DIRECTORY_UNUSABLE, "the data directory cannot be used: " + e.getMessage(), e);
    }
  }

  private static StoreException failed(ErrorCode code, String why, Exception cause) {
    return new StoreException(code, Outcome.NONE, why, cause);
  }

  // ---- replay: the log's operations go to tables, a memtable's worth each

  private LogReplay.Summary replay(Manifest.Recovered recovered, JobFactory factory)
      throws IOException {
    jobs = factory;
    edit = VersionEdit.builder();
    LogReplay.Summary summary =
        LogReplay.replay(
            fs,
            directory,
            recovered.storeId(),
            recovered.logNumber(),
            recovered.version().flushedThrough(),
            this::insert);
    flushReplayed();
    return summary;
  }

  private void insert(ReplayedGroup group) throws IOException {
    MemTable into = replayed;
    if (into == null) {
      into =
          new MemTable(
              1, group.numberBefore(), Runnable::run, MemTables.chunks(settings.memtableBytes()));
      replayed = into;
    }
    for (Operation next = group.next(); next != null; next = group.next()) {
      into.insert(next, group.number());
    }
    lastInMemtable = group.lastNumber();
    into.publish(lastInMemtable);
    if (into.bytes() >= settings.memtableBytes()) {
      flushReplayed();
    }
  }

  private void flushReplayed() throws IOException {
    MemTable full = replayed;
    JobFactory factory = jobs;
    VersionEdit.Builder builder = edit;
    if (full == null || factory == null || builder == null) {
      return;
    }
    replayed = null;
    full.settle();
    // nobody reads yet, so nobody needs the past
    FlushJob job = factory.flush(full, SnapshotList.of(List.of(), lastInMemtable, 0));
    boolean done = false;
    try {
      while (job.step()) {
        // bounded steps: there is nobody else to let pass
      }
      builder.addAll(job.result().added()).flushedThrough(lastInMemtable);
      done = true;
    } finally {
      if (!done) {
        job.abandon();
      }
    }
    full.release();
  }

  // ---- making it durable

  private Opened install(
      DirectoryLock lock,
      Manifest.Recovered recovered,
      LogReplay.Summary summary,
      FileLog log,
      BlockCache cache,
      TableCache tables,
      JobFactory factory)
      throws IOException {
    VersionEdit.Builder builder = edit;
    if (builder == null) {
      throw new IllegalStateException("installed before the replay");
    }
    long lastNumber = Math.max(summary.lastNumber(), recovered.version().flushedThrough());
    if (lastNumber > recovered.numbersReserved()) {
      long manifest = ManifestInspection.current(fs, directory);
      throw new CorruptionException(
          new FileName(FileName.Kind.MANIFEST, manifest).text(),
          0,
          "numbers reserved through " + lastNumber,
          recovered.numbersReserved() + "");
    }
    long lastHandedOut = Math.max(lastNumber, recovered.numbersReserved());
    long timeMark = Math.max(recovered.timeMarkMillis(), summary.timeMarkMillis());
    long reserved = lastHandedOut + RESERVE;
    Version version =
        recovered
            .manifest()
            .log(
                builder
                    .numbersReserved(reserved)
                    .timeMarkMillis(timeMark)
                    .logNumber(log.figures().currentFile())
                    .build());
    long millis = (store.nanos() - beganNanos) / 1_000_000;
    var info =
        new StoreInfo(
            Figures.keys(version), millis, summary.operations(), summary.tornBytes(), lastNumber);
    return new Opened(
        lock,
        recovered.manifest(),
        version,
        log,
        cache,
        tables,
        factory,
        info,
        lastNumber,
        lastHandedOut,
        reserved,
        timeMark);
  }

  private void removeObsolete(Opened opened) throws IOException {
    for (String name :
        Obsolete.names(
            fs.list(directory),
            opened.version().tableNumbers(),
            opened.manifest().number(),
            opened.log().figures().currentFile())) {
      fs.delete(directory.resolve(name));
    }
  }

  /** Opening has failed, and its reason is the one to be told: what closing says comes with it. */
  private static void closeAll(
      @Nullable FileLog log, @Nullable Manifest manifest, DirectoryLock lock) {
    if (log != null && log.close() != null) {
      LOG.warn("the log did not close cleanly after a failed start");
    }
    try {
      if (manifest != null) {
        manifest.close();
      }
      lock.close();
    } catch (IOException e) {
      LOG.warn("files did not close cleanly after a failed start", e);
    }
  }
}
