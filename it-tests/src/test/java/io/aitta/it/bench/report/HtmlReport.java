package io.aitta.it.bench.report;

import io.aitta.it.bench.engine.Engine;
import io.aitta.it.bench.measure.Latencies;
import io.aitta.it.bench.measure.StolenTime;
import io.aitta.it.bench.row.Measurement;
import io.aitta.it.bench.row.Row;
import io.aitta.it.bench.row.RowGroup;
import io.aitta.it.bench.row.RowGroups;
import io.aitta.it.bench.row.Target;
import io.aitta.it.bench.run.Results;
import io.aitta.it.bench.run.Results.Summary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One page without anything from elsewhere: ratios as bars, courses and latencies as lines. */
public final class HtmlReport {
  private static final List<String> COLOURS = List.of("#1565c0", "#c62828", "#ef6c00");
  private static final String STYLE =
      """
      body{font:14px/1.4 system-ui,sans-serif;margin:2em auto;max-width:64em;color:#222}
      table{border-collapse:collapse}td,th{padding:.15em .7em;text-align:right}
      td:first-child,th:first-child{text-align:left}tr:nth-child(even){background:#f5f5f5}
      .met{color:#2e7d32}.missed{color:#c62828;font-weight:bold}svg{display:block;margin:.5em 0}
      svg text{font-size:11px;fill:#444}h2{margin-top:2em}
      """;

  private final Results results;
  private final List<Engine> engines;

  /**
   * @param engines Aitta first
   */
  public HtmlReport(Results results, List<Engine> engines) {
    this.results = results;
    this.engines = engines;
  }

  /**
   * The page.
   *
   * @param machine what it ran on
   */
  public String page(Map<String, String> machine) {
    StringBuilder page = new StringBuilder();
    page.append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">")
        .append("<title>Aitta, measured</title><style>")
        .append(STYLE)
        .append("</style><h1>Aitta, measured</h1><table>");
    machine.forEach(
        (key, value) ->
            page.append("<tr><td>").append(text(key)).append("<td>").append(text(value)));
    page.append("</table>").append(legend());
    figures(page);
    for (RowGroup group : RowGroups.all()) {
      for (Row row : group.rows()) {
        pictures(page, row);
      }
    }
    return page.append("</html>\n").toString();
  }

  private String legend() {
    StringBuilder legend = new StringBuilder("<p>");
    for (int i = 0; i < engines.size(); i++) {
      legend
          .append("<span style=\"color:")
          .append(COLOURS.get(i % COLOURS.size()))
          .append("\">■ ")
          .append(text(engines.get(i).name()))
          .append("</span> ");
    }
    return legend.append("</p>").toString();
  }

  private void figures(StringBuilder page) {
    page.append("<h2>Figures and ratios</h2><table><tr><th>row");
    engines.forEach(engine -> page.append("<th>").append(text(engine.name())));
    if (engines.size() > 1) {
      page.append("<th>ratio<th>target<th><th>");
    }
    page.append("<th>what");
    for (RowGroup group : RowGroups.all()) {
      for (Row row : group.rows()) {
        results.of(row.id(), engines.get(0).name()).ifPresent(ours -> figure(page, row, ours));
      }
    }
    page.append("</table>");
  }

  private void figure(StringBuilder page, Row row, Summary ours) {
    page.append("<tr><td>").append(text(row.id()));
    for (Engine engine : engines) {
      String figure =
          results.of(row.id(), engine.name()).map(it -> Numbers.of(it.median())).orElse("–");
      page.append("<td>").append(figure);
    }
    if (engines.size() > 1) {
      Optional<Double> ratio =
          results
              .of(row.id(), engines.get(1).name())
              .filter(theirs -> !row.target().isOwn())
              .map(theirs -> ours.median() / theirs.median());
      Optional<Double> judged = row.target().isOwn() ? Optional.of(ours.median()) : ratio;
      Verdict verdict = Verdict.of(row.target(), judged);
      page.append("<td>").append(ratio.map("%.2f×"::formatted).orElse("–"));
      page.append("<td>").append(text(row.target().text()));
      page.append("<td class=\"").append(verdict == Verdict.MET ? "met" : "missed").append("\">");
      page.append(verdict.text()).append("<td>");
      ratio.ifPresent(it -> page.append(bar(it, row.target())));
    }
    page.append("<td style=\"text-align:left\">").append(text(row.what()));
  }

  /** A ratio on a scale from a tenth to twenty, with a mark at 1 and one at the target. */
  private static String bar(double ratio, Target target) {
    boolean asked = target.kind() == Target.Kind.AT_LEAST || target.kind() == Target.Kind.AT_MOST;
    double one = onScale(1);
    double at = onScale(ratio);
    String mark =
        asked
            ? "<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"0\" y2=\"14\" stroke=\"#000\"/>"
                .formatted(onScale(target.bound()))
            : "";
    String colour =
        Verdict.of(target, Optional.of(ratio)) == Verdict.MISSED ? "#c62828" : "#2e7d32";
    return ("<svg width=\"200\" height=\"14\"><rect x=\"%.1f\" y=\"2\" width=\"%.1f\" height=\"10\""
            + " fill=\"%s\"/><line x1=\"%4$.1f\" x2=\"%4$.1f\" y1=\"0\" y2=\"14\""
            + " stroke=\"#999\"/>%5$s</svg>")
        .formatted(Math.min(one, at), Math.abs(at - one), colour, one, mark);
  }

  private static double onScale(double ratio) {
    double clipped = Math.max(0.1, Math.min(20, ratio));
    return 200 * Math.log(clipped / 0.1) / Math.log(20 / 0.1);
  }

  private void pictures(StringBuilder page, Row row) {
    LineChart latencies = new LineChart("percent of operations", "µs", true);
    LineChart course = new LineChart("seconds", row.unit(), false);
    for (int i = 0; i < engines.size(); i++) {
      String colour = COLOURS.get(i % COLOURS.size());
      results
          .of(row.id(), engines.get(i).name())
          .map(Summary::typical)
          .ifPresent(
              typical -> {
                addLatencies(latencies, typical.latencies(), colour);
                addCourse(course, typical, colour);
              });
    }
    if (!latencies.isEmpty() || !course.isEmpty()) {
      page.append("<h2>").append(text(row.id())).append("</h2><p>").append(text(row.what()));
    }
    page.append(course.svg()).append(latencies.svg());
  }

  private static void addLatencies(
      LineChart chart, Latencies.@Nullable Figures latencies, String colour) {
    if (latencies == null || latencies.timed() == 0) {
      return;
    }
    List<double[]> points =
        latencies.curve().stream()
            .map(
                point ->
                    new double[] {
                      -Math.log10(1 - Math.min(point.percent(), 99.9995) / 100), point.micros()
                    })
            .toList();
    chart.line(points, colour);
  }

  /**
   * Operations a second between two ticks; a flush is a dot, a compaction a square, and grey is
   * where the host kept the machine.
   */
  private static void addCourse(LineChart chart, Measurement measured, String colour) {
    List<Measurement.Tick> ticks = measured.course();
    List<double[]> rates = new java.util.ArrayList<>();
    for (int i = 1; i < ticks.size(); i++) {
      Measurement.Tick before = ticks.get(i - 1);
      Measurement.Tick now = ticks.get(i);
      double rate = (now.operations() - before.operations()) / (now.second() - before.second());
      rates.add(new double[] {now.second(), rate});
      if (now.stolenPercent() > StolenTime.PERCENT_MOST) {
        chart.band(before.second(), now.second());
      }
      if (now.flushes() > before.flushes()) {
        chart.dot(now.second(), colour);
      }
      if (now.compactions() > before.compactions()) {
        chart.square(now.second(), colour);
      }
    }
    chart.line(rates, colour);
  }

  private static String text(String raw) {
    return raw.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
