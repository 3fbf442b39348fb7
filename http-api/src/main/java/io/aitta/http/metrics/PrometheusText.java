package io.aitta.http.metrics;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.pekko.util.ByteString;

/** Writes the text format of Prometheus, version 0.0.4. For one thread. */
public final class PrometheusText {
  private final StringBuilder text = new StringBuilder(8192);
  private String name = "";

  /** Begins a counter; its name ends in {@code _total}. */
  public PrometheusText counter(String counterName, String help) {
    return begin(counterName, "counter", help);
  }

  public PrometheusText gauge(String gaugeName, String help) {
    return begin(gaugeName, "gauge", help);
  }

  public PrometheusText histogram(String histogramName, String help) {
    return begin(histogramName, "histogram", help);
  }

  private PrometheusText begin(String metric, String type, String help) {
    name = metric;
    text.append("# HELP ").append(metric).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(metric).append(' ').append(type).append('\n');
    return this;
  }

  /** A sample without labels. */
  public PrometheusText value(long value) {
    text.append(name).append(' ').append(value).append('\n');
    return this;
  }

  /** A sample in units of which a thousand make one, as seconds out of milliseconds. */
  public PrometheusText thousandths(long value) {
    text.append(name).append(' ').append(String.format(Locale.ROOT, "%.3f", value / 1000.0));
    text.append('\n');
    return this;
  }

  /**
   * A sample with labels.
   *
   * @param suffix behind the name, as in {@code _bucket}
   * @param labels as they stand between the braces; their values hold no quotes
   */
  public PrometheusText value(String suffix, String labels, String value) {
    text.append(name).append(suffix).append('{').append(labels).append("} ").append(value);
    text.append('\n');
    return this;
  }

  public PrometheusText value(String labels, long value) {
    return value("", labels, Long.toString(value));
  }

  public ByteString toByteString() {
    return ByteString.fromArrayUnsafe(text.toString().getBytes(StandardCharsets.US_ASCII));
  }
}
