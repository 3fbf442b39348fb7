package io.aitta.http.request;

import io.aitta.core.ErrorCode;

/**
 * Where a path leads.
 *
 * @param route the route
 * @param keyspace the keyspace named, or empty
 * @param tail what follows the route's fixed part, still percent-encoded: a key, a snapshot's id
 */
public record Place(Route route, String keyspace, String tail) {
  private static final String KEYSPACES = "/v1/ks/";
  private static final String SNAPSHOTS = "/v1/snapshots/";
  private static final String ADMIN = "/admin/";

  private static final Place OTHER = new Place(Route.OTHER, "", "");

  /**
   * The place that a raw path names. Only the piece behind {@code /kv/} may hold anything at all.
   */
  public static Place of(String path) {
    if (path.startsWith(KEYSPACES)) {
      return ofKeyspace(path);
    }
    return switch (path) {
      case "/" -> fixed(Route.PAGE);
      case "/health/live" -> fixed(Route.LIVE);
      case "/health/ready" -> fixed(Route.READY);
      case "/metrics" -> fixed(Route.METRICS);
      case "/openapi.yaml" -> fixed(Route.OPENAPI);
      case "/v1/ks" -> fixed(Route.KEYSPACES);
      case "/v1/batch" -> fixed(Route.BATCH);
      case "/v1/snapshots" -> fixed(Route.SNAPSHOTS);
      case "/v1/durability" -> fixed(Route.DURABILITY);
      case "/v1/sync" -> fixed(Route.SYNC);
      default -> withTail(path);
    };
  }

  private static Place withTail(String path) {
    if (path.startsWith(SNAPSHOTS)) {
      return new Place(Route.SNAPSHOT, "", path.substring(SNAPSHOTS.length()));
    }
    return path.startsWith(ADMIN)
        ? new Place(Route.ADMIN, "", path.substring(ADMIN.length()))
        : OTHER;
  }

  private static Place ofKeyspace(String path) {
    int from = KEYSPACES.length();
    int slash = path.indexOf('/', from);
    int end = slash < 0 ? path.length() : slash;
    String keyspace = Percent.decode(path, from, end, false, ErrorCode.BAD_PARAMETER).utf8();
    if (slash < 0) {
      return new Place(Route.KEYSPACE, keyspace, "");
    }
    if (path.startsWith("kv/", slash + 1)) {
      return new Place(Route.KEY, keyspace, path.substring(slash + 4));
    }
    Route route =
        switch (path.substring(slash + 1)) {
          case "kv" -> Route.KEYS;
          case "scan" -> Route.SCAN;
          case "mget" -> Route.MGET;
          case "bulk" -> Route.BULK;
          case "watch" -> Route.WATCH;
          default -> Route.OTHER;
        };
    return new Place(route, keyspace, "");
  }

  private static Place fixed(Route route) {
    return new Place(route, "", "");
  }
}
