package io.aitta.actors.read;

import io.aitta.actors.EntryIterator;
import io.aitta.core.Bytes;
import io.aitta.core.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.jspecify.annotations.Nullable;

/**
 * Entries in chunks, as demanded. Opens its cursor at the first demand and reads the disk on the
 * stage's own thread, so it belongs on a dispatcher that may block.
 */
public final class ScanSource extends GraphStage<SourceShape<List<Entry>>> {
  private static final int CHUNK_ENTRIES = 128;
  private static final int CHUNK_BYTES = 32 << 10;

  private final Outlet<List<Entry>> out = Outlet.create("Scan.out");
  private final SourceShape<List<Entry>> shape = SourceShape.of(out);
  private final Supplier<EntryIterator> open;

  /**
   * @param open gives a fresh cursor for each materialisation
   */
  public ScanSource(Supplier<EntryIterator> open) {
    this.open = open;
  }

  @Override
  public SourceShape<List<Entry>> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes inherited) {
    return new GraphStageLogic(shape) {
      private @Nullable EntryIterator cursor;

      {
        setHandler(
            out,
            new AbstractOutHandler() {
              @Override
              public void onPull() {
                pushChunk();
              }
            });
      }

      private void pushChunk() {
        if (cursor == null) {
          cursor = open.get();
        }
        List<Entry> chunk = new ArrayList<>(CHUNK_ENTRIES);
        long bytes = 0;
        boolean more = true;
        // at least so many entries or so many bytes, whichever comes first
        while (chunk.size() < CHUNK_ENTRIES && bytes < CHUNK_BYTES && (more = cursor.next())) {
          Bytes key = cursor.key();
          Bytes value = cursor.value();
          chunk.add(new Entry(key, value, cursor.version()));
          bytes += key.length() + value.length();
        }
        if (!chunk.isEmpty()) {
          push(out, chunk);
        }
        if (!more) {
          completeStage();
        }
      }

      @Override
      public void postStop() {
        if (cursor != null) {
          cursor.close();
        }
      }
    };
  }
}
