package io.aitta.actors;

import io.aitta.actors.engine.Events;
import io.aitta.actors.engine.Later;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * A store's events as a source: bounded, and forgotten by the store when nobody listens any more.
 */
final class EventSource {
  private static final int BUFFER = 256;

  private EventSource() {}

  static Source<StoreEvent, NotUsed> of(Supplier<@Nullable OpenStore> store) {
    return Source.<StoreEvent>queue(BUFFER)
        .mapMaterializedValue(
            queue -> {
              listen(store.get(), queue);
              return NotUsed.getInstance();
            });
  }

  private static void listen(@Nullable OpenStore store, BoundedSourceQueue<StoreEvent> queue) {
    if (store == null) {
      queue.complete();
      return;
    }
    Events events = store.context().events();
    var self = new Later<Consumer<StoreEvent>>();
    Consumer<StoreEvent> listener =
        event -> {
          if (queue.isCompleted()) {
            events.forget(self.get());
            return;
          }
          queue.offer(event); // a full buffer drops it: a slow reader holds nobody back
          if (event instanceof StoreEvent.StoreClosed) {
            queue.complete();
          }
        };
    self.set(listener);
    events.listen(listener);
  }
}
