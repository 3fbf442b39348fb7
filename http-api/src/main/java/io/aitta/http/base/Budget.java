package io.aitta.http.base;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that may be held at once, all requests together. Safe on any thread. */
public final class Budget {
  private final long bytesMax;
  private final AtomicLong bytesTaken = new AtomicLong();

  public Budget(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** Takes bytes, and says whether they were left; if not, nothing is taken. */
  public boolean tryTake(long bytes) {
    if (bytesTaken.addAndGet(bytes) <= bytesMax) {
      return true;
    }
    bytesTaken.addAndGet(-bytes);
    return false;
  }

  /** Takes bytes whether or not they are left: for what is in memory already. */
  public void take(long bytes) {
    bytesTaken.addAndGet(bytes);
  }

  /** Whether so many bytes are left at this moment. */
  public boolean hasRoomFor(long bytes) {
    return bytesTaken.get() + bytes <= bytesMax;
  }

  /** Gives bytes back that were taken. */
  public void giveBack(long bytes) {
    bytesTaken.addAndGet(-bytes);
  }

  /** Bytes held now. */
  public long bytesTaken() {
    return bytesTaken.get();
  }
}
