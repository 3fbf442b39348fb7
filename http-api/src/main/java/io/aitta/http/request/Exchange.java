package io.aitta.http.request;

import io.aitta.core.ErrorCode;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * One request, taken apart.
 *
 * @param request as Pekko gave it
 * @param method its method's name
 * @param place where its path leads
 * @param query its parameters
 */
public record Exchange(HttpRequest request, String method, Place place, Query query) {
  private static final String DEFAULT = "default";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,62}");

  /** Refuses any keyspace but the one there is. */
  public void requireKeyspace() {
    requireKeyspace(place.keyspace());
  }

  /** Refuses any keyspace but the one there is. */
  public static void requireKeyspace(String name) {
    if (!NAME.matcher(name).matches()) {
      throw RequestRefused.of(
          ErrorCode.BAD_PARAMETER, "a keyspace's name is [a-z][a-z0-9_-]{0,62}");
    }
    if (!name.equals(DEFAULT)) {
      throw RequestRefused.of(
          ErrorCode.KEYSPACE_NOT_FOUND,
          "there is only the keyspace default; further ones are not supported yet");
    }
  }
}
