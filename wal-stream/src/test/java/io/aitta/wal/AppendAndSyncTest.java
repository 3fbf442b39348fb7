package io.aitta.wal;

import static io.aitta.core.Durability.DISK;
import static io.aitta.core.Durability.MEMORY;
import static io.aitta.core.Durability.OS;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aitta.core.Durability;
import io.aitta.wal.LogResult.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.QueueOfferResult;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.typed.javadsl.ActorSink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AppendAndSyncTest {
  private sealed interface Fact {}

  private record Answered(LogResult result) implements Fact {}

  private record Failed(Throwable cause) implements Fact {}

  private enum Completed implements Fact {
    COMPLETED
  }

  /** Tasks wait until the test runs them; the test is the disk's thread. */
  private static final class ManualExecutor implements Executor {
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private volatile boolean refuses;
    private volatile Thread lastGiver;

    @Override
    public void execute(Runnable task) {
      if (refuses) {
        throw new RejectedExecutionException("planted");
      }
      lastGiver = Thread.currentThread();
      tasks.add(task);
    }

    /** Who gave the task that was given last. */
    Thread lastGiver() {
      return requireNonNull(lastGiver);
    }

    void refuse(boolean now) {
      refuses = now;
    }

    boolean isEmpty() {
      return tasks.isEmpty();
    }

    /** Waits for a task; it has begun when the caller runs it. */
    Runnable take() throws InterruptedException {
      return requireNonNull(tasks.poll(3, TimeUnit.SECONDS), "no task came");
    }

    void runNext() throws InterruptedException {
      take().run();
    }
  }

  /** Writes down what it is told and does what the test says. */
  private static final class ManualLog implements WriteLog {
    private final List<String> calls = new ArrayList<>();
    private Kind appends = Kind.APPENDED;
    private Error thrownByAppend;
    private Error thrownBySync;
    private Error thrownByIdleWork;
    private Throwable closeFailure;
    private boolean idleWork;
    private boolean writeBack;

    @Override
    public LogResult append(LogBatch batch) {
      calls.add("append " + batch.lastNumber());
      if (thrownByAppend != null) {
        throw thrownByAppend;
      }
      return new LogResult(batch, appends, OS, 0, 0, 0, null);
    }

    @Override
    public LogResult sync(LogBatch batch) {
      calls.add("sync " + batch.lastNumber());
      if (thrownBySync != null) {
        throw thrownBySync;
      }
      return new LogResult(batch, Kind.APPENDED, DISK, 0, 0, 0, null);
    }

    @Override
    public boolean canPayFor(long bytes) {
      return true;
    }

    @Override
    public boolean hasIdleWork() {
      return idleWork;
    }

    @Override
    public void idleWork() {
      calls.add("idle work");
      idleWork = false;
      if (thrownByIdleWork != null) {
        throw thrownByIdleWork;
      }
    }

    @Override
    public boolean hasWriteBack() {
      return writeBack;
    }

    @Override
    public void writeBack() {
      calls.add("write back");
      writeBack = false;
    }

    @Override
    public Throwable close() {
      calls.add("close");
      return closeFailure;
    }
  }

  private final ActorTestKit testKit = ActorTestKit.create();
  private ManualLog log;
  private ManualExecutor io;
  private ManualExecutor background;
  private TestProbe<Fact> owner;
  private BoundedSourceQueue<LogBatch> queue;
  private UniqueKillSwitch killSwitch;
  private long last;

  @AfterAll
  void stop() {
    testKit.shutdownTestKit();
  }

  @BeforeEach
  void start() {
    log = new ManualLog();
    io = new ManualExecutor();
    background = new ManualExecutor();
    owner = testKit.createTestProbe();
    last = 0;
    run(new AppendAndSync(log, io, background), owner.ref());
  }

  @AfterEach
  void letTheLogBeClosed() {
    io.refuse(false);
  }

  private void run(AppendAndSync stage, ActorRef<Fact> to) {
    var pair =
        Source.<LogBatch>queue(1)
            .viaMat(KillSwitches.single(), Keep.both())
            .via(stage)
            .<Fact>map(Answered::new)
            .to(ActorSink.actorRef(to, Completed.COMPLETED, Failed::new))
            .run(Materializer.createMaterializer(testKit.system()));
    queue = pair.first();
    killSwitch = pair.second();
  }

  private LogBatch offer(Durability level) {
    LogBatch batch = TestBatch.of(level, last, 1, 10);
    last++;
    assertThat(queue.offer(batch)).isEqualTo(QueueOfferResult.enqueued());
    return batch;
  }

  private LogResult answer() {
    return owner.expectMessageClass(Answered.class).result();
  }

  @Test
  @Tag("W09")
  void aDiskBatchIsAnsweredOnlyAfterItsSync() throws Exception {
    LogBatch batch = offer(DISK);
    io.runNext();
    assertThat(log.calls).containsExactly("append 1");
    io.runNext();
    assertThat(log.calls).containsExactly("append 1", "sync 1");
    LogResult result = answer();
    assertThat(result.batch()).isSameAs(batch);
    assertThat(result.reached()).isEqualTo(DISK);
  }

  @Test
  void batchesOfWeakerLevelsAreNotSynced() throws Exception {
    for (Durability level : List.of(OS, MEMORY)) {
      offer(level);
      io.runNext();
      assertThat(answer().reached()).isEqualTo(OS);
    }
    assertThat(log.calls).containsExactly("append 1", "append 2");
  }

  @Test
  void batchesGoOnWhileTheLogIsWrittenBack() throws Exception {
    log.writeBack = true;
    offer(OS);
    io.runNext();
    answer();
    Runnable writeBack = background.take();
    log.writeBack = false;
    offer(OS);
    io.runNext();
    answer();
    writeBack.run();
    assertThat(log.calls).containsExactly("append 1", "append 2", "write back");
    assertThat(background.isEmpty()).isTrue();
  }

  @Test
  void oneWriteBackAtATimeIsAskedFor() throws Exception {
    log.writeBack = true;
    for (int i = 0; i < 3; i++) {
      offer(OS);
      io.runNext();
      answer();
    }
    background.runNext();
    assertThat(background.isEmpty()).isTrue();
    assertThat(log.calls).containsExactly("append 1", "append 2", "append 3", "write back");
  }

  @Test
  void aWriteBackThatNobodyTakesSealsTheLog() throws Exception {
    log.writeBack = true;
    background.refuse(true);
    offer(OS);
    io.runNext();
    assertThat(answer().kind()).isEqualTo(Kind.APPENDED);
    offer(OS);
    assertThat(answer().kind()).isEqualTo(Kind.SEALED);
  }

  @Test
  void oneBatchIsAtTheDiskAtATimeAndAnswersKeepTheirOrder() throws Exception {
    offer(DISK);
    io.runNext();
    offer(OS);
    assertThat(io.isEmpty()).isFalse(); // the sync of the first, and nothing else
    io.runNext();
    assertThat(answer().batch().lastNumber()).isEqualTo(1);
    io.runNext();
    assertThat(answer().batch().lastNumber()).isEqualTo(2);
    assertThat(log.calls).containsExactly("append 1", "sync 1", "append 2");
  }

  @Test
  void theDiskGoesOnWithABatchThatCameMeanwhileBeforeTheStreamHearsOfTheFirst() throws Exception {
    boolean wentOn = false;
    for (int i = 0; i < 1_000 && !wentOn; i++) { // the stream may not have taken it in yet
      offer(DISK);
      io.runNext();
      Runnable sync = io.take();
      offer(OS);
      await().until(() -> queue.size() == 0);
      sync.run();
      Runnable append = io.take();
      wentOn = io.lastGiver() == Thread.currentThread();
      append.run();
      assertThat(answer().batch().lastNumber()).isEqualTo(last - 1);
      assertThat(answer().batch().lastNumber()).isEqualTo(last);
    }
    assertThat(wentOn).isTrue();
  }

  @Test
  @Tag("W08")
  void aBatchBehindOneThatFailedIsNotBegunWith() throws Exception {
    log.thrownBySync = new StackOverflowError("planted");
    offer(DISK);
    io.runNext();
    Runnable sync = io.take();
    LogBatch behind = offer(OS);
    sync.run();
    assertThat(answer().kind()).isEqualTo(Kind.FAILED);
    while (!io.isEmpty()) {
      io.runNext();
    }
    LogResult refused = answer();
    assertThat(refused.batch()).isSameAs(behind);
    assertThat(refused.kind()).isEqualTo(Kind.SEALED);
    assertThat(log.calls).containsExactly("append 1", "sync 1");
  }

  @Test
  void nothingIsAddedToABatchOnceTheLogBeginsWithIt() throws Exception {
    var begun = new ArrayList<String>();
    LogBatch batch =
        new TestBatch(0, 1, OS, List.of(TestBatch.operation(1, 10))) {
          @Override
          public void begin() {
            begun.addAll(log.calls);
            begun.add("begin");
          }
        };
    queue.offer(batch);
    io.runNext();
    assertThat(answer().batch()).isSameAs(batch);
    assertThat(begun).containsExactly("begin");
    assertThat(log.calls).containsExactly("append 1");
  }

  @Test
  void finishingWaitsForTheBatchBehindTheOneAtTheDiskToo() throws Exception {
    offer(DISK);
    io.runNext();
    Runnable sync = io.take();
    offer(OS);
    await().until(() -> queue.size() == 0);
    queue.complete();
    sync.run();
    answer();
    io.runNext();
    assertThat(answer().batch().lastNumber()).isEqualTo(2);
    io.runNext();
    owner.expectMessage(Completed.COMPLETED);
    assertThat(log.calls).containsExactly("append 1", "sync 1", "append 2", "close");
  }

  @Test
  void whatATaskThrowsIsTheBatchesResult() throws Exception {
    log.thrownByAppend = new OutOfMemoryError("planted");
    offer(DISK);
    io.runNext();
    LogResult result = answer();
    assertThat(result.kind()).isEqualTo(Kind.FAILED);
    assertThat(result.failure()).isSameAs(log.thrownByAppend);
  }

  @Test
  void whatASyncThrowsIsTheBatchesResult() throws Exception {
    log.thrownBySync = new StackOverflowError("planted");
    offer(DISK);
    io.runNext();
    io.runNext();
    assertThat(answer().failure()).isSameAs(log.thrownBySync);
  }

  @Test
  @Tag("W08")
  void afterAFailureTheLogIsNeverCalledAgainButToCloseIt() throws Exception {
    log.thrownByAppend = new OutOfMemoryError("planted");
    offer(DISK);
    io.runNext();
    answer();
    LogBatch second = offer(DISK);
    LogResult refused = answer();
    assertThat(refused.batch()).isSameAs(second);
    assertThat(refused.kind()).isEqualTo(Kind.SEALED);
    assertThat(refused.failure()).isSameAs(log.thrownByAppend);
    queue.complete();
    io.runNext();
    owner.expectMessage(Completed.COMPLETED);
    assertThat(log.calls).containsExactly("append 1", "close");
  }

  @Test
  void aFullDiskIsNoFailure() throws Exception {
    log.appends = Kind.DISK_FULL;
    offer(DISK);
    io.runNext();
    assertThat(answer().kind()).isEqualTo(Kind.DISK_FULL);
    log.appends = Kind.APPENDED;
    offer(OS);
    io.runNext();
    assertThat(answer().kind()).isEqualTo(Kind.APPENDED);
  }

  @Test
  @Tag("J07")
  void anExecutorThatTakesNoTaskFailsTheBatchAndLosesNone() {
    io.refuse(true);
    LogBatch batch = offer(DISK);
    LogResult result = answer();
    assertThat(result.batch()).isSameAs(batch);
    assertThat(result.kind()).isEqualTo(Kind.FAILED);
    assertThat(result.failure()).isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void anExecutorThatTakesNoSyncFailsTheBatch() throws Exception {
    offer(DISK);
    Runnable append = io.take();
    io.refuse(true);
    append.run();
    assertThat(answer().kind()).isEqualTo(Kind.FAILED);
  }

  @Test
  void whenTheOwnerFinishesTheStageWaitsForTheDiskAndClosesTheLog() throws Exception {
    offer(DISK);
    io.runNext();
    queue.complete();
    io.runNext();
    assertThat(answer().reached()).isEqualTo(DISK);
    io.runNext();
    owner.expectMessage(Completed.COMPLETED);
    assertThat(log.calls).containsExactly("append 1", "sync 1", "close");
  }

  @Test
  void whenTheOwnerFailsTheStageWaitsForTheDiskToo() throws Exception {
    offer(OS);
    Runnable append = io.take();
    IllegalStateException cause = new IllegalStateException("planted");
    killSwitch.abort(cause);
    append.run();
    assertThat(answer().kind()).isEqualTo(Kind.APPENDED);
    io.runNext();
    assertThat(owner.expectMessageClass(Failed.class).cause()).isSameAs(cause);
    assertThat(log.calls).containsExactly("append 1", "close");
  }

  @Test
  void aLogThatCannotBeClosedFailsTheStage() throws Exception {
    log.closeFailure = new IOException("planted");
    queue.complete();
    io.runNext();
    assertThat(owner.expectMessageClass(Failed.class).cause()).isSameAs(log.closeFailure);
  }

  @Test
  void idleWorkIsDoneBetweenBatchesAndNeverBesideOne() throws Exception {
    log.idleWork = true;
    offer(OS);
    io.runNext();
    answer();
    Runnable idleWork = io.take();
    offer(OS);
    assertThat(io.isEmpty()).isTrue();
    idleWork.run();
    io.runNext();
    answer();
    assertThat(log.calls).containsExactly("append 1", "idle work", "append 2");
  }

  @Test
  void idleWorkThatThrowsSealsTheLog() throws Exception {
    log.idleWork = true;
    log.thrownByIdleWork = new OutOfMemoryError("planted");
    offer(OS);
    io.runNext();
    answer();
    io.runNext();
    offer(OS);
    assertThat(answer().kind()).isEqualTo(Kind.SEALED);
  }

  @Test
  void finishingDuringIdleWorkWaitsForIt() throws Exception {
    log.idleWork = true;
    offer(OS);
    io.runNext();
    answer();
    Runnable idleWork = io.take();
    queue.complete();
    idleWork.run();
    io.runNext();
    owner.expectMessage(Completed.COMPLETED);
    assertThat(log.calls).containsExactly("append 1", "idle work", "close");
  }

  @Test
  void aLogHasOneStream() {
    AppendAndSync stage = new AppendAndSync(new ManualLog(), io, Runnable::run);
    run(stage, owner.ref());
    assertThatThrownBy(() -> run(stage, owner.ref())).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aStreamThatIsStoppedFromOutsideClosesTheLog() throws Exception {
    ManualLog other = new ManualLog();
    Materializer materializer = Materializer.createMaterializer(testKit.system());
    Source.<LogBatch>queue(1)
        .via(new AppendAndSync(other, io, Runnable::run))
        .<Fact>map(Answered::new)
        .to(ActorSink.actorRef(owner.ref(), Completed.COMPLETED, Failed::new))
        .run(materializer);
    materializer.shutdown();
    io.runNext();
    assertThat(other.calls).containsExactly("close");
  }

  @Test
  @Tag("W15")
  void aRealLogBehindTheStageIsDurableWhenItSaysSo() throws Exception {
    LogHouse house = LogHouse.open(LogHouse.PLAIN);
    run(new AppendAndSync(house.log, Runnable::run, Runnable::run), owner.ref());
    for (int i = 0; i < 100; i++) {
      offer(i % 3 == 0 ? DISK : OS);
      LogResult result = answer();
      assertThat(result.kind()).isEqualTo(Kind.APPENDED);
      assertThat(result.appendedThrough()).isEqualTo(last);
      assertThat(result.reached()).isEqualTo(i % 3 == 0 ? DISK : OS);
    }
    queue.complete();
    owner.expectMessage(Completed.COMPLETED);
    assertThat(house.log.close()).isNull();
  }
}
