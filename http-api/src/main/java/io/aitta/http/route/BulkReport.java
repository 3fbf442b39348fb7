package io.aitta.http.route;

import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.http.json.JsonText;
import org.apache.pekko.util.ByteString;

/**
 * What a bulk load answers. Lines are told to it in their order, when they are decided. While the
 * request goes on less than 64 KiB are written in all: at most 100 failures, and progress that
 * grows rarer the more of it there was. A client may therefore read when it has written everything.
 * For one thread.
 */
final class BulkReport {
  private static final int FAILURES_LISTED_MAX = 100;
  private static final int FAILURES_IN_A_ROW_MAX = 1_000;
  private static final long PROGRESS_NANOS = 1_000_000_000L;
  private static final long PROGRESS_LINES = 10_000;

  /** With each step of so many bytes of progress, the distance between two doubles. */
  private static final int PROGRESS_STEP_BYTES = 4 << 10;

  private static final int PROGRESS_BYTES_MAX = 28 << 10;

  private final Problems problems;
  private JsonText waiting = new JsonText(256);
  private long acked;
  private long failed;
  private long failedInARow;
  private long seq;
  private long reportedAcked;
  private long reportedNanos;
  private int progressBytes;
  private boolean progressDue;

  BulkReport(Problems problems, long nowNanos) {
    this.problems = problems;
    this.reportedNanos = nowNanos;
  }

  /** A line holds nothing, and so there is nothing to do for it. */
  void skipped(long line) {
    acked = line;
  }

  /** A line is written, at the level asked for. */
  void done(long line, long itsSeq) {
    acked = line;
    seq = Math.max(seq, itsSeq);
    failedInARow = 0;
  }

  /** A line is not written, or nobody knows. */
  void failed(long line, Throwable failure) {
    acked = line;
    failed++;
    failedInARow++;
    if (failed <= FAILURES_LISTED_MAX) {
      JsonText problem = problems.line(failure, true);
      byte[] bytes = problem.toArray();
      waiting.openObject().name("line").number(line);
      // the problem's line is {"error":{…}}: what is behind its first brace is the rest of ours
      waiting.splice(bytes, 1, bytes.length - 1);
    }
  }

  /** Whether so many lines have failed one after the other that the load has to stop. */
  boolean isHopeless() {
    return failedInARow >= FAILURES_IN_A_ROW_MAX;
  }

  /** The failure of a hopeless load. */
  StoreException hopeless() {
    return new StoreException(
        ErrorCode.TOO_MANY_FAILURES,
        StoreException.Outcome.NONE,
        FAILURES_IN_A_ROW_MAX + " lines in a row failed; the load stopped");
  }

  /** Decides whether progress is to be told at this time. */
  void tick(long nowNanos) {
    if (progressDue || acked == reportedAcked || progressBytes >= PROGRESS_BYTES_MAX) {
      return;
    }
    int rarer = progressBytes / PROGRESS_STEP_BYTES;
    boolean lines = acked / (PROGRESS_LINES << rarer) > reportedAcked / (PROGRESS_LINES << rarer);
    boolean late = nowNanos - reportedNanos >= PROGRESS_NANOS << rarer;
    if (lines || late) {
      progressDue = true;
      reportedNanos = nowNanos;
    }
  }

  /** Whether {@link #take} has anything to give. */
  boolean hasOutput() {
    return progressDue || waiting.size() > 0;
  }

  /** Takes what is to be sent now. */
  ByteString take() {
    if (progressDue) {
      int before = waiting.size();
      progress();
      progressBytes += waiting.size() - before;
    }
    JsonText taken = waiting;
    waiting = new JsonText(256);
    return taken.toByteString();
  }

  /** Writes the last line of a load that was read to its end. */
  void end() {
    waiting.openObject().name("end").bool(true);
    counts();
    reportedAcked = acked;
    progressDue = false;
  }

  /** Writes how far a load came, and why it ended there. */
  void end(Throwable failure) {
    progress();
    byte[] line = problems.line(failure, true).toArray();
    waiting.splice(line, 0, line.length);
  }

  private void progress() {
    waiting.openObject();
    counts();
    reportedAcked = acked;
    progressDue = false;
  }

  private void counts() {
    waiting.name("acked").number(acked);
    waiting.name("failed").number(failed);
    waiting.name("seq").number(seq).closeObject().endLine();
  }
}
