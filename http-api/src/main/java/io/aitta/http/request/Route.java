package io.aitta.http.request;

/** The routes there are, as {@code openapi.yaml} lists them. */
public enum Route {
  PAGE("/", "GET", "HEAD"),
  LIVE("/health/live", "GET", "HEAD"),
  READY("/health/ready", "GET", "HEAD"),
  METRICS("/metrics", "GET", "HEAD"),
  OPENAPI("/openapi.yaml", "GET", "HEAD"),
  KEYSPACES("/v1/ks", "GET"),
  KEYSPACE("/v1/ks/{ks}", "GET", "PUT", "DELETE"),
  KEY("/v1/ks/{ks}/kv/{key}", "GET", "HEAD", "PUT", "POST", "DELETE"),
  KEYS("/v1/ks/{ks}/kv", "DELETE"),
  SCAN("/v1/ks/{ks}/scan", "GET"),
  MGET("/v1/ks/{ks}/mget", "POST"),
  BULK("/v1/ks/{ks}/bulk", "POST", "PUT"),
  WATCH("/v1/ks/{ks}/watch", "GET"),
  BATCH("/v1/batch", "POST"),
  SNAPSHOTS("/v1/snapshots", "POST"),
  SNAPSHOT("/v1/snapshots/{id}", "DELETE"),
  DURABILITY("/v1/durability", "GET"),
  SYNC("/v1/sync", "POST"),
  ADMIN("/admin/{verb}", "GET", "POST"),
  /** Everything that is none of the above. */
  OTHER("", "");

  private final String template;
  private final String allow;

  Route(String template, String... methods) {
    this.template = template;
    this.allow = String.join(", ", methods);
  }

  /** The path with its variables in braces; empty for {@link #OTHER}. */
  public String template() {
    return template;
  }

  /** Whether it takes this method. */
  public boolean takes(String method) {
    return (", " + allow + ", ").contains(", " + method + ", ");
  }

  /** The methods it takes, as in an {@code Allow} header. */
  public String allow() {
    return allow;
  }

  /** Whether a request with this method asks for a change of the data. */
  public boolean writes(String method) {
    return switch (this) {
      case KEY, KEYS, BATCH, BULK -> !method.equals("GET") && !method.equals("HEAD");
      default -> false;
    };
  }
}
