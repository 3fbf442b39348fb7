package io.aitta.core.memtable;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;

/**
 * Chunks of equal size that memtables take and give back, so that a new memtable costs no zeroing
 * and no collection. Keeps a bounded number of idle ones. Safe on any thread; asked once a chunk,
 * never once an entry.
 */
public final class ChunkPool {
  /** Just under 1 MiB: with its header a chunk is no more than half a collector's 2 MiB region. */
  public static final int CHUNK_BYTES_MAX = (1 << 20) - 64;

  /** The least size of a chunk. */
  public static final int CHUNK_BYTES_MIN = 1 << 10;

  private final int chunkBytes;
  private final int idleMax;

  @GuardedBy("this")
  private final ArrayDeque<byte[]> idle = new ArrayDeque<>();

  /**
   * @param chunkBytes the size of a chunk, a multiple of 8
   * @param idleMax how many chunks may lie idle; more are left to the collector
   */
  public ChunkPool(int chunkBytes, int idleMax) {
    if (chunkBytes < CHUNK_BYTES_MIN || chunkBytes > CHUNK_BYTES_MAX || chunkBytes % 8 != 0) {
      throw new IllegalArgumentException("chunk bytes out of range: " + chunkBytes);
    }
    if (idleMax < 0) {
      throw new IllegalArgumentException("idle chunks below 0: " + idleMax);
    }
    this.chunkBytes = chunkBytes;
    this.idleMax = idleMax;
  }

  /** The size of a chunk. */
  public int chunkBytes() {
    return chunkBytes;
  }

  /** A chunk, with whatever bytes its last user left in it. */
  byte[] take() {
    synchronized (this) {
      byte[] chunk = idle.pollLast();
      if (chunk != null) {
        return chunk;
      }
    }
    return new byte[chunkBytes];
  }

  /** Takes a chunk back that nobody reads any more. */
  synchronized void give(byte[] chunk) {
    if (idle.size() < idleMax && chunk.length == chunkBytes) {
      idle.addLast(chunk);
    }
  }

  /** Bytes that lie idle. */
  public synchronized long idleBytes() {
    return (long) idle.size() * chunkBytes;
  }
}
