package io.aitta.wal;

import io.aitta.core.Durability;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
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
import org.jspecify.annotations.Nullable;

/**
 * Appends one batch at a time and syncs at most once for it. The disk work is a task on {@code io},
 * append and sync one each: the stream's thread never blocks, and a simulator can put anything
 * between the two. One more batch is taken in while one is at the disk: {@code io} goes on with it
 * at once, and the stream hears of the first meanwhile. What nobody waits to see synced is written
 * back on {@code background} while batches go on.
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

  private enum Disk {
    FREE,
    BUSY
  }

  private final class Logic extends GraphStageLogic {
    private final AsyncCallback<Answer> answered = createAsyncCallback(this::onAnswered);
    private final AsyncCallback<Done> rested = createAsyncCallback(done -> onRested());
    private final AsyncCallback<Closed> closed = createAsyncCallback(this::onClosed);

    private final AtomicBoolean writingBack = new AtomicBoolean(); // one waits, or is under way

    /** {@link Disk}, or while that is busy, the batch that comes next: set by us, taken by io. */
    private final AtomicReference<Object> disk = new AtomicReference<>(Disk.FREE);

    private volatile @Nullable Throwable sealedBy;

    private int underWay; // given to the disk and not yet heard of: batches, or idle work
    private boolean finishing; // no more batches come: close the log as soon as the disk is done
    private boolean closing;
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
      if (why != null && underWay == 0) {
        emit(out, LogResult.failed(batch, LogResult.Kind.SEALED, why));
        return;
      }
      underWay++;
      if (disk.compareAndSet(Disk.BUSY, batch)) {
        return; // io goes on with it
      }
      disk.set(Disk.BUSY);
      try {
        io.execute(() -> append(batch));
      } catch (RuntimeException refused) {
        disk.set(Disk.FREE);
        onAnswered(new Answer(fail(batch, refused), false));
      }
    }

    private void onAnswered(Answer answer) {
      underWay--;
      if (!isClosed(out)) {
        emit(out, answer.result());
      }
      if (finishing) {
        closeIfDone();
      } else if (answer.idleWork() && underWay == 0) {
        rest();
      }
    }

    private void rest() {
      underWay++;
      disk.set(Disk.BUSY);
      try {
        io.execute(this::idleWork);
      } catch (RuntimeException refused) {
        underWay--;
        disk.set(Disk.FREE);
        sealedBy = refused;
      }
    }

    private void onRested() {
      underWay--;
      if (finishing) {
        closeIfDone();
      } else {
        pullIfWanted();
      }
    }

    /** One batch more than is at the disk. */
    private void pullIfWanted() {
      if (!finishing && underWay < 2 && isAvailable(out) && !hasBeenPulled(in)) {
        pull(in);
      }
    }

    private void finish() {
      finishing = true;
      setKeepGoing(true);
      closeIfDone();
    }

    private void closeIfDone() {
      if (underWay == 0) {
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
        batch.begin();
        Throwable why = sealedBy;
        if (why != null) {
          result = LogResult.failed(batch, LogResult.Kind.SEALED, why);
        } else {
          result = log.append(batch);
          if (result.kind() == LogResult.Kind.APPENDED && batch.level() == Durability.DISK) {
            io.execute(() -> sync(batch));
            return;
          }
        }
      } catch (Throwable failure) {
        result = LogResult.failed(batch, LogResult.Kind.FAILED, failure);
      }
      answer(result);
    }

    private void sync(LogBatch batch) {
      LogResult result;
      try {
        result = log.sync(batch);
      } catch (Throwable failure) {
        result = LogResult.failed(batch, LogResult.Kind.FAILED, failure);
      }
      answer(result);
    }

    private void answer(LogResult result) {
      if (result.kind().isFinal() && sealedBy == null) {
        sealedBy = cause(result);
      }
      writeBack();
      LogBatch next = next();
      boolean idleWork = next == null && sealedBy == null && log.hasIdleWork();
      answered.invoke(new Answer(result, idleWork));
      goOn(next);
    }

    private void writeBack() {
      if (sealedBy == null && log.hasWriteBack() && writingBack.compareAndSet(false, true)) {
        try {
          background.execute(this::writeLogBack);
        } catch (RuntimeException refused) {
          sealedBy = refused;
        }
      }
    }

    private void idleWork() {
      try {
        log.idleWork();
      } catch (Throwable failure) {
        sealedBy = failure;
      }
      LogBatch next = next();
      rested.invoke(Done.done());
      goOn(next);
    }

    /** What to go on with; if nothing, the disk is free from now on. */
    private @Nullable LogBatch next() {
      while (!disk.compareAndSet(Disk.BUSY, Disk.FREE)) {
        Object next = disk.get();
        if (next instanceof LogBatch batch && disk.compareAndSet(next, Disk.BUSY)) {
          return batch;
        }
      }
      return null;
    }

    private void goOn(@Nullable LogBatch next) {
      if (next != null) {
        try {
          io.execute(() -> append(next));
        } catch (RuntimeException refused) {
          answer(fail(next, refused));
        }
      }
    }

    private LogResult fail(LogBatch batch, Throwable why) {
      sealedBy = why;
      return LogResult.failed(batch, LogResult.Kind.FAILED, why);
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
        pullIfWanted();
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
        pullIfWanted();
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

  /** A result, and whether the log would make use of a pause. */
  private record Answer(LogResult result, boolean idleWork) {}

  private record Closed(@Nullable Throwable failure) {}
}
