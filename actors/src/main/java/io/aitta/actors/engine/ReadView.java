package io.aitta.actors.engine;

import io.aitta.core.memtable.MemTable;
import io.aitta.sstable.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * All that a reader sees: the active memtable, the sealed ones, the tables. Immutable but for the
 * active memtable's content. No file of it is removed and no memtable of it reused while it is
 * pinned. The count of pins begins at one, the publisher's; at zero the view is retired for ever.
 * Safe on any thread.
 */
public final class ReadView {
  private final MemTable active;
  private final List<MemTable> sealed;
  private final Version version;
  private final Consumer<ReadView> retired;
  private final AtomicInteger pins = new AtomicInteger(1);

  /**
   * @param sealed newest first
   * @param retired told once, by whoever lets go last
   */
  public ReadView(
      MemTable active, List<MemTable> sealed, Version version, Consumer<ReadView> retired) {
    this.active = active;
    this.sealed = List.copyOf(sealed);
    this.version = version;
    this.retired = retired;
  }

  public MemTable active() {
    return active;
  }

  /** Newest first. */
  public List<MemTable> sealed() {
    return sealed;
  }

  public Version version() {
    return version;
  }

  /** Active and sealed, newest first. */
  public List<MemTable> memtables() {
    List<MemTable> all = new ArrayList<>(sealed.size() + 1);
    all.add(active);
    all.addAll(sealed);
    return all;
  }

  /** The last sequence number that readers of this view may see. To be read after pinning. */
  public long visibleNumber() {
    return active.visibleNumber();
  }

  boolean tryPin() {
    int now = pins.get();
    while (now > 0) {
      if (pins.compareAndSet(now, now + 1)) {
        return true;
      }
      now = pins.get();
    }
    return false;
  }

  /** Pins once more a view that the caller has pinned already. */
  public ReadView pinAgain() {
    if (!tryPin()) {
      throw new IllegalStateException("pinned again after it was let go");
    }
    return this;
  }

  /** Lets go of one pin. */
  public void unpin() {
    int left = pins.decrementAndGet();
    if (left == 0) {
      retired.accept(this);
    } else if (left < 0) {
      throw new IllegalStateException("a view was let go more often than pinned");
    }
  }
}
