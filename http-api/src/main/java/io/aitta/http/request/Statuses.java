package io.aitta.http.request;

import io.aitta.core.ErrorCode;

/** The one table from error codes to HTTP statuses and titles. */
public final class Statuses {
  private Statuses() {}

  /** The HTTP status that a code is answered with. */
  public static int of(ErrorCode code) {
    return switch (code) {
      case BAD_KEY, BAD_PARAMETER, BAD_BODY, BAD_CURSOR, BAD_PRECONDITION, BAD_RANGE -> 400;
      case FORBIDDEN_ORIGIN -> 403;
      case NOT_FOUND, KEY_NOT_FOUND, KEYSPACE_NOT_FOUND, SNAPSHOT_NOT_FOUND -> 404;
      case METHOD_NOT_ALLOWED -> 405;
      case NOT_ACCEPTABLE -> 406;
      case SNAPSHOT_EXPIRED, SNAPSHOT_CLOSED -> 410;
      case VERSION_MISMATCH -> 412;
      case KEY_TOO_LARGE, VALUE_TOO_LARGE, BATCH_TOO_LARGE, BODY_TOO_LARGE -> 413;
      case URI_TOO_LONG -> 414;
      case UNSUPPORTED_MEDIA_TYPE -> 415;
      case MISDIRECTED -> 421;
      case NOT_TEXT, TOO_MANY_FAILURES -> 422;
      case OVERLOADED, TOO_MANY_SNAPSHOTS -> 429;
      case HEADERS_TOO_LARGE -> 431;
      case NOT_SUPPORTED -> 501;
      case STARTING, SEALED, DRAINING, CLOSED, OUTCOME_UNKNOWN -> 503;
      case DEADLINE -> 504;
      case DISK_FULL -> 507;
      case CORRUPTION,
          IO_ERROR,
          DIRECTORY_IN_USE,
          DIRECTORY_UNUSABLE,
          FORMAT_TOO_NEW,
          BAD_SETTING,
          INTERNAL ->
          500;
    };
  }

  /** Seconds after which a retry makes sense, or 0 if the answer does not say. */
  public static int retryAfterSeconds(ErrorCode code) {
    return switch (code) {
      case OVERLOADED, TOO_MANY_SNAPSHOTS, STARTING, DRAINING, DISK_FULL -> 1;
      default -> 0;
    };
  }

  /** What a code means, in a few words that never change with the request. */
  public static String title(ErrorCode code) {
    return switch (code) {
      case BAD_KEY -> "The key is malformed";
      case BAD_PARAMETER -> "A parameter is malformed or unknown";
      case BAD_BODY -> "The body is malformed";
      case BAD_CURSOR -> "The cursor is not one of this server's";
      case BAD_PRECONDITION -> "The precondition is malformed";
      case BAD_RANGE -> "The range is malformed";
      case KEY_TOO_LARGE -> "The key is too large";
      case VALUE_TOO_LARGE -> "The value is too large";
      case BATCH_TOO_LARGE -> "The batch is too large";
      case BODY_TOO_LARGE -> "The body is too large";
      case URI_TOO_LONG -> "The request target is too long";
      case HEADERS_TOO_LARGE -> "The headers are too large";
      case NOT_FOUND -> "There is nothing here";
      case KEY_NOT_FOUND -> "The key does not exist";
      case KEYSPACE_NOT_FOUND -> "The keyspace does not exist";
      case SNAPSHOT_NOT_FOUND -> "The snapshot does not exist";
      case METHOD_NOT_ALLOWED -> "The method is not allowed";
      case NOT_ACCEPTABLE -> "No form of the answer is acceptable";
      case UNSUPPORTED_MEDIA_TYPE -> "The body's type or encoding is not supported";
      case NOT_TEXT -> "The bytes are not UTF-8 text";
      case FORBIDDEN_ORIGIN -> "The request comes from a foreign site";
      case MISDIRECTED -> "The host is not this server";
      case NOT_SUPPORTED -> "Not supported yet";
      case TOO_MANY_FAILURES -> "Too many lines failed in a row";
      case VERSION_MISMATCH -> "The condition does not hold";
      case SNAPSHOT_EXPIRED -> "The snapshot's lease has ended";
      case SNAPSHOT_CLOSED -> "The snapshot is closed";
      case TOO_MANY_SNAPSHOTS -> "Too many snapshots are open";
      case OVERLOADED -> "The store is overloaded";
      case STARTING -> "The store is starting";
      case SEALED -> "The store is sealed";
      case DRAINING -> "The server is stopping";
      case CLOSED -> "The store is closed";
      case DISK_FULL -> "The disk is full";
      case DEADLINE -> "The deadline has passed";
      case OUTCOME_UNKNOWN -> "Whether the write was done is unknown";
      case CORRUPTION -> "Stored bytes are damaged";
      case IO_ERROR -> "Reading or writing failed";
      case DIRECTORY_IN_USE -> "The data directory is in use";
      case DIRECTORY_UNUSABLE -> "The data directory cannot be used";
      case FORMAT_TOO_NEW -> "The data directory is of a newer release";
      case BAD_SETTING -> "A setting is wrong";
      case INTERNAL -> "Something went wrong inside the server";
    };
  }
}
