package io.aitta.http.base;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import java.time.Duration;
import java.util.List;

/**
 * What the server is told before it starts; {@code reference.conf} explains each. Bytes end in
 * {@code Bytes}. Immutable.
 *
 * @param pekko settings of Pekko HTTP for our binding
 */
public record HttpSettings(
    String host,
    int port,
    boolean insecureListen,
    List<String> allowedHosts,
    List<String> allowedOrigins,
    Duration headTimeout,
    Duration keepAlive,
    Duration drainTimeout,
    Duration warmUp,
    String cursorSecret,
    int snapshotsMax,
    Duration snapshotTtlMax,
    Limits limits,
    Bulk bulk,
    Config pekko) {

  /** What one request may ask for, and all of them together. */
  public record Limits(
      int pathKeyBytesMax,
      int keyBytesMax,
      int valueBytesMax,
      int batchOperationsMax,
      long batchBytesMax,
      int bodyBytesMax,
      long mgetBytesMax,
      int pageRowsMax,
      long pageBytesMax,
      int pageExaminedMax,
      long pageMillisMax,
      long bodiesInFlightBytesMax,
      long answersInFlightBytesMax) {}

  /** How a bulk load is taken in. */
  public record Bulk(
      int windowLines,
      long windowBytes,
      int lineBytesMax,
      Duration writeTimeout,
      Duration lineTimeout) {}

  /**
   * The settings under {@code aitta.http} of a configuration.
   *
   * @throws StoreException {@code bad-setting}, naming the setting, if one is missing or wrong
   */
  public static HttpSettings of(Config root) {
    try {
      return read(root.getConfig("aitta.http"));
    } catch (ConfigException wrong) {
      throw new StoreException(
          ErrorCode.BAD_SETTING,
          StoreException.Outcome.NONE,
          "a setting of the HTTP server is missing or wrong: " + wrong.getMessage(),
          wrong);
    }
  }

  private static HttpSettings read(Config config) {
    return new HttpSettings(
        config.getString("host"),
        config.getInt("port"),
        config.getBoolean("insecure-listen"),
        List.copyOf(config.getStringList("allowed-hosts")),
        List.copyOf(config.getStringList("allowed-origins")),
        config.getDuration("head-timeout"),
        config.getDuration("keep-alive"),
        config.getDuration("drain-timeout"),
        config.getDuration("warm-up"),
        config.getString("cursor-secret"),
        config.getInt("snapshots.max"),
        config.getDuration("snapshots.ttl-max"),
        limits(config.getConfig("limits")),
        bulk(config.getConfig("bulk")),
        config.getConfig("pekko"));
  }

  private static Limits limits(Config config) {
    return new Limits(
        bytes(config, "path-key-size"),
        bytes(config, "key-size"),
        bytes(config, "value-size"),
        config.getInt("batch-operations"),
        config.getBytes("batch-size"),
        bytes(config, "body-size"),
        config.getBytes("mget-size"),
        config.getInt("page-rows"),
        config.getBytes("page-size"),
        config.getInt("page-examined"),
        config.getDuration("page-time").toMillis(),
        config.getBytes("bodies-in-flight"),
        config.getBytes("answers-in-flight"));
  }

  private static Bulk bulk(Config config) {
    return new Bulk(
        config.getInt("window-lines"),
        config.getBytes("window-size"),
        bytes(config, "line-size"),
        config.getDuration("write-timeout"),
        config.getDuration("line-timeout"));
  }

  private static int bytes(Config config, String path) {
    long value = config.getBytes(path);
    if (value > 64L << 20) {
      throw new ConfigException.BadValue(config.origin(), path, "at most 64 MiB");
    }
    return (int) value;
  }
}
