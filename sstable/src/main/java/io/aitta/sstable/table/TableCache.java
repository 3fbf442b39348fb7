package io.aitta.sstable.table;

import io.aitta.sstable.cache.BlockCache;
import io.aitta.sstable.cache.HandleCache;
import io.aitta.sstable.version.TableMeta;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The open tables of one directory. Each is opened once, by whoever asks first; others wait for
 * that. A failed open is told to all who waited and then forgotten: the next to ask tries again.
 * Safe on any thread.
 */
public final class TableCache implements AutoCloseable {
  private final Path dir;
  private final BlockCache blocks;
  private final HandleCache handles;
  private final ConcurrentHashMap<Long, CompletableFuture<TableReader>> tables =
      new ConcurrentHashMap<>();
  private volatile OpenTables open = OpenTables.NONE;
  private volatile boolean closed;

  public TableCache(Path dir, BlockCache blocks, HandleCache handles) {
    this.dir = dir;
    this.blocks = blocks;
    this.handles = handles;
  }

  /** The name of a table's file. */
  public static String fileName(long number) {
    return String.format(Locale.ROOT, "%06d.sst", number);
  }

  public BlockCache blocks() {
    return blocks;
  }

  /**
   * The table, opened on this thread if nobody has done so; blocks while another thread opens it.
   *
   * @throws io.aitta.core.CorruptionException if the file is missing, damaged, or another table
   * @throws io.aitta.core.StoreException if it cannot be read, or is written in a newer format
   * @throws IllegalStateException after {@link #close}, or if the table was evicted meanwhile
   */
  public TableReader get(TableMeta meta) {
    if (closed) {
      throw new IllegalStateException("used after close: the tables of " + dir);
    }
    TableReader listed = ifOpen(meta.number());
    if (listed != null) {
      return listed;
    }
    CompletableFuture<TableReader> known = tables.get(meta.number());
    if (known == null) {
      CompletableFuture<TableReader> mine = new CompletableFuture<>();
      known = tables.putIfAbsent(meta.number(), mine);
      if (known == null) {
        open(meta, mine);
        known = mine;
      }
    }
    try {
      return known.join();
    } catch (CompletionException failure) {
      throw asItWas(failure);
    }
  }

  private void open(TableMeta meta, CompletableFuture<TableReader> mine) {
    TableReader reader;
    try {
      reader =
          TableReader.open(
              dir.resolve(fileName(meta.number())),
              meta.number(),
              meta.salt(),
              meta.sizeBytes(),
              blocks,
              handles);
    } catch (RuntimeException | Error failure) {
      tables.remove(meta.number(), mine);
      mine.completeExceptionally(failure);
      return;
    }
    list(meta.number(), reader);
    mine.complete(reader);
    if (closed) {
      evict(meta.number());
    }
    if (tables.get(meta.number()) != mine) { // evicted before it was there to be closed
      unlist(meta.number(), reader);
      reader.close();
      throw new IllegalStateException("evicted while opened: " + reader.path());
    }
  }

  private synchronized void list(long number, TableReader reader) {
    open = open.with(number, reader);
  }

  private synchronized void unlist(long number, TableReader reader) {
    if (open.get(number) == reader) {
      open = open.without(number);
    }
  }

  private static RuntimeException asItWas(CompletionException failure) {
    Throwable cause = failure.getCause();
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException unchecked ? unchecked : failure;
  }

  /** The table if it is open, else null. Never waits. */
  public @Nullable TableReader ifOpen(long number) {
    return open.get(number);
  }

  /** Closes a table that nobody will ask for again. Does nothing if it is not open. */
  public void evict(long number) {
    CompletableFuture<TableReader> known = tables.remove(number);
    if (known != null && !known.isCompletedExceptionally()) {
      TableReader reader = known.getNow(null);
      if (reader != null) {
        unlist(number, reader);
        reader.close();
      }
    }
  }

  /** How many tables are open or being opened. */
  public int size() {
    return tables.size();
  }

  /** Closes all tables. Idempotent. */
  @Override
  public void close() {
    closed = true;
    for (Long number : new ArrayList<>(tables.keySet())) {
      evict(number);
    }
  }
}
