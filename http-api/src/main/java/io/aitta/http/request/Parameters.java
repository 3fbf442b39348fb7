package io.aitta.http.request;

import io.aitta.core.Bytes;
import io.aitta.core.Durability;
import io.aitta.core.ErrorCode;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The meanings that query parameters have on more than one route. */
public final class Parameters {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,12})(ms|s|m|h)");
  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,18}");
  private static final Duration TIMEOUT_MIN = Duration.ofMillis(1);
  private static final Duration TIMEOUT_MAX = Duration.ofSeconds(60);

  private Parameters() {}

  /** {@code durability=disk|os|memory}. */
  public static Durability durability(Query query, Durability otherwise) {
    String text = query.text("durability");
    if (text == null) {
      return otherwise;
    }
    try {
      return Durability.parse(text);
    } catch (IllegalArgumentException unknown) {
      throw refused("durability is one of disk, os, memory");
    }
  }

  /** {@code timeout=}, from 1 ms to 60 s; null if it is absent. */
  public static @Nullable Duration timeout(Query query) {
    Duration timeout = duration(query, "timeout");
    if (timeout != null
        && (timeout.compareTo(TIMEOUT_MIN) < 0 || timeout.compareTo(TIMEOUT_MAX) > 0)) {
      throw refused("timeout is from 1ms to 60s");
    }
    return timeout;
  }

  /** A duration such as {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h}; null if absent. */
  public static @Nullable Duration duration(Query query, String name) {
    String text = query.text(name);
    if (text == null) {
      return null;
    }
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw refused(name + " is a whole number with ms, s, m or h behind it");
    }
    long amount = Long.parseLong(matcher.group(1));
    TimeUnit unit =
        switch (matcher.group(2)) {
          case "ms" -> TimeUnit.MILLISECONDS;
          case "s" -> TimeUnit.SECONDS;
          case "m" -> TimeUnit.MINUTES;
          default -> TimeUnit.HOURS;
        };
    return Duration.ofMillis(unit.toMillis(amount));
  }

  /** {@code name}, {@code name=true} or {@code name=false}; false if it is absent. */
  public static boolean flag(Query query, String name) {
    String text = query.text(name);
    if (text == null || text.equals("false")) {
      return false;
    }
    if (text.isEmpty() || text.equals("true")) {
      return true;
    }
    throw refused(name + " is true or false");
  }

  /** A whole number; {@code otherwise} if it is absent. */
  public static long number(Query query, String name, long least, long most, long otherwise) {
    String text = query.text(name);
    if (text == null) {
      return otherwise;
    }
    long value = WHOLE.matcher(text).matches() ? Long.parseLong(text) : -1;
    if (value < least || value > most) {
      throw refused(name + " is a whole number from " + least + " to " + most);
    }
    return value;
  }

  /** A key or a prefix, in the request's {@code key-encoding}; null if it is absent. */
  public static @Nullable Bytes key(Query query, String name) {
    Bytes value = query.bytes(name);
    return value == null ? null : keyOf(query, value);
  }

  /** The key that {@code sent} stands for in the request's {@code key-encoding}. */
  public static Bytes keyOf(Query query, Bytes sent) {
    String encoding = query.text("key-encoding");
    if (encoding == null) {
      return sent;
    }
    if (!encoding.equals("base64url")) {
      throw refused("key-encoding is base64url, or is left out");
    }
    return Base64Url.decode(sent.toArray(), ErrorCode.BAD_KEY);
  }

  /** A refusal of a parameter. */
  public static RequestRefused refused(String detail) {
    return RequestRefused.of(ErrorCode.BAD_PARAMETER, detail);
  }
}
