package io.aitta.http.request;

import io.aitta.core.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages of other sites away from a server on the loopback address. Decided before
 * routing: a name that is not this server's (a rebound DNS name) is 421, a foreign origin 403.
 * Immutable; safe on any thread.
 */
public final class SafetyRules {
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final List<String> WILDCARDS = List.of("0.0.0.0", "::", "[::]");

  private final String boundHost;
  private final boolean boundToAll;
  private final List<String> allowedHosts;
  private final List<String> allowedOrigins;

  /**
   * @param boundHost the address that was bound, as it was configured
   * @param allowedHosts further names of this server, without ports
   * @param allowedOrigins of pages that may call, as in {@code https://admin.example}
   */
  public SafetyRules(String boundHost, List<String> allowedHosts, List<String> allowedOrigins) {
    this.boundHost = bare(boundHost.toLowerCase(Locale.ROOT));
    this.boundToAll = WILDCARDS.contains(boundHost);
    this.allowedHosts = lower(allowedHosts);
    this.allowedOrigins = lower(allowedOrigins);
  }

  /** Refuses a request that a foreign page could have sent. */
  public void check(HttpRequest request, RawTarget target) {
    String host = Headers.value(request, "host");
    checkHost(host);
    if (target.authority() != null) {
      checkHost(target.authority());
    }
    String origin = Headers.value(request, "origin");
    if (origin != null && !isOwn(origin.toLowerCase(Locale.ROOT), host)) {
      throw foreign("a page of another origin may not call this server");
    }
    if ("cross-site".equalsIgnoreCase(Headers.value(request, "sec-fetch-site"))) {
      throw foreign("a page of another site may not call this server");
    }
  }

  private void checkHost(@Nullable String authority) {
    String host = authority == null ? "" : hostOf(authority.strip().toLowerCase(Locale.ROOT));
    if (!isOurs(host)) {
      throw RequestRefused.of(
          ErrorCode.MISDIRECTED, "the request's host is no name of this server");
    }
  }

  private boolean isOurs(String host) {
    return host.equals("localhost")
        || host.equals("::1")
        || (host.startsWith("127.") && IPV4.matcher(host).matches())
        || host.equals(boundHost)
        || allowedHosts.contains(host)
        // a rebound name is a name: an address in the Host header is the one that was connected to
        || (boundToAll && (IPV4.matcher(host).matches() || host.indexOf(':') >= 0));
  }

  private boolean isOwn(String origin, @Nullable String host) {
    return allowedOrigins.contains(origin)
        || (host != null && origin.equals("http://" + host.strip().toLowerCase(Locale.ROOT)));
  }

  /** The host of {@code host:port} or {@code [v6]:port}; empty if there is user information. */
  private static String hostOf(String authority) {
    if (authority.indexOf('@') >= 0) {
      return "";
    }
    if (authority.startsWith("[")) {
      int close = authority.indexOf(']');
      return close < 0 ? "" : authority.substring(1, close);
    }
    int colon = authority.indexOf(':');
    return colon < 0 ? authority : authority.substring(0, colon);
  }

  private static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static List<String> lower(List<String> texts) {
    return texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).toList();
  }

  private static RequestRefused foreign(String detail) {
    return RequestRefused.of(ErrorCode.FORBIDDEN_ORIGIN, detail);
  }
}
