package io.aitta.wal;

import io.aitta.core.Durability;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.jspecify.annotations.Nullable;

/**
 * Appends one batch at a time and syncs at most once for it. The disk work is a task on {@code io},
 * append and sync one each: the stream's thread never blocks, and a simulator can put anything
 * between the two. What nobody waits to see synced is written back on {@code background} while
 * batches go on.
 *
 * <p>Every batch that came in goes out as a result, also when its task failed with an {@code
 * Error}, also when {@code io} takes no more tasks; the stage itself fails only when closing the
 * log does. When upstream finishes it waits for the disk, closes the log, and only then completes.
 * Owns the log, and is therefore materialised once.
 */
public final class AppendAndSync extends GraphStage<FlowShape<LogBatch, LogResult>> {
  private final Inlet<LogBatch> in = Inlet.create("AppendAndSync.in");
  private final Outlet<LogResult> out = Outlet.create("AppendAndSync.out");
  private final FlowShape<LogBatch, LogResult> shape = FlowShape.of(in, out);
  private final AtomicBoolean materialised = new AtomicBoolean();
  private final WriteLog log;
  private final Executor io;
  private final Executor background;

  /**
   * A stage over a log that nobody else writes to.
   *
   * @param io runs one task after the other
   * @param background runs what nobody waits for; may block
   */
  public AppendAndSync(WriteLog log, Executor io, Executor background) {
    this.log = log;
    this.io = io;
    this.background = background;
  }

  @Override
  public FlowShape<LogBatch, LogResult> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes inherited) {
    if (!materialised.compareAndSet(false, true)) {
      throw new IllegalStateException("a log has one stream");
    }
    return new Logic();
  }

  private final class Logic extends GraphStageLogic {
    private final AsyncCallback<LogResult> answered = createAsyncCallback(this::onAnswered);
    private final AsyncCallback<IdleWork> rested = createAsyncCallback(this::onRested);
    private final AsyncCallback<Closed> closed = createAsyncCallback(this::onClosed);

    private final AtomicBoolean writingBack = new AtomicBoolean(); // one waits, or is under way

    private boolean atDisk; // a task of ours runs, or waits to
    private boolean finishing; // no more batches come: close the log as soon as the disk is done
    private boolean closing;
    private @Nullable Throwable sealedBy;
    private @Nullable Throwable upstreamFailure;

    private Logic() {
      super(shape);
      setHandler(in, new In());
      setHandler(out, new Out());
    }

    @Override
    public void postStop() {
      if (!closing) {
        closing = true;
        io.execute(log::close); // stopped from outside: nobody is left who could be told
      }
    }

    private void take(LogBatch batch) {
      Throwable why = sealedBy;
      if (why != null) {
        push(out, LogResult.failed(batch, LogResult.Kind.SEALED, why));
        return;
      }
      atDisk = true;
      try {
        io.execute(() -> append(batch));
      } catch (RuntimeException refused) {
        onAnswered(LogResult.failed(batch, LogResult.Kind.FAILED, refused));
      }
    }

    private void onAnswered(LogResult result) {
      atDisk = false;
      if (result.kind().isFinal()) {
        sealedBy = cause(result);
      }
      if (!isClosed(out)) {
        push(out, result);
      }
      if (finishing) {
        close();
      } else if (sealedBy == null) {
        writeBack();
        if (log.hasIdleWork()) {
          rest();
        }
      }
    }

    private void writeBack() {
      if (log.hasWriteBack() && writingBack.compareAndSet(false, true)) {
        try {
          background.execute(this::writeLogBack);
        } catch (RuntimeException refused) {
          sealedBy = refused;
        }
      }
    }

    private void rest() {
      atDisk = true;
      try {
        io.execute(this::idleWork);
      } catch (RuntimeException refused) {
        atDisk = false;
        sealedBy = refused;
      }
    }

    private void onRested(IdleWork done) {
      atDisk = false;
      if (done.failure() != null) {
        sealedBy = done.failure();
      }
      if (finishing) {
        close();
      } else if (isAvailable(out)) {
        pull(in);
      }
    }

    private void finish() {
      finishing = true;
      setKeepGoing(true);
      if (!atDisk) {
        close();
      }
    }

    private void close() {
      closing = true;
      try {
        io.execute(this::closeLog);
      } catch (RuntimeException refused) {
        failStage(refused);
      }
    }

    private void onClosed(Closed result) {
      Throwable failure = upstreamFailure != null ? upstreamFailure : result.failure();
      if (failure != null) {
        failStage(failure);
      } else {
        completeStage();
      }
    }

    // The tasks: on io. What they catch, whatever it is, goes back as a result.

    private void append(LogBatch batch) {
      LogResult result;
      try {
        result = log.append(batch);
        if (result.kind() == LogResult.Kind.APPENDED && batch.level() == Durability.DISK) {
          io.execute(() -> sync(batch));
          return;
        }
      } catch (Throwable failure) {
        result = LogResult.failed(batch, LogResult.Kind.FAILED, failure);
      }
      answered.invoke(result);
    }

    private void sync(LogBatch batch) {
      LogResult result;
      try {
        result = log.sync(batch);
      } catch (Throwable failure) {
        result = LogResult.failed(batch, LogResult.Kind.FAILED, failure);
      }
      answered.invoke(result);
    }

    private void idleWork() {
      IdleWork done;
      try {
        log.idleWork();
        done = new IdleWork(null);
      } catch (Throwable failure) {
        done = new IdleWork(failure);
      }
      rested.invoke(done);
    }

    /** On background. Should it fail, the next batch is told. */
    private void writeLogBack() {
      try {
        log.writeBack();
      } finally {
        writingBack.set(false);
      }
    }

    private void closeLog() {
      Closed done;
      try {
        done = new Closed(log.close());
      } catch (Throwable failure) {
        done = new Closed(failure);
      }
      closed.invoke(done);
    }

    private final class In extends AbstractInHandler {
      @Override
      public void onPush() {
        take(grab(in));
      }

      @Override
      public void onUpstreamFinish() {
        finish();
      }

      @Override
      public void onUpstreamFailure(Throwable failure) {
        upstreamFailure = failure;
        finish();
      }
    }

    private final class Out extends AbstractOutHandler {
      @Override
      public void onPull() {
        if (!atDisk && !finishing) {
          pull(in);
        }
      }

      @Override
      public void onDownstreamFinish(Throwable cause) {
        if (!finishing) {
          cancel(in, cause);
          finish();
        }
      }
    }
  }

  private static Throwable cause(LogResult result) {
    Throwable failure = result.failure();
    return failure != null ? failure : new IllegalStateException("the log said " + result.kind());
  }

  private record IdleWork(@Nullable Throwable failure) {}

  private record Closed(@Nullable Throwable failure) {}
}
