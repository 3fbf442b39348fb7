package io.aitta.http.request;

import io.aitta.core.Condition;
import io.aitta.core.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a request demands of a key's version, from {@code If-Match}, {@code If-None-Match} or their
 * forms in the query. Parsed from the raw headers; whatever is not understood is refused, so that
 * no write goes through as if it carried no condition. Immutable.
 *
 * @param kind which demand
 * @param versions of {@code MATCH} and {@code NONE_MATCH}: the versions named. Tags that no version
 *     of ours can have (weak ones, other texts) are left out: they never match.
 */
public record Preconditions(Kind kind, List<Long> versions) {
  /** The demands there are. */
  public enum Kind {
    NONE,
    EXISTS,
    ABSENT,
    MATCH,
    NONE_MATCH
  }

  /** The query's forms, for {@link Query#allow}. */
  public static final List<String> PARAMETERS = List.of("if-version", "if-exists", "if-absent");

  private static final Preconditions NOTHING = new Preconditions(Kind.NONE, List.of());
  private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,15}");
  private static final long VERSION_LIMIT = 1L << 53;

  /** The demand of a request; at most one may be made. */
  public static Preconditions of(HttpRequest request, Query query) {
    Preconditions found = NOTHING;
    found = and(found, header(request, "if-match", Kind.EXISTS, Kind.MATCH));
    found = and(found, header(request, "if-none-match", Kind.ABSENT, Kind.NONE_MATCH));
    if (query.has("if-version")) {
      found = and(found, new Preconditions(Kind.MATCH, List.of(version(query))));
    }
    if (Parameters.flag(query, "if-exists")) {
      found = and(found, new Preconditions(Kind.EXISTS, List.of()));
    }
    if (Parameters.flag(query, "if-absent")) {
      found = and(found, new Preconditions(Kind.ABSENT, List.of()));
    }
    return found;
  }

  /** As {@link #of}, for a write that also must not carry a condition we cannot decide. */
  public static Condition forWrite(HttpRequest request, Query query) {
    for (String undecidable : List.of("if-unmodified-since", "if-modified-since", "if-range")) {
      if (Headers.value(request, undecidable) != null) {
        throw refused("keys have versions, not dates: use If-Match with a version");
      }
    }
    return of(request, query).condition();
  }

  /** Refuses any condition, on a route where none can be decided. */
  public static void none(HttpRequest request) {
    if (forWrite(request, Query.parse(null)) != Condition.ALWAYS) {
      throw refused("this route takes no condition");
    }
  }

  private Condition condition() {
    return switch (kind) {
      case NONE -> Condition.ALWAYS;
      case EXISTS -> Condition.EXISTS;
      case ABSENT -> Condition.ABSENT;
      case MATCH ->
          versions.size() == 1 ? Condition.version(versions.get(0)) : Condition.anyOf(versions);
      case NONE_MATCH -> throw refused("a write takes If-None-Match only with *");
    };
  }

  /** Whether a read of an existing key with this version is answered 304. */
  public boolean isUnchanged(long version) {
    return kind == Kind.ABSENT || (kind == Kind.NONE_MATCH && versions.contains(version));
  }

  /** Whether a read of a key is answered 412; version 0 means that it does not exist. */
  public boolean failsFor(long version) {
    return switch (kind) {
      case EXISTS -> version == 0;
      case MATCH -> version == 0 || !versions.contains(version);
      case NONE, ABSENT, NONE_MATCH -> false;
    };
  }

  private static Preconditions and(Preconditions one, Preconditions other) {
    if (one.kind != Kind.NONE && other.kind != Kind.NONE) {
      throw refused("more than one precondition");
    }
    return one.kind == Kind.NONE ? other : one;
  }

  private static long version(Query query) {
    long version = versionOf(String.valueOf(query.text("if-version")));
    if (version == 0) {
      throw refused("if-version is a version: a whole number without quotes");
    }
    return version;
  }

  private static Preconditions header(HttpRequest request, String name, Kind star, Kind tags) {
    String value = Headers.value(request, name);
    if (value == null) {
      return NOTHING;
    }
    String trimmed = value.strip();
    return trimmed.equals("*")
        ? new Preconditions(star, List.of())
        : new Preconditions(tags, new TagList(trimmed).versions());
  }

  /** The version that an opaque tag names, or 0 if no key can ever have it. */
  private static long versionOf(String tag) {
    if (!VERSION.matcher(tag).matches()) {
      return 0;
    }
    long version = Long.parseLong(tag);
    return version < VERSION_LIMIT ? version : 0;
  }

  private static RequestRefused refused(String detail) {
    return RequestRefused.of(ErrorCode.BAD_PRECONDITION, detail);
  }

  /** {@code W/"x", "y"}: quoted tags with commas between. */
  private static final class TagList {
    private final String text;
    private int at;

    TagList(String text) {
      this.text = text;
    }

    List<Long> versions() {
      List<Long> versions = new ArrayList<>();
      do {
        Long version = tag();
        if (version != null) {
          versions.add(version);
        }
      } while (comma());
      return versions;
    }

    /** Reads a tag; returns its version, or null if it never matches. */
    private @Nullable Long tag() {
      skipBlanks();
      boolean weak = text.startsWith("W/", at);
      at += weak ? 2 : 0;
      int close = at < text.length() && text.charAt(at) == '"' ? text.indexOf('"', at + 1) : -1;
      if (close < 0) {
        throw refused("a precondition is * or a list of quoted tags");
      }
      String opaque = text.substring(at + 1, close);
      if (opaque.chars().anyMatch(c -> c <= 0x20 || c == 0x7F)) {
        throw refused("a tag holds a blank or a control character");
      }
      at = close + 1;
      long version = weak ? 0 : versionOf(opaque);
      return version == 0 ? null : version;
    }

    /** Whether a comma follows; anything else but the end is refused. */
    private boolean comma() {
      skipBlanks();
      if (at == text.length()) {
        return false;
      }
      if (text.charAt(at) != ',') {
        throw refused("a precondition is * or a list of quoted tags");
      }
      at++;
      return true;
    }

    private void skipBlanks() {
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
        at++;
      }
    }
  }
}
