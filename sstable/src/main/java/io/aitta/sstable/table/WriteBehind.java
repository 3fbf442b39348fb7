package io.aitta.sstable.table;

import io.aitta.core.io.AppendFile;
import io.aitta.core.io.Interrupts;
import io.aitta.core.io.PageBuffers;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes full buffers to a file, in order, beside the thread that fills them, and syncs and closes
 * the file behind the last one. A large file is synced on the way as well, so that little is left
 * to wait for at its end.
 *
 * <p>The executor may come late or never: whoever needs room, or the end, does what nobody has
 * begun, so nothing ever waits for a thread that is not at the file already. A failure is told to
 * the filling thread at its next call, and at each one after it; nothing more is written then.
 *
 * <p>For one filling thread; the executor's may be any.
 */
final class WriteBehind implements Closeable {
  private static final int BUFFER_BYTES = 256 << 10;

  /** Enough that a thread which comes finds something to do, while it does another is filled. */
  private static final int WAITING_MAX = 3;

  private static final long SYNC_EVERY_BYTES = 8 << 20;

  /**
   * Buffers of finished files wait here for the next ones; beyond these they are left to the GC.
   */
  private static final ArrayBlockingQueue<ByteBuffer> IDLE = new ArrayBlockingQueue<>(8);

  private enum State {
    OPEN,
    /** All buffers are here; the file is to be synced and closed behind them. */
    ENDING,
    DURABLE,
    CLOSED
  }

  private final AppendFile file;
  private final Executor helpers;

  // guarded by this
  private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();
  private State state = State.OPEN;
  private boolean atFile;
  private boolean helperCalled;
  private long unsyncedBytes;
  private boolean syncing; // beside the writes, or about to
  private boolean atSync;
  private @Nullable Throwable failure;

  /**
   * @param file a new, empty file; closed when it is durable, or by {@link #close}
   * @param helpers may block on writes
   */
  WriteBehind(AppendFile file, Executor helpers) {
    this.file = file;
    this.helpers = helpers;
  }

  /** An empty buffer to fill, which begins at a page of memory and holds whole pages. */
  static ByteBuffer takeBuffer() {
    ByteBuffer idle = IDLE.poll();
    return idle != null ? idle : PageBuffers.allocate(BUFFER_BYTES);
  }

  /** Makes a buffer an idle one, whatever it holds. */
  static void giveBack(ByteBuffer buffer) {
    boolean unused = IDLE.offer(buffer.clear()); // if enough wait already, this one is garbage
  }

  /**
   * Has what is left of a buffer written behind what came before, and takes the buffer over. Waits
   * while too many wait.
   */
  void append(ByteBuffer full) throws IOException {
    synchronized (this) {
      waiting.addLast(full);
    }
    callHelper();
    advance(State.OPEN);
  }

  /** Has the file synced and closed behind what was appended; nothing is appended any more. */
  void end() throws IOException {
    synchronized (this) {
      rethrow();
      state = State.ENDING;
    }
    callHelper();
  }

  /** Waits until all is durable and the file closed, after {@link #end}. */
  void awaitDurable() throws IOException {
    advance(State.DURABLE);
  }

  private void callHelper() {
    synchronized (this) {
      if (helperCalled || failure != null) {
        return;
      }
      helperCalled = true;
    }
    try {
      helpers.execute(this::help);
    } catch (RejectedExecutionException shutDown) {
      synchronized (this) {
        helperCalled = false; // nobody comes: the filling thread does it all
      }
    }
  }

  private void help() {
    while (true) {
      synchronized (this) {
        boolean more = failure == null && (!waiting.isEmpty() || state == State.ENDING);
        if (!more || atFile) {
          helperCalled = false;
          return;
        }
        atFile = true;
      }
      writeNext();
    }
  }

  /** Should so much be unsynced, has it synced while the next buffers are filled and written. */
  private void syncOnTheWay(int written) {
    synchronized (this) {
      unsyncedBytes += written;
      if (syncing || failure != null || unsyncedBytes < SYNC_EVERY_BYTES) {
        return;
      }
      syncing = true;
      unsyncedBytes = 0;
    }
    try {
      helpers.execute(this::syncNow);
    } catch (RejectedExecutionException shutDown) {
      synchronized (this) {
        syncing = false;
      }
    }
  }

  private void syncNow() {
    synchronized (this) {
      if (state != State.OPEN || failure != null) {
        syncing = false; // too late to be of use
        return;
      }
      atSync = true;
    }
    Throwable failed = null;
    try {
      file.sync();
    } catch (IOException | RuntimeException | Error e) {
      failed = e;
    }
    synchronized (this) {
      failure = failure == null ? failed : failure;
      syncing = false;
      atSync = false;
      notifyAll();
    }
  }

  /** Does the work, or waits for who does it, until there is room or the file is durable. */
  private void advance(State wanted) throws IOException {
    while (true) {
      synchronized (this) {
        awaitThat(() -> !atFile || isThere(wanted));
        rethrow();
        if (isThere(wanted)) {
          return;
        }
        atFile = true;
      }
      writeNext();
    }
  }

  private boolean isThere(State wanted) {
    return wanted == State.OPEN ? waiting.size() <= WAITING_MAX : state == State.DURABLE;
  }

  /** Waits for a write or sync of the system that is under way. */
  private synchronized void awaitThat(BooleanSupplier condition) {
    boolean interrupted = false;
    while (!condition.getAsBoolean()) {
      try {
        wait();
      } catch (InterruptedException ignored) {
        interrupted = true; // for the thread's owner, afterwards
      }
    }
    Interrupts.setAgain(interrupted);
  }

  private void rethrow() throws IOException {
    if (failure instanceof IOException e) {
      throw e;
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }

  /** Whoever calls this has set {@link #atFile} and is alone at the file. */
  private void writeNext() {
    ByteBuffer next;
    synchronized (this) {
      next = waiting.peekFirst();
    }
    int bytes = next == null ? 0 : next.remaining();
    Throwable failed = null;
    try {
      if (next != null) {
        file.append(next);
      } else if (awaitSyncOnTheWay()) {
        file.sync();
        file.close();
      }
    } catch (IOException | RuntimeException | Error e) {
      failed = e;
    }
    synchronized (this) {
      failure = failure == null ? failed : failure;
      if (next != null) {
        waiting.removeFirst();
        giveBack(next);
      } else if (failure == null) {
        state = State.DURABLE;
      }
      atFile = false;
      notifyAll();
    }
    if (bytes > 0) {
      syncOnTheWay(bytes);
    }
  }

  /** Returns whether it went well: the system tells of a failure only once. */
  private synchronized boolean awaitSyncOnTheWay() {
    awaitThat(() -> !atSync);
    return failure == null;
  }

  /** Closes the file, whatever it holds by now; what waits is dropped. Idempotent. */
  @Override
  public void close() throws IOException {
    synchronized (this) {
      awaitThat(() -> !atFile && !atSync);
      if (state == State.DURABLE || state == State.CLOSED) {
        return;
      }
      state = State.CLOSED;
      waiting.forEach(WriteBehind::giveBack);
      waiting.clear();
    }
    file.close();
  }
}
