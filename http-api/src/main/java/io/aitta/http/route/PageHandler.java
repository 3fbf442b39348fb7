package io.aitta.http.route;

import io.aitta.actors.Store;
import io.aitta.actors.StoreFigures;
import io.aitta.http.answer.Answers;
import io.aitta.http.metrics.HttpMetrics;
import io.aitta.http.metrics.PrometheusText;
import io.aitta.http.metrics.StoreMetrics;
import io.aitta.http.request.Exchange;
import io.aitta.http.request.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;

/** What is read rather than used: the page for people, the metrics, the contract. */
final class PageHandler implements Handler {
  private static final ContentType PROMETHEUS =
      ContentTypes.parse("text/plain; version=0.0.4; charset=UTF-8");
  private static final ContentType YAML = ContentTypes.parse("application/yaml");

  private final Store store;
  private final HttpMetrics metrics;
  private final Answers answers;
  private final ByteString contract = ByteString.fromArrayUnsafe(resource("/openapi.yaml"));
  private final String page = new String(resource("/page.html"), StandardCharsets.UTF_8);

  PageHandler(Store store, HttpMetrics metrics, Answers answers) {
    this.store = store;
    this.metrics = metrics;
    this.answers = answers;
  }

  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange) {
    exchange.query().allow(List.of());
    HttpResponse response =
        switch (exchange.place().route()) {
          case METRICS -> answers.text(PROMETHEUS, metrics());
          case OPENAPI -> answers.text(YAML, contract);
          default ->
              answers
                  .text(
                      ContentTypes.TEXT_HTML_UTF8,
                      ByteString.fromString(page(store.figures(), exchange)))
                  .addHeader(
                      RawHeader.create(
                          "Content-Security-Policy",
                          "default-src 'none'; style-src 'unsafe-inline'"));
        };
    return CompletableFuture.completedFuture(response);
  }

  private ByteString metrics() {
    PrometheusText text = new PrometheusText();
    StoreMetrics.write(text, store.figures());
    metrics.write(text);
    return text.toByteString();
  }

  private String page(StoreFigures figures, Exchange exchange) {
    StringBuilder levels = new StringBuilder();
    for (StoreFigures.Level level : figures.levels()) {
      levels.append(
          row("level " + level.level(), level.tables() + " tables, " + mib(level.bytes())));
    }
    // safe to show: only names of this server come as far as here
    String host = String.valueOf(Headers.value(exchange.request(), "host"));
    return page.replace("{host}", host)
        .replace("{state}", KeyspaceHandler.stateText(figures))
        .replace("{keys}", count(figures.keys()))
        .replace("{memorySeq}", count(figures.watermarks().memorySeq()))
        .replace("{osSeq}", count(figures.watermarks().osSeq()))
        .replace("{diskSeq}", count(figures.watermarks().diskSeq()))
        .replace("{memtable}", mib(figures.memtableBytes()))
        .replace("{log}", figures.logFiles() + " files, " + mib(figures.logBytes()))
        .replace("{cache}", mib(figures.cacheBytes()))
        .replace("{snapshots}", count(figures.snapshots()))
        .replace("{requests}", count(metrics.answeredTotal()))
        .replace("{levels}", levels);
  }

  private static String row(String name, String value) {
    return "<tr><th>" + name + "</th><td>" + value + "</td></tr>\n";
  }

  private static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String mib(long bytes) {
    return String.format(Locale.ROOT, "%,.1f MiB", bytes / 1048576.0);
  }

  private static byte[] resource(String name) {
    try (InputStream in = PageHandler.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + name);
      }
      return in.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException("the jar's " + name + " cannot be read", unreadable);
    }
  }
}
