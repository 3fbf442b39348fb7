package io.aitta.http.route;

import io.aitta.actors.Store;
import io.aitta.core.Committed;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.WriteOptions;
import io.aitta.core.io.TimeSource;
import io.aitta.http.base.Drain;
import io.aitta.http.base.HttpSettings;
import io.aitta.http.json.EntryFields;
import io.aitta.http.json.StrictJson;
import io.aitta.http.request.RequestRefused;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
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
import org.jspecify.annotations.Nullable;

/**
 * The body of a bulk load in, its answer out. Lines are written in their order, a bounded window of
 * them at once; the window, not the client's reading, holds the request back. Writes come back
 * through a queue and one wake-up for many, and are reported in the order of the lines.
 */
final class BulkLoad extends GraphStage<FlowShape<ByteString, ByteString>> {
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final String TICKER = "tick";

  private final Inlet<ByteString> in = Inlet.create("BulkLoad.in");
  private final Outlet<ByteString> out = Outlet.create("BulkLoad.out");
  private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);
  private final Store store;
  private final WriteOptions options;
  private final HttpSettings settings;
  private final TimeSource time;
  private final Drain drain;
  private final Problems problems;

  BulkLoad(
      Store store,
      WriteOptions options,
      HttpSettings settings,
      TimeSource time,
      Drain drain,
      Problems problems) {
    this.store = store;
    this.options = options;
    this.settings = settings;
    this.time = time;
    this.drain = drain;
    this.problems = problems;
  }

  @Override
  public FlowShape<ByteString, ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes inherited) {
    return new Logic();
  }

  /** A line on its way. Written by whoever decides it, before it is queued; read by the stage. */
  private static final class Line {
    final long number;
    final long bytes;
    boolean decided;
    @Nullable Committed committed;
    @Nullable Throwable failure;

    Line(long number, long bytes) {
      this.number = number;
      this.bytes = bytes;
    }
  }

  private final class Logic extends TimerGraphStageLogic {
    private final HttpSettings.Bulk bulk = settings.bulk();
    private final LineSplitter lines = new LineSplitter(bulk.lineBytesMax());
    private final BulkReport report = new BulkReport(problems, time.nanos());
    private final ArrayDeque<Line> window = new ArrayDeque<>();
    private final ConcurrentLinkedQueue<Line> decided = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private @Nullable AsyncCallback<Done> wake;
    private long windowBytes;
    private long lastLine;
    private long lastLineNanos = time.nanos();
    private boolean begun;
    private boolean saidBegun;

    /** Nothing more is written: the input ended, or the load has to stop. */
    private boolean stopped;

    private @Nullable Throwable stoppedBy;
    private boolean ended;
    private long ticket;

    Logic() {
      super(shape);
      setHandler(
          in,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              ByteString chunk = grab(in);
              if (!stopped) {
                lines.add(chunk.toArrayUnsafe());
              }
              advance();
            }

            @Override
            public void onUpstreamFinish() {
              advance();
            }

            @Override
            public void onUpstreamFailure(Throwable failure) {
              stopOrFail(
                  RequestRefused.body(ErrorCode.BAD_BODY, "the body ended early or is malformed"));
            }
          });
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              send();
            }
          });
    }

    @Override
    public void preStart() {
      wake = createAsyncCallback(done -> collect());
      AsyncCallback<Done> stopping = createAsyncCallback(done -> onDrain());
      ticket = drain.join(() -> stopping.invoke(Done.getInstance()));
      scheduleWithFixedDelay(TICKER, TICK, TICK);
      pull(in);
    }

    @Override
    public void postStop() {
      drain.leave(ticket);
    }

    @Override
    public void onTimer(Object key) {
      long silentNanos = time.nanos() - lastLineNanos;
      if (window.isEmpty() && silentNanos >= bulk.lineTimeout().toNanos()) {
        if (ended) {
          completeStage(); // the rest of the request was waited for long enough
        } else {
          stopOrFail(RequestRefused.slowBody());
        }
        return;
      }
      advance();
    }

    private void onDrain() {
      stopOrFail(
          new StoreException(
              ErrorCode.DRAINING, StoreException.Outcome.NOT_DONE, "the server is stopping"));
    }

    /**
     * Before the first line this is a problem with a status of its own; later it is a last line.
     */
    private void stopOrFail(StoreException why) {
      if (begun) {
        stop(why);
        advance();
      } else {
        failStage(why);
      }
    }

    /** Begins as many lines as there is room for, asks for more input, ends when all is decided. */
    private void advance() {
      while (!stopped && hasRoom()) {
        if (!lines.next(isClosed(in))) {
          if (isClosed(in)) {
            stopped = true;
            begun = true;
          } else if (!hasBeenPulled(in)) {
            pull(in);
          }
          break;
        }
        begun = true;
        begin();
      }
      if (stopped && !isClosed(in) && !hasBeenPulled(in)) {
        pull(in); // read away, so that a client that reads only after writing gets its answer
      }
      if (stopped && window.isEmpty() && !ended) {
        end();
      }
      report.tick(time.nanos());
      send();
    }

    private boolean hasRoom() {
      return window.size() < bulk.windowLines() && windowBytes < bulk.windowBytes();
    }

    private void begin() {
      long number = ++lastLine;
      lastLineNanos = time.nanos();
      if (lines.isTooLong()) {
        refuse(
            number,
            RequestRefused.of(
                ErrorCode.BODY_TOO_LARGE,
                "the line is longer than " + bulk.lineBytesMax() + " bytes"));
        return;
      }
      if (lines.length() == 0) {
        Line line = new Line(number, 0);
        window.add(line);
        decide(line);
        return;
      }
      try {
        write(number);
      } catch (RuntimeException malformed) { // a line is never more than a failure of that line
        refuse(number, malformed);
      }
    }

    private void write(long number) {
      HttpSettings.Limits limits = settings.limits();
      EntryFields fields =
          EntryFields.ofLine(
              StrictJson.of(lines.array(), lines.from(), lines.length()),
              limits.keyBytesMax(),
              limits.valueBytesMax());
      long bytes = fields.key().length() + (long) fields.value().length();
      Line line = new Line(number, bytes);
      var unused =
          store
              .put(fields.key(), fields.value(), options)
              .whenComplete(
                  (committed, failure) -> {
                    line.committed = committed;
                    line.failure = failure;
                    decide(line);
                  });
      window.add(line);
      windowBytes += bytes;
    }

    private void refuse(long number, RuntimeException why) {
      Line line = new Line(number, 0);
      line.failure = why;
      window.add(line);
      decide(line);
    }

    /** On any thread: hands a decided line to the stage, waking it once for many. */
    private void decide(Line line) {
      decided.add(line);
      AsyncCallback<Done> callback = wake;
      if (callback != null && woken.compareAndSet(false, true)) {
        callback.invoke(Done.getInstance());
      }
    }

    /** Reports what is decided without a gap from the first line on. */
    private void collect() {
      woken.set(false);
      for (Line line = decided.poll(); line != null; line = decided.poll()) {
        line.decided = true;
      }
      for (Line line = window.peek(); line != null && line.decided; line = window.peek()) {
        window.remove();
        windowBytes -= line.bytes;
        report(line);
        if (report.isHopeless() && !stopped) {
          stop(report.hopeless());
        }
      }
      advance();
    }

    private void report(Line line) {
      Throwable failure = line.failure;
      Committed committed = line.committed;
      if (failure != null) {
        report.failed(line.number, failure);
      } else if (committed != null) {
        report.done(line.number, committed.seq());
      } else {
        report.skipped(line.number);
      }
    }

    private void stop(Throwable why) {
      if (!stopped) {
        stopped = true;
        stoppedBy = why;
      }
    }

    private void end() {
      ended = true;
      Throwable why = stoppedBy;
      if (why == null) {
        report.end();
      } else {
        report.end(why);
      }
    }

    /** Sends what there is, if it is asked for; the answer ends when the request has. */
    private void send() {
      if (isClosed(out) || !isAvailable(out)) {
        return;
      }
      if (begun && !saidBegun) {
        saidBegun = true;
        push(out, ByteString.emptyByteString()); // the answer's head may go out now
      } else if (report.hasOutput()) {
        saidBegun = true;
        push(out, report.take());
      }
      boolean allSent = ended && saidBegun && !report.hasOutput();
      if (allSent && (isClosed(in) || drain.isBegun())) {
        completeStage();
      }
    }
  }
}
