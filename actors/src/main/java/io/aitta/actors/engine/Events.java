package io.aitta.actors.engine;

import io.aitta.actors.StoreEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells {@link StoreEvent}s to the log and to those who listen. Safe on any thread. */
public final class Events {
  private static final Logger LOG = LoggerFactory.getLogger("io.aitta.store");

  private final List<Consumer<StoreEvent>> listeners = new CopyOnWriteArrayList<>();
  private final String store;

  /**
   * @param store names the store in each line of the log
   */
  public Events(String store) {
    this.store = store;
  }

  public void tell(StoreEvent event) {
    if (event instanceof StoreEvent.StoreSealed
        || event instanceof StoreEvent.ClosedUncleanly
        || event instanceof StoreEvent.DamageFound) {
      LOG.error("{}: {}", store, event);
    } else if (event instanceof StoreEvent.SpaceLow
        || event instanceof StoreEvent.CompactionFailed
        || event instanceof StoreEvent.FlushFailed
        || event instanceof StoreEvent.FileNotRemoved
        || event instanceof StoreEvent.ScrubFailed
        || event instanceof StoreEvent.WritersHeldBack) {
      LOG.warn("{}: {}", store, event);
    } else if (event instanceof StoreEvent.FileRemoved
        || event instanceof StoreEvent.CompactionBegun) {
      LOG.debug("{}: {}", store, event);
    } else {
      LOG.info("{}: {}", store, event);
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
