package io.aitta.wal;

import io.aitta.core.Durability;
import io.aitta.core.io.DiskFullException;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.TimeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The log as files in a directory. A group is one write call and at most one sync; files follow
 * each other in a chain in which each names the length of the one before.
 *
 * <p>What cannot happen: a {@code disk} result before the bytes, the file's length and its name are
 * synced; a write to a file whose write or sync failed; a file that claims a length of its
 * predecessor that is not durable; a group behind one that was refused but is still in the file.
 *
 * <p>Calls that write are for the log's own executor (they take a lock, so that a second thread
 * breaks nothing); {@link #bytes}, {@link #files} and {@link #figures} are safe on any thread and
 * never wait for a sync; {@link #removeThrough} and {@link #writeBack} are for any thread that may
 * block.
 *
 * <p>Over 400 lines: every way a group can end changes the same few fields under one lock; files,
 * encoding, removal and counting are in classes of their own.
 */
public final class FileLog implements WriteLog {
  /**
   * Where a log begins.
   *
   * @param numberBefore what the first batch names as the number before it
   * @param firstNumber batches below it only repeat what older logs say: they are a copy made while
   *     recovering. {@code numberBefore + 1} if there is no such copy
   * @param timeMarkMillis the greatest of the older files
   * @param older files of an earlier life, to be removed with the log's own; oldest first
   */
  public record Start(
      long numberBefore, long firstNumber, long timeMarkMillis, Collection<LogFile> older) {
    /** For a store that recovered: whatever was replayed is in tables by now. */
    public static Start after(LogReplay.Summary replayed) {
      long last = replayed.lastNumber();
      return new Start(last, last + 1, replayed.timeMarkMillis(), replayed.files());
    }

    /** For a store that never had a log. */
    public static Start fresh() {
      return new Start(0, 1, 0, List.of());
    }
  }

  private static final int PAGE_BYTES = 4096;

  /** With less left, others may take it all between two looks. */
  private static final long SCARCE_BYTES = 64L << 20;

  /** The part of what is beyond that which a look is good for. */
  private static final long SPARE_PART = 64;

  private static final long SPACE_SEEN_BYTES_MAX = 8L << 20;
  private static final long SPACE_SEEN_NANOS_MAX = 1_000_000_000;

  /** A file of less than this part of a full one is not worth the syncs of leaving it. */
  private static final int LEFT_PART = 64;

  private final LogSettings settings;
  private final TimeSource time;
  private final Ballast ballast;
  private final LogChain chain;
  private final GroupWriter writer;
  private final LogCounters counters = new LogCounters();

  private OpenLog current;
  private long appendedThrough;
  private long syncedThrough;
  private long timeMarkMillis;
  private boolean preparesNext = true;
  private boolean wasLarge;

  /** So far into the current file there was space when the system was last asked, and when. */
  private long spaceSeenUntil;

  private long spaceSeenNanos;

  /** The next group begins a file: it takes more than its own bytes. */
  private volatile boolean rollsNext;

  /** Of the last group, if that found no space, and its last number. */
  private @Nullable DiskFullException refusal;

  private long refusedThrough;

  private boolean nothingAhead;
  private boolean writingBack;
  private long writtenBackThrough;
  private boolean closed;
  private @Nullable Throwable failure;

  private FileLog(
      LogSettings settings, TimeSource time, Ballast ballast, LogChain chain, Start start)
      throws IOException {
    this.settings = settings;
    this.time = time;
    this.ballast = ballast;
    this.chain = chain;
    this.writer = new GroupWriter(settings.groupBytes());
    this.appendedThrough = start.numberBefore();
    this.syncedThrough = start.numberBefore();
    this.timeMarkMillis = start.timeMarkMillis();
    this.current = chain.begin(start);
    this.counters.began(current.number(), current.appended());
  }

  /**
   * Creates a log that begins anew, durably. Its owner names it in the manifest before the first
   * batch with a number from {@code start.firstNumber} on.
   *
   * @param newFileNumber numbers that no file ever had, ascending; called on the log's executor
   * @throws DiskFullException if even the ballast could not pay for it
   */
  public static FileLog create(
      FileSystem fs,
      TimeSource time,
      Path directory,
      long storeId,
      LogSettings settings,
      LongSupplier newFileNumber,
      Ballast ballast,
      Start start)
      throws IOException {
    LogChain chain = new LogChain(fs, directory, storeId, newFileNumber, ballast, start.older());
    return new FileLog(settings, time, ballast, chain, start);
  }

  @Override
  public synchronized LogResult append(LogBatch batch) {
    Throwable why = closedBy();
    if (why != null) {
      return result(batch, LogResult.Kind.SEALED, why);
    }
    try {
      if (batch.operations() == 0) {
        return appendEmpty(batch);
      }
      DiskFullException full = refusal;
      if (full != null && batch.numberBefore() == refusedThrough) {
        return refused(batch, full);
      }
      LogResult result = appendGroup(batch);
      if (result.kind().isOutOfSpace() && batch.spendsBallast()) {
        ballast.release();
        result = appendGroup(batch);
      }
      return result;
    } catch (Throwable unexpected) {
      return failed(batch, unexpected);
    }
  }

  @Override
  public synchronized LogResult sync(LogBatch batch) {
    Throwable why = closedBy();
    if (why != null) {
      return result(batch, LogResult.Kind.FAILED, why);
    }
    try {
      syncGroups();
      if (batch.operations() == 0) {
        LogResult said = say(batch); // synced it is, whether or not there is room to say so
        return said.kind().isOutOfSpace() ? appended(batch) : said;
      }
      return appended(batch);
    } catch (Throwable unexpected) {
      return failed(batch, unexpected);
    }
  }

  @Override
  public synchronized boolean hasIdleWork() {
    return closedBy() == null
        && !nothingAhead
        && settings.prepareBytes() > 0
        && preparesNext
        && current.room() < settings.prepareBytes() / 4
        && current.appended() + current.room() < settings.fileBytes();
  }

  @Override
  public synchronized void idleWork() {
    if (hasIdleWork()) {
      try {
        prepare(0);
      } catch (DiskFullException full) {
        nothingAhead = true; // told to whoever needs the space, when it is needed
      } catch (Throwable unexpected) {
        fail(unexpected);
      }
    }
  }

  @Override
  public synchronized boolean hasWriteBack() {
    return closedBy() == null
        && !writingBack
        && settings.writeBackBytes() > 0
        && current.bytesToWriteBack() >= settings.writeBackBytes();
  }

  @Override
  public void writeBack() {
    OpenLog file = beginWriteBack();
    if (file != null) {
      @Nullable Throwable why = null;
      try {
        file.writeBack(); // without the log's lock: writes go on
      } catch (Throwable unexpected) {
        why = unexpected;
      }
      endWriteBack(file, why);
    }
  }

  private synchronized @Nullable OpenLog beginWriteBack() {
    if (!hasWriteBack()) {
      return null;
    }
    writingBack = true;
    writtenBackThrough = appendedThrough;
    current.willWriteBack();
    return current;
  }

  private synchronized void endWriteBack(OpenLog file, @Nullable Throwable why) {
    writingBack = false;
    if (why != null) {
      fail(why);
    } else if (closedBy() == null) {
      file.wroteBack();
      counters.writtenBack();
      syncedThrough = Math.max(syncedThrough, writtenBackThrough);
    }
  }

  @Override
  public boolean canPayFor(long bytes) {
    boolean whole = bytes <= settings.groupBytes(); // or pieces of it are written before the last
    return whole && !rollsNext && bytes + PAGE_BYTES <= ballast.heldBytes();
  }

  @Override
  public synchronized @Nullable Throwable close() {
    if (closed) {
      return failure;
    }
    failure = failure == null ? current.failure() : failure;
    try {
      if (failure == null) {
        syncGroups();
        sayLastWords();
      }
    } catch (Throwable unexpected) {
      failure = unexpected;
    }
    closed = true;
    try {
      current.close();
    } catch (IOException unexpected) {
      failure = failure == null ? unexpected : failure;
    }
    return failure;
  }

  /**
   * Removes the files whose operations are all numbered {@code number} or less: closed ones, and
   * the present one, after which the log goes on in a new file, if it is worth that.
   *
   * @return what was removed
   */
  public List<LogFile> removeThrough(long number) throws IOException {
    leaveIfDone(number);
    return chain.closedLogs().removeThrough(number);
  }

  /** Bytes of records in all files. */
  public long bytes() {
    return chain.closedLogs().bytes() + counters.currentBytes();
  }

  /** The closed files, oldest first. */
  public List<LogFile> files() {
    return chain.closedLogs().list();
  }

  /** What was done so far. */
  public LogFigures figures() {
    return counters.figures();
  }

  private LogResult appendGroup(LogBatch batch) throws IOException {
    check(batch);
    if (!batch.spendsBallast() && !ballast.hold()) {
      return refused(batch, ballast.refusal());
    }
    DiskFullException full = roll(batch);
    if (full != null) {
      return refused(batch, full);
    }
    long begin = current.appended();
    try {
      full = write(batch);
    } catch (DiskFullException inTheMiddle) {
      fence(begin);
      remember(batch, inTheMiddle);
      return result(batch, LogResult.Kind.DISK_FULL_FENCED, inTheMiddle);
    }
    if (full != null) {
      return refused(batch, full);
    }
    appendedThrough = batch.lastNumber();
    rollsNext = current.appended() >= settings.fileBytes();
    refusal = null;
    wasLarge = current.appended() - begin >= settings.smallGroupBytes();
    preparesNext = isBetterPrepared(batch, current.appended() - begin);
    nothingAhead = false;
    counters.group(batch.operations(), current.appended() - begin);
    return appended(batch);
  }

  private void check(LogBatch batch) {
    boolean follows = batch.numberBefore() == appendedThrough;
    boolean ascends = batch.firstNumber() > batch.numberBefore();
    if (!follows
        || !ascends
        || batch.lastNumber() - batch.firstNumber() + 1 != batch.operations()) {
      String numbers = batch.firstNumber() + ".." + batch.lastNumber();
      throw new IllegalStateException(
          "a batch of "
              + batch.operations()
              + " operations, "
              + numbers
              + " behind "
              + batch.numberBefore()
              + ", where the log ends at "
              + appendedThrough);
    }
  }

  /**
   * Says how far the log is synced, if it does not say so yet and there is room for it. Whether
   * there is room for writes is what the caller learns by the way.
   */
  private LogResult appendEmpty(LogBatch batch) throws IOException {
    if (batch.level() == Durability.DISK) {
      return appended(batch); // its sync follows
    }
    LogResult said = say(batch);
    return said.kind() == LogResult.Kind.APPENDED && !ballast.hold()
        ? refused(batch, ballast.refusal())
        : said;
  }

  private LogResult say(LogBatch batch) throws IOException {
    if (!current.hasUnsaid() || !canSay()) {
      return appended(batch);
    }
    long begin = current.appended();
    LogBatch words = new EmptyBatch(appendedThrough, Durability.OS, batch.timeMarkMillis());
    try {
      DiskFullException full = write(words);
      return full == null ? appended(batch) : refused(batch, full);
    } catch (DiskFullException inTheMiddle) {
      fence(begin);
      return result(batch, LogResult.Kind.DISK_FULL_FENCED, inTheMiddle);
    }
  }

  /**
   * Says at the end how far the log is synced, once more behind the page where it ends: a block of
   * the disk that rots cannot take both the last groups and the proof that they were there.
   */
  private void sayLastWords() throws IOException {
    if (!current.hasGroups() || !canSay()) {
      return;
    }
    LogBatch words = new EmptyBatch(appendedThrough, Durability.OS, timeMarkMillis);
    long end = current.appended() + GroupWriter.EMPTY_BYTES;
    int padding = (int) (-end & (PAGE_BYTES - 1));
    try {
      writer.encode(current.file(), current.salt(), words, current.synced());
      writer.pad(padding);
      writer.finish();
      writer.encode(current.file(), current.salt(), words, current.synced());
      writer.finish();
    } catch (DiskFullException full) {
      counters.refused(); // a torn word behind what is synced does no harm
    }
  }

  private boolean canSay() {
    return current.room() >= GroupWriter.EMPTY_BYTES || ballast.isHeld();
  }

  /**
   * Encodes and appends.
   *
   * @return why there is no space, with nothing appended; or null
   * @throws DiskFullException in the middle: nobody knows what is in the file
   */
  private @Nullable DiskFullException write(LogBatch batch) throws IOException {
    long synced = current.synced();
    try {
      if (batch.spendsBallast()) { // all or nothing: there may be no room left for a fence
        current.file().prepare(current.appended() + writer.bytesMax(batch));
      }
    } catch (DiskFullException full) {
      return full;
    }
    writer.encode(current.file(), current.salt(), batch, synced);
    if (writer.isWhole() && current.room() < writer.pendingBytes()) {
      try {
        findSpace(batch, writer.pendingBytes());
      } catch (DiskFullException full) {
        return full;
      }
    }
    writer.finish();
    current.said(synced);
    timeMarkMillis = Math.max(timeMarkMillis, batch.timeMarkMillis());
    return null;
  }

  /**
   * Whether a group is better off with space taken ahead: a small one whose sync somebody waits
   * for, since a file that does not grow is synced sooner. Others would only be written twice.
   */
  private boolean isBetterPrepared(LogBatch batch, long bytes) {
    return settings.prepareBytes() > 0
        && batch.level() == Durability.DISK
        && bytes < settings.smallGroupBytes();
  }

  /**
   * Space for a group before anything of it is appended: taken if the group is better off with it
   * and the one before was not large, or if little is left, or nobody knows how much. Else the
   * system is asked, once a second or for 8 MiB: whoever takes all there is in between makes an
   * append fail, for which the ballast pays. A group that may be accepted by now must not come to
   * that, since the ballast is to pay for it as well: space for it is always taken.
   *
   * @throws DiskFullException if there is none
   */
  private void findSpace(LogBatch batch, int bytes) throws IOException {
    if (settings.prepareBytes() == 0) {
      return;
    }
    boolean mayBeAccepted = batch.level() == Durability.MEMORY;
    boolean better = isBetterPrepared(batch, bytes) && !wasLarge; // the next is likely to be alike
    if (mayBeAccepted || better) {
      takeSpace(bytes);
    } else if (!isSpaceSeen(bytes)) {
      long wanted = Math.max(bytes, settings.prepareBytes());
      long spare = chain.usableBytes() - SCARCE_BYTES;
      if (spare < wanted) {
        takeSpace(bytes);
      } else {
        long part = Math.min(spare / SPARE_PART, SPACE_SEEN_BYTES_MAX);
        spaceSeenUntil = current.appended() + Math.max(wanted, part);
        spaceSeenNanos = time.nanos();
      }
    }
  }

  private boolean isSpaceSeen(int bytes) {
    return current.appended() + bytes <= spaceSeenUntil
        && time.nanos() - spaceSeenNanos <= SPACE_SEEN_NANOS_MAX;
  }

  /** Takes space for a group and for what follows it; all there is, if that is enough for it. */
  private void takeSpace(int bytes) throws IOException {
    try {
      prepare(bytes);
    } catch (DiskFullException full) {
      if (current.room() < bytes) {
        throw full;
      }
    }
  }

  private void prepare(int bytes) throws IOException {
    long needed = current.appended() + bytes;
    long ahead = current.appended() + current.room() + settings.prepareBytes();
    current.file().prepare(Math.max(needed, Math.min(ahead, settings.fileBytes())));
  }

  private void syncGroups() throws IOException {
    if (syncedThrough < appendedThrough) {
      syncFile();
    }
  }

  private void syncFile() throws IOException {
    current.sync();
    syncedThrough = appendedThrough;
    counters.synced();
  }

  /** All of the file, and before the next one exists: that will name this one's length. */
  private void syncWhole() throws IOException {
    if (current.synced() < current.appended()) {
      syncFile();
    }
  }

  /** Goes on in a new file if the current one is full; says why not if there is no space for it. */
  private @Nullable DiskFullException roll(LogBatch batch) throws IOException {
    if (current.appended() < settings.fileBytes()) {
      return null;
    }
    syncWhole();
    try {
      follow(current.appended());
    } catch (DiskFullException full) {
      return full;
    }
    counters.rolled();
    return batch.spendsBallast() || ballast.hold() ? null : ballast.refusal();
  }

  /** Goes on in a new file if nothing in the present one is needed, and it is of some size. */
  private synchronized void leaveIfDone(long number) {
    boolean done = number >= appendedThrough && current.hasGroups();
    if (closedBy() != null || !done || current.appended() < settings.fileBytes() / LEFT_PART) {
      return;
    }
    try {
      syncWhole();
      follow(current.appended());
      counters.rolled();
    } catch (DiskFullException full) {
      nothingAhead = true; // the file stays; whoever needs space is told when it is needed
    } catch (Throwable unexpected) {
      fail(unexpected);
    }
  }

  /** Shuts off what a failed append left behind {@code length}, for good. */
  private void fence(long length) throws IOException {
    ballast.release();
    syncFile(); // whole groups before the fence; what is behind it does no harm
    try {
      follow(length);
    } catch (DiskFullException full) {
      throw new IOException("no space to fence off a group that was not written whole", full);
    }
    counters.fenced();
  }

  private void follow(long length) throws IOException {
    current = chain.follow(current, length, appendedThrough, timeMarkMillis);
    nothingAhead = false;
    rollsNext = false;
    spaceSeenUntil = 0;
    counters.began(current.number(), current.appended());
  }

  private void fail(Throwable why) {
    failure = failure == null ? why : failure;
    current.fail(why); // for whoever writes back at this moment, without the log's lock
  }

  private @Nullable Throwable closedBy() {
    Throwable why = failure != null ? failure : current.failure();
    return why == null && closed ? new IllegalStateException("the log is closed") : why;
  }

  private LogResult appended(LogBatch batch) {
    return result(batch, LogResult.Kind.APPENDED, null);
  }

  private LogResult refused(LogBatch batch, DiskFullException why) {
    remember(batch, why);
    counters.refused();
    return result(batch, LogResult.Kind.DISK_FULL, why);
  }

  /** So that a group which was behind this one before anybody knew is refused as well. */
  private void remember(LogBatch batch, DiskFullException why) {
    if (batch.operations() > 0) {
      refusal = why;
      refusedThrough = batch.lastNumber();
    }
  }

  private LogResult failed(LogBatch batch, Throwable why) {
    fail(why);
    return result(batch, LogResult.Kind.FAILED, why);
  }

  private LogResult result(LogBatch batch, LogResult.Kind kind, @Nullable Throwable why) {
    Durability reached = kind == LogResult.Kind.APPENDED ? reached() : Durability.MEMORY;
    return new LogResult(batch, kind, reached, appendedThrough, syncedThrough, bytes(), why);
  }

  private Durability reached() {
    return syncedThrough < appendedThrough ? Durability.OS : Durability.DISK;
  }
}
