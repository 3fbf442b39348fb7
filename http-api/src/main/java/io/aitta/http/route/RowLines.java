package io.aitta.http.route;

import io.aitta.core.Entry;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.http.base.Drain;
import io.aitta.http.json.Encoding;
import io.aitta.http.json.EntryText;
import io.aitta.http.json.JsonText;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Entries in, lines of NDJSON out, in chunks of 32 KiB or after 100 ms. Holds one chunk and one
 * list of entries: what the client does not take is not read from the store. Ends with {@code
 * {"end":true,"count":n}}; a failure after the first chunk is a last line, never a broken stream.
 */
final class RowLines extends GraphStage<FlowShape<List<Entry>, ByteString>> {
  private static final int CHUNK_BYTES = 32 << 10;
  private static final Duration LINGER = Duration.ofMillis(100);
  private static final String FLUSH = "flush";

  private final Inlet<List<Entry>> in = Inlet.create("RowLines.in");
  private final Outlet<ByteString> out = Outlet.create("RowLines.out");
  private final FlowShape<List<Entry>, ByteString> shape = FlowShape.of(in, out);
  private final Encoding encoding;
  private final boolean keysOnly;
  private final long rowsMax;
  private final Drain drain;
  private final Problems problems;

  RowLines(Encoding encoding, boolean keysOnly, long rowsMax, Drain drain, Problems problems) {
    this.encoding = encoding;
    this.keysOnly = keysOnly;
    this.rowsMax = rowsMax;
    this.drain = drain;
    this.problems = problems;
  }

  @Override
  public FlowShape<List<Entry>, ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes inherited) {
    return new Logic();
  }

  private final class Logic extends TimerGraphStageLogic {
    private final JsonText lines = new JsonText(CHUNK_BYTES + 1024);
    private List<Entry> entries = List.of();
    private int next;
    private long rows;
    private boolean begun;
    private boolean ended;
    private long ticket;

    Logic() {
      super(shape);
      setHandler(
          in,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              entries = grab(in);
              next = 0;
              advance();
            }

            @Override
            public void onUpstreamFinish() {
              advance();
            }

            @Override
            public void onUpstreamFailure(Throwable failure) {
              fail(failure);
            }
          });
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              advance();
            }
          });
    }

    @Override
    public void preStart() {
      AsyncCallback<Done> stopping = createAsyncCallback(done -> fail(stopped()));
      ticket = drain.join(() -> stopping.invoke(Done.getInstance()));
    }

    @Override
    public void postStop() {
      drain.leave(ticket);
    }

    @Override
    public void onTimer(Object key) {
      sendIfAsked();
    }

    /** Does whatever can be done now: write rows, send a chunk, ask for more, end. */
    private void advance() {
      if (ended) {
        sendIfAsked();
        return;
      }
      try {
        writeRows();
      } catch (StoreException notText) {
        fail(notText);
        return;
      }
      boolean written = next == entries.size();
      if (rows == rowsMax || (written && isClosed(in))) {
        lines
            .openObject()
            .name("end")
            .bool(true)
            .name("count")
            .number(rows)
            .closeObject()
            .endLine();
        end();
      } else if (lines.size() >= CHUNK_BYTES) {
        sendIfAsked();
      } else if (written) {
        if (!hasBeenPulled(in)) {
          pull(in);
        }
        if (lines.size() > 0 && isAvailable(out) && !isTimerActive(FLUSH)) {
          scheduleOnce(FLUSH, LINGER);
        }
      }
    }

    private void writeRows() {
      while (next < entries.size() && lines.size() < CHUNK_BYTES && rows < rowsMax) {
        int before = lines.size();
        try {
          EntryText.row(lines, entries.get(next), encoding, keysOnly);
        } catch (StoreException notText) {
          lines.truncate(before);
          throw notText;
        }
        lines.endLine();
        next++;
        rows++;
      }
    }

    private void sendIfAsked() {
      if (!isAvailable(out) || isClosed(out)) {
        return;
      }
      if (lines.size() > 0) {
        begun = true;
        cancelTimer(FLUSH);
        push(out, lines.toByteString());
        lines.reset(CHUNK_BYTES + 1024);
      }
      if (ended) {
        completeStage();
      }
    }

    private void end() {
      ended = true;
      entries = List.of();
      next = 0;
      if (!isClosed(in)) {
        cancel(in);
      }
      sendIfAsked();
    }

    private void fail(Throwable failure) {
      if (ended) {
        return;
      }
      if (!begun) {
        failStage(failure);
        return;
      }
      lines.literal(problems.line(failure, false).toArray());
      end();
    }
  }

  private static StoreException stopped() {
    return new StoreException(
        ErrorCode.DRAINING, StoreException.Outcome.NONE, "the server is stopping");
  }
}
