package io.aitta.it.bench.row;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the paper said of the store it measured: its speed as a multiple of RocksDB's. */
public final class PaperClaims {
  private static final double TIMES_SLOWER_SYNCED = 179;
  private static final double TIMES_SLOWER_BUFFERED = 4;
  private static final Map<String, Double> ALL = claims();

  private PaperClaims() {}

  private static Map<String, Double> claims() {
    Map<String, Double> claims = new LinkedHashMap<>();
    claims.put("writes_1000", 5.9);
    claims.put("writes_10000", 3.7);
    claims.put("reads_1000", 3.4);
    claims.put("reads_10000", 3.1);
    claims.put("random_reads_1000", 2.9);
    claims.put("random_reads_10000", 2.1);
    claims.put("mixed_1000", 6.3);
    claims.put("mixed_10000", 4.1);
    claims.put("large_100x1024B", 10.0);
    claims.put("large_100x4096B", 8.4);
    claims.put("ssd_sync_true", 1 / TIMES_SLOWER_SYNCED);
    claims.put("ssd_sync_false", 1 / TIMES_SLOWER_BUFFERED);
    return claims;
  }

  /** By the name of the paper's row, in its order. */
  public static Map<String, Double> all() {
    return Collections.unmodifiableMap(ALL);
  }

  /** The id of the row that measures it here. */
  public static String row(String name) {
    return "paper-" + name;
  }

  /** What has to be reached: the claim, and RocksDB itself where the claim is to be slower. */
  static Target target(String name) {
    return Target.atLeast(Math.max(1, ALL.getOrDefault(name, 1.0)));
  }
}
