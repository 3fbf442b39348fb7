package io.aitta.sstable.cache;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.ReadFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Open files, bounded. A {@link Handle} is a right to read a file; behind it the file is opened
 * when needed and closed when idle and others need its place (by CLOCK). A file in use is never
 * closed, so there may be more open than the bound for as long as that many reads are under way.
 *
 * <p>An interrupt that closes a channel is survived below, in {@code core.io}. Safe on any thread.
 */
public final class HandleCache {
  private final FileSystem fs;
  private final int openMax;
  private final Object lock = new Object();

  /** Handles whose file is open, in the order of the hand. */
  @GuardedBy("lock")
  private final ArrayList<Handle> ring = new ArrayList<>();

  @GuardedBy("lock")
  private int hand;

  @GuardedBy("lock")
  private long opened;

  @GuardedBy("lock")
  private long failedCloses;

  /**
   * @param openMax how many files may stay open while idle, at least 1
   */
  public HandleCache(FileSystem fs, int openMax) {
    if (openMax < 1) {
      throw new IllegalArgumentException("bound of open files out of range: " + openMax);
    }
    this.fs = fs;
    this.openMax = openMax;
  }

  /** A right to read a file, which is opened at the first read. */
  public Handle handle(Path file) {
    return new Handle(file);
  }

  /** How many files are open now. */
  public int open() {
    synchronized (lock) {
      return ring.size();
    }
  }

  /** How often a file was opened. */
  public long opened() {
    synchronized (lock) {
      return opened;
    }
  }

  /** How often the system refused to close a file that was only read; nothing hangs on it. */
  public long failedCloses() {
    synchronized (lock) {
      return failedCloses;
    }
  }

  private ReadFile acquire(Handle handle) throws IOException {
    ReadFile known = acquireOpen(handle);
    if (known != null) {
      return known;
    }
    ReadFile fresh = fs.openRead(handle.file); // without the lock: others read on meanwhile
    List<ReadFile> toClose = new ArrayList<>();
    try {
      synchronized (lock) {
        opened++;
        return install(handle, fresh, toClose);
      }
    } finally {
      closeAll(toClose);
    }
  }

  private @Nullable ReadFile acquireOpen(Handle handle) {
    synchronized (lock) {
      handle.requireOpen();
      if (handle.open != null) {
        handle.uses++;
        handle.marked = true;
      }
      return handle.open;
    }
  }

  @GuardedBy("lock")
  private ReadFile install(Handle handle, ReadFile fresh, List<ReadFile> toClose) {
    ReadFile known = handle.open;
    if (handle.closed || known != null) { // another thread was faster
      toClose.add(fresh);
      handle.requireOpen();
    }
    handle.uses++;
    if (known != null) {
      return known;
    }
    handle.open = fresh;
    handle.marked = false;
    ring.add(handle);
    shrink(toClose);
    return fresh;
  }

  private void release(Handle handle) {
    List<ReadFile> toClose = new ArrayList<>(0);
    synchronized (lock) {
      handle.uses--;
      if (handle.closed && handle.uses == 0) {
        retire(handle, toClose);
      }
      shrink(toClose);
    }
    closeAll(toClose);
  }

  /** Takes idle files out of the ring until the bound holds or two rounds found none. */
  @GuardedBy("lock")
  private void shrink(List<ReadFile> toClose) {
    int steps = ring.size() > openMax ? 2 * ring.size() : 0;
    while (steps-- > 0 && ring.size() > openMax) {
      hand = hand >= ring.size() ? 0 : hand;
      Handle handle = ring.get(hand);
      if (handle.uses > 0 || handle.marked) {
        handle.marked = false;
        hand++;
      } else {
        retire(handle, toClose);
      }
    }
  }

  @GuardedBy("lock")
  private void retire(Handle handle, List<ReadFile> toClose) {
    ReadFile open = handle.open;
    if (open != null) {
      toClose.add(open);
      handle.open = null;
      int place = ring.indexOf(handle);
      ring.remove(place);
      hand -= place < hand ? 1 : 0;
    }
  }

  private void closeAll(List<ReadFile> files) {
    for (ReadFile file : files) {
      try {
        file.close();
      } catch (IOException failure) {
        synchronized (lock) {
          failedCloses++;
        }
      }
    }
  }

  /** A right to read one file. Safe on any thread. */
  public final class Handle implements AutoCloseable {
    private final Path file;

    // all guarded by the cache's lock
    private @Nullable ReadFile open;
    private int uses;
    private boolean marked;
    private boolean closed;

    private Handle(Path file) {
      this.file = file;
    }

    public Path file() {
      return file;
    }

    /**
     * Reads into {@code target} until it is full or the file ends.
     *
     * @return how many bytes were read; fewer than asked for only at the file's end
     * @throws IllegalStateException after {@link #close}
     */
    public int readAt(long offset, ByteBuffer target) throws IOException {
      ReadFile held = acquire(this);
      try {
        return held.readAt(offset, target);
      } finally {
        release(this);
      }
    }

    /**
     * The file's length in bytes.
     *
     * @throws IllegalStateException after {@link #close}
     */
    public long size() throws IOException {
      ReadFile held = acquire(this);
      try {
        return held.size();
      } finally {
        release(this);
      }
    }

    /** Ends the right. The file is closed now, or after the last read under way. Idempotent. */
    @Override
    public void close() {
      List<ReadFile> toClose = new ArrayList<>(1);
      synchronized (lock) {
        closed = true;
        if (uses == 0) {
          retire(this, toClose);
        }
      }
      closeAll(toClose);
    }

    private void requireOpen() {
      if (closed) {
        throw new IllegalStateException("used after close: " + file);
      }
    }
  }
}
