package io.aitta.http.request;

import io.aitta.core.Bytes;
import io.aitta.core.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a query, each at most once. A name without {@code =} has an empty value.
 * Immutable.
 */
public final class Query {
  private static final int PARAMETERS_MAX = 32;

  /** What a route of a later release takes, so that it is told apart from a misspelling. */
  private static final List<String> LATER = List.of("ttl", "since");

  private final List<String> names = new ArrayList<>(4);
  private final List<Bytes> values = new ArrayList<>(4);

  private Query() {}

  /** Parses what follows the question mark; null for no query. */
  public static Query parse(@Nullable String raw) {
    Query query = new Query();
    if (raw == null) {
      return query;
    }
    int from = 0;
    while (from <= raw.length()) {
      int end = raw.indexOf('&', from);
      end = end < 0 ? raw.length() : end;
      if (end > from) {
        query.add(raw, from, end);
      }
      from = end + 1;
    }
    return query;
  }

  private void add(String raw, int from, int end) {
    int equals = raw.indexOf('=', from);
    boolean bare = equals < 0 || equals > end;
    int nameEnd = bare ? end : equals;
    String name = Percent.decode(raw, from, nameEnd, true, ErrorCode.BAD_PARAMETER).utf8();
    if (names.contains(name)) {
      throw RequestRefused.of(ErrorCode.BAD_PARAMETER, "a parameter stands twice: " + shown(name));
    }
    if (names.size() == PARAMETERS_MAX) {
      throw RequestRefused.of(ErrorCode.BAD_PARAMETER, "more than 32 parameters");
    }
    names.add(name);
    values.add(
        bare ? Bytes.EMPTY : Percent.decode(raw, equals + 1, end, true, ErrorCode.BAD_PARAMETER));
  }

  /** Refuses every parameter that is not one of {@code known}; nothing is ever ignored. */
  public void allow(List<String> known) {
    for (String name : names) {
      if (!known.contains(name)) {
        throw LATER.contains(name)
            ? RequestRefused.of(
                ErrorCode.NOT_SUPPORTED, "the parameter " + name + " is not supported here yet")
            : RequestRefused.of(
                ErrorCode.BAD_PARAMETER,
                "unknown parameter "
                    + shown(name)
                    + (known.isEmpty()
                        ? ": this route takes none"
                        : ": this route takes " + String.join(", ", known)));
      }
    }
  }

  public boolean isEmpty() {
    return names.isEmpty();
  }

  public boolean has(String name) {
    return names.contains(name);
  }

  /** The decoded bytes of a parameter; null if it is absent. */
  public @Nullable Bytes bytes(String name) {
    int index = names.indexOf(name);
    return index < 0 ? null : values.get(index);
  }

  /** The text of a parameter; null if it is absent. */
  public @Nullable String text(String name) {
    Bytes value = bytes(name);
    return value == null ? null : value.utf8();
  }

  private static String shown(String name) {
    return name.length() > 40 ? name.substring(0, 40) + "…" : name;
  }
}
