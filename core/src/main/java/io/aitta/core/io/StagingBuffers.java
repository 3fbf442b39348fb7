package io.aitta.core.io;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.Semaphore;

/**
 * The direct buffers that bytes from the heap pass through on their way to and from the disk. A
 * {@code FileChannel} given a heap buffer would do the same with a buffer of that size kept for
 * every thread, for ever; here there are at most so many, and who finds none waits for one. Nobody
 * takes a second one while holding one. Safe on any thread.
 */
final class StagingBuffers {
  /** A compaction's read of 256 KiB is one call, wherever in a page it begins and ends. */
  static final int BUFFER_BYTES = (256 << 10) + 2 * PageBuffers.PAGE_BYTES;

  /** 8 MiB and a little in all; more threads than this at the disk at once gain nothing. */
  static final int BUFFERS_MAX = 32;

  static final StagingBuffers SHARED = new StagingBuffers(BUFFERS_MAX, BUFFER_BYTES);

  private final Semaphore permits;
  private final int bufferBytes;
  private final ArrayDeque<ByteBuffer> idle;
  private int allocated;

  StagingBuffers(int buffersMax, int bufferBytes) {
    this.permits = new Semaphore(buffersMax);
    this.bufferBytes = bufferBytes;
    this.idle = new ArrayDeque<>(buffersMax);
  }

  /** Returns an empty buffer; it must be given back. */
  ByteBuffer take() {
    permits.acquireUninterruptibly();
    try {
      return idleOrNew();
    } catch (Throwable failure) { // no memory for one more
      permits.release();
      throw failure;
    }
  }

  void giveBack(ByteBuffer buffer) {
    synchronized (idle) {
      idle.push(buffer.clear());
    }
    permits.release();
  }

  /** How many buffers exist; never more than the bound. */
  int allocated() {
    synchronized (idle) {
      return allocated;
    }
  }

  private ByteBuffer idleOrNew() {
    synchronized (idle) {
      ByteBuffer known = idle.poll();
      if (known != null) {
        return known;
      }
      ByteBuffer made = PageBuffers.allocate(bufferBytes);
      allocated++;
      return made;
    }
  }
}
