package io.aitta.it.concurrency;

import io.aitta.actors.engine.ReadView;
import io.aitta.actors.engine.Views;
import io.aitta.sstable.version.Version;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jetbrains.kotlinx.lincheck.annotations.Operation;
import org.jetbrains.kotlinx.lincheck.annotations.Validate;

/** One who publishes views, and readers who pin them: none is retired while it is pinned. */
public class ViewsModel {
  private static final int VIEWS_MAX = 32;

  /** How often each view was retired. */
  final AtomicIntegerArray retired = new AtomicIntegerArray(VIEWS_MAX);

  final Views views = new Views(view(0));
  private int published;

  final ReadView view(long id) {
    return new ReadView(
        Small.table(id), List.of(), Version.empty(), view -> retired.incrementAndGet((int) id));
  }

  @Operation(nonParallelGroup = "publisher")
  public void publish() {
    views.publish(view(++published));
  }

  /** The id of the view that was current, or -1 if it was retired under the reader. */
  @Operation
  public long read() {
    ReadView view = views.pin();
    long id = idOrRetired(view);
    view.unpin();
    return id;
  }

  /** The same by one that pins once more before it lets go. */
  @Operation
  public long readAgain() {
    ReadView view = views.pin();
    view.pinAgain();
    view.unpin();
    long id = idOrRetired(view);
    view.unpin();
    return id;
  }

  final long idOrRetired(ReadView view) {
    long id = view.active().id();
    return retired.get((int) id) == 0 ? id : -1;
  }

  @Validate
  public void everyOldViewIsRetiredOnce() {
    for (int id = 0; id <= published; id++) {
      int expected = id < published ? 1 : 0;
      if (retired.get(id) != expected) {
        throw new AssertionError("view " + id + " was retired " + retired.get(id) + " times");
      }
    }
  }
}
