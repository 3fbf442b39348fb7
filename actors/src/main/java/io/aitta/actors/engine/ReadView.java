package io.aitta.actors.engine;

import io.aitta.core.memtable.MemTable;
import io.aitta.sstable.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * All that a reader sees: the active memtable, the sealed ones, the tables. Immutable but for the
 * active memtable's content. No file of it is removed and no memtable of it reused while it is
 * pinned. Once it is no longer the current one and nobody has it pinned, it is retired for ever.
 * Safe on any thread.
 */
public final class ReadView {
  private final MemTable active;
  private final List<MemTable> sealed;
  private final Version version;
  private final Consumer<ReadView> retired;
  private final PinCount pins = new PinCount();

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

  /** Pins it, unless another one has been published. */
  boolean tryPin() {
    if (pins.take()) {
      return true;
    }
    unpin();
    return false;
  }

  /** Pins once more a view that the caller has pinned already. */
  public ReadView pinAgain() {
    pins.takeAgain();
    return this;
  }

  /** Lets go of one pin. */
  public void unpin() {
    if (pins.letGo()) {
      retired.accept(this);
    }
  }

  /** Another view is the current one: whoever has this one pinned is the last. */
  void replaced() {
    if (pins.close()) {
      retired.accept(this);
    }
  }
}
