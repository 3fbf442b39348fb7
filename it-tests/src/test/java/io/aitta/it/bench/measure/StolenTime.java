package io.aitta.it.bench.measure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much of the machine's time its host kept for others. For one thread. */
public final class StolenTime {
  /** A second of which more than so many percent was stolen says nothing about a store. */
  public static final double PERCENT_MOST = 10;

  private static final Pattern CPU =
      Pattern.compile(
          "^cpu +(\\d+) (\\d+) (\\d+) (\\d+) (\\d+) (\\d+) (\\d+) (\\d+)", Pattern.MULTILINE);
  private static final int STEAL = 8;

  private long[] last = ticks();

  /** Percent since the last call, or since this was made; -1 where the system does not tell. */
  public double percent() {
    long[] now = ticks();
    long[] before = last;
    last = now;
    if (now.length == 0 || before.length == 0) {
      return -1;
    }
    long all = 0;
    for (int i = 0; i < now.length; i++) {
      all += now[i] - before[i];
    }
    return all == 0 ? 0 : 100.0 * (now[STEAL - 1] - before[STEAL - 1]) / all;
  }

  private static long[] ticks() {
    Matcher line = CPU.matcher(ProcessMeter.text("/proc/stat"));
    if (!line.find()) {
      return new long[0];
    }
    long[] ticks = new long[STEAL];
    for (int i = 0; i < STEAL; i++) {
      ticks[i] = Long.parseLong(line.group(i + 1));
    }
    return ticks;
  }
}
