package io.aitta.actors.engine;

import io.aitta.actors.StoreEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;

/** Tells {@link StoreEvent}s to the log and to those who listen. Safe on any thread. */
public final class Events {
  private final List<Consumer<StoreEvent>> listeners = new CopyOnWriteArrayList<>();
  private final String store;
  private final Logger log;

  /**
   * @param store names the store in each line of the log
   */
  public Events(String store, Logger log) {
    this.store = store;
    this.log = log;
  }

  public void tell(StoreEvent event) {
    if (event instanceof StoreEvent.StoreSealed
        || event instanceof StoreEvent.ClosedUncleanly
        || event instanceof StoreEvent.DamageFound) {
      log.error("{}: {}", store, event);
    } else if (event instanceof StoreEvent.SpaceLow
        || event instanceof StoreEvent.CompactionFailed
        || event instanceof StoreEvent.FlushFailed
        || event instanceof StoreEvent.FileNotRemoved
        || event instanceof StoreEvent.ScrubFailed
        || event instanceof StoreEvent.WritersHeldBack) {
      log.warn("{}: {}", store, event);
    } else if (event instanceof StoreEvent.FileRemoved
        || event instanceof StoreEvent.CompactionBegun) {
      log.debug("{}: {}", store, event);
    } else {
      log.info("{}: {}", store, event);
    }
    listeners.forEach(listener -> listener.accept(event));
  }

  /** A listener must return at once. */
  public void listen(Consumer<StoreEvent> listener) {
    listeners.add(listener);
  }

  public void forget(Consumer<StoreEvent> listener) {
    listeners.remove(listener);
  }
}
