package io.aitta.it.bench.report;

import java.util.ArrayList;
import java.util.List;

/** A picture of some lines, drawn as inline SVG. For one thread. */
final class LineChart {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 200;
  private static final int LEFT = 80;
  private static final int BOTTOM = 24;
  private static final int STEPS = 4;

  private final String across;
  private final String up;
  private final boolean percentiles;
  private final List<Line> lines = new ArrayList<>();
  private final List<Mark> marks = new ArrayList<>();

  private final List<double[]> bands = new ArrayList<>();

  private record Line(List<double[]> points, String colour) {}

  private record Mark(double x, String colour, boolean square) {}

  /**
   * @param across what lies on the horizontal axis
   * @param up what lies on the vertical one
   * @param percentiles whether the horizontal axis shows tails, as -log10(1 - p), and the vertical
   *     one is logarithmic
   */
  LineChart(String across, String up, boolean percentiles) {
    this.across = across;
    this.up = up;
    this.percentiles = percentiles;
  }

  void line(List<double[]> points, String colour) {
    if (points.size() > 1) {
      lines.add(new Line(points, colour));
    }
  }

  void dot(double x, String colour) {
    marks.add(new Mark(x, colour, false));
  }

  void square(double x, String colour) {
    marks.add(new Mark(x, colour, true));
  }

  /** Greys what lies between. */
  void band(double from, double to) {
    bands.add(new double[] {from, to});
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /** Empty if there is no line. */
  String svg() {
    if (lines.isEmpty()) {
      return "";
    }
    double right = greatest(0);
    double top = height(greatest(1));
    StringBuilder svg = new StringBuilder(2_000);
    svg.append("<svg width=\"%d\" height=\"%d\">".formatted(LEFT + WIDTH, HEIGHT + BOTTOM + 12));
    for (double[] band : bands) {
      svg.append(
          "<rect x=\"%.1f\" y=\"0\" width=\"%.1f\" height=\"%d\" fill=\"#ddd\"/>"
              .formatted(
                  LEFT + WIDTH * band[0] / right, WIDTH * (band[1] - band[0]) / right, HEIGHT));
    }
    for (int step = 0; step <= STEPS; step++) {
      double part = (double) step / STEPS;
      grid(svg, part, right, top);
    }
    for (Line line : lines) {
      StringBuilder path = new StringBuilder();
      for (double[] point : line.points()) {
        path.append(
            "%.1f,%.1f "
                .formatted(
                    LEFT + WIDTH * point[0] / right, HEIGHT - HEIGHT * height(point[1]) / top));
      }
      svg.append(
          "<polyline fill=\"none\" stroke=\"%s\" points=\"%s\"/>".formatted(line.colour(), path));
    }
    for (Mark mark : marks) {
      double x = LEFT + WIDTH * mark.x() / right;
      svg.append(
          mark.square()
              ? "<rect x=\"%.1f\" y=\"1\" width=\"6\" height=\"6\" fill=\"none\" stroke=\"%s\"/>"
                  .formatted(x - 3, mark.colour())
              : "<circle cx=\"%.1f\" cy=\"14\" r=\"3\" fill=\"%s\"/>".formatted(x, mark.colour()));
    }
    String hint = percentiles ? "" : " · ● flush · □ compaction · grey: CPU stolen";
    svg.append(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s%s</text>"
            .formatted(LEFT + WIDTH, HEIGHT + BOTTOM + 8, across, hint));
    svg.append("<text x=\"4\" y=\"10\">%s</text>".formatted(up));
    return svg.append("</svg>").toString();
  }

  private void grid(StringBuilder svg, double part, double right, double top) {
    double y = HEIGHT - HEIGHT * part;
    double x = LEFT + WIDTH * part;
    svg.append(
        "<line x1=\"%d\" x2=\"%d\" y1=\"%3$.1f\" y2=\"%3$.1f\" stroke=\"#ddd\"/>"
            .formatted(LEFT, LEFT + WIDTH, y));
    double value = percentiles ? Math.pow(10, part * top) : part * top;
    double along = part * right;
    String under =
        percentiles ? "%.4g".formatted(100 * (1 - Math.pow(10, -along))) : "%.1f".formatted(along);
    svg.append(
        "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>"
            .formatted(LEFT - 4, Math.max(22, y), Numbers.of(value)));
    svg.append(
        "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>"
            .formatted(x, HEIGHT + 14, under));
  }

  private double greatest(int axis) {
    double greatest = 0;
    for (Line line : lines) {
      for (double[] point : line.points()) {
        greatest = Math.max(greatest, point[axis]);
      }
    }
    return greatest > 0 ? greatest : 1;
  }

  private double height(double value) {
    return percentiles ? Math.log10(Math.max(1, value)) : value;
  }
}
