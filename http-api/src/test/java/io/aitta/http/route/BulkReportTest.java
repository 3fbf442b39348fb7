package io.aitta.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.ErrorCode;
import io.aitta.http.request.RequestRefused;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BulkReportTest {
  private static final long SECOND = 1_000_000_000L;

  private final Problems problems = new Problems(new Random(1));

  @Test
  void progressIsToldOnceASecond() {
    BulkReport report = new BulkReport(problems, 0);
    report.done(1, 7);
    report.tick(SECOND - 1);
    assertThat(report.hasOutput()).isFalse();
    report.tick(SECOND);
    assertThat(report.take().utf8String()).isEqualTo("{\"acked\":1,\"failed\":0,\"seq\":7}\n");
    report.tick(5 * SECOND);
    assertThat(report.hasOutput()).as("nothing new").isFalse();
    report.done(2, 8);
    report.tick(5 * SECOND);
    assertThat(report.hasOutput()).isTrue();
  }

  @Test
  void progressIsToldEachTenThousandLines() {
    BulkReport report = new BulkReport(problems, 0);
    report.done(9_999, 9_999);
    report.tick(1);
    assertThat(report.hasOutput()).isFalse();
    report.done(10_000, 10_000);
    report.tick(2);
    assertThat(report.take().utf8String()).contains("\"acked\":10000");
  }

  @Test
  void aDayOfLoadingSaysLessThan64KiB() {
    BulkReport report = new BulkReport(problems, 0);
    long bytes = 0;
    long line = 0;
    for (long second = 1; second <= 86_400; second++) {
      for (int i = 0; i < 20; i++) {
        line += 2_500;
        if (line <= 2_500 * 150) {
          report.failed(
              line, RequestRefused.of(ErrorCode.BAD_BODY, "the JSON " + "is bad ".repeat(90)));
        } else {
          report.done(line, (1L << 52) + line);
        }
        report.tick(second * SECOND + i);
        if (report.hasOutput()) {
          bytes += report.take().size();
        }
      }
    }
    assertThat(bytes).isBetween(20L << 10, 64L << 10);
    report.end();
    assertThat(report.take().utf8String())
        .startsWith("{\"end\":true,\"acked\":" + line + ",\"failed\":150,");
  }

  @Test
  void onlyFailuresInARowAreHopeless() {
    BulkReport report = new BulkReport(problems, 0);
    for (int line = 1; line < 1_000; line++) {
      report.failed(line, RequestRefused.of(ErrorCode.BAD_BODY, "bad"));
    }
    assertThat(report.isHopeless()).isFalse();
    report.done(1_000, 1);
    for (int line = 1_001; line <= 2_000; line++) {
      assertThat(report.isHopeless()).isFalse();
      report.failed(line, RequestRefused.of(ErrorCode.BAD_BODY, "bad"));
    }
    assertThat(report.isHopeless()).isTrue();
  }
}
