package io.aitta.http.metrics;

import io.aitta.http.request.Route;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests and their times, by route, method and class of status. Safe on any thread. */
public final class HttpMetrics {
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "PUT", "POST", "DELETE", "other");
  private static final int STATUS_CLASSES = 5;

  /** Upper bounds of the histogram's buckets, in microseconds. */
  private static final long[] BOUNDS_MICROS = {
    100,
    250,
    500,
    1_000,
    2_500,
    5_000,
    10_000,
    25_000,
    50_000,
    100_000,
    250_000,
    500_000,
    1_000_000,
    2_500_000,
    10_000_000
  };

  private final Map<Route, Row> rows = new EnumMap<>(Route.class);
  private final LongAdder inFlight = new LongAdder();

  /** What is counted of one route. */
  private static final class Row {
    final LongAdder[] requests = adders(METHODS.size() * STATUS_CLASSES);
    final LongAdder[] buckets = adders(BOUNDS_MICROS.length + 1);
    final LongAdder micros = new LongAdder();
  }

  public HttpMetrics() {
    for (Route route : Route.values()) {
      rows.put(route, new Row());
    }
  }

  /** A request began. */
  public void begun() {
    inFlight.increment();
  }

  /** A request was answered; for a stream, its answer began. */
  public void answered(Route route, String method, int status, long nanos) {
    inFlight.decrement();
    int known = METHODS.indexOf(method);
    int column = known < 0 ? METHODS.size() - 1 : known;
    Row row = row(route);
    row.requests[column * STATUS_CLASSES + status / 100 - 1].increment();
    long took = nanos / 1_000;
    row.micros.add(took);
    int bucket = 0;
    while (bucket < BOUNDS_MICROS.length && took > BOUNDS_MICROS[bucket]) {
      bucket++;
    }
    row.buckets[bucket].increment();
  }

  /** Requests answered so far. */
  public long answeredTotal() {
    return rows.values().stream().mapToLong(row -> sum(row.requests)).sum();
  }

  /** Appends all of it. */
  public void write(PrometheusText text) {
    text.gauge("aitta_http_requests_in_flight", "Requests not yet answered.");
    text.value(inFlight.sum());
    text.counter(
        "aitta_http_requests_total", "Requests answered, by route, method and class of status.");
    rows.forEach((route, row) -> writeCounts(text, label(route), row));
    text.histogram(
        "aitta_http_request_seconds", "Time from a request's head to its answer, by route.");
    rows.forEach((route, row) -> writeTimes(text, label(route), row));
  }

  private static void writeCounts(PrometheusText text, String label, Row row) {
    for (int method = 0; method < METHODS.size(); method++) {
      for (int status = 0; status < STATUS_CLASSES; status++) {
        long count = row.requests[method * STATUS_CLASSES + status].sum();
        if (count > 0) {
          text.value(
              String.format(
                  Locale.ROOT,
                  "%s,method=\"%s\",status=\"%dxx\"",
                  label,
                  METHODS.get(method),
                  status + 1),
              count);
        }
      }
    }
  }

  private static void writeTimes(PrometheusText text, String label, Row row) {
    long count = sum(row.buckets);
    if (count == 0) {
      return;
    }
    long below = 0;
    for (int i = 0; i < BOUNDS_MICROS.length; i++) {
      below += row.buckets[i].sum();
      text.value("_bucket", label + ",le=\"" + seconds(BOUNDS_MICROS[i]) + "\"", "" + below);
    }
    text.value("_bucket", label + ",le=\"+Inf\"", "" + count);
    text.value("_sum", label, seconds(row.micros.sum()));
    text.value("_count", label, "" + count);
  }

  private Row row(Route route) {
    Row row = rows.get(route);
    if (row == null) {
      throw new IllegalStateException("no row for " + route);
    }
    return row;
  }

  private static long sum(LongAdder[] adders) {
    long sum = 0;
    for (LongAdder adder : adders) {
      sum += adder.sum();
    }
    return sum;
  }

  private static String label(Route route) {
    return "route=\"" + (route == Route.OTHER ? "other" : route.template()) + "\"";
  }

  private static String seconds(long microseconds) {
    return String.format(Locale.ROOT, "%.6f", microseconds / 1e6);
  }

  private static LongAdder[] adders(int count) {
    LongAdder[] adders = new LongAdder[count];
    Arrays.setAll(adders, index -> new LongAdder());
    return adders;
  }
}
