package io.aitta.it.kill;

import io.aitta.it.support.Api;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one client was told of the keys that are its own: the last acknowledged value of each, and
 * those tried since whose outcome nobody knows. For the client's thread; for others when it has
 * ended.
 */
final class AckLedger {
  private static final String ABSENT = "(absent)";

  private record Key(String acked, Set<String> unknown) {}

  private final Map<String, Key> keys = new TreeMap<>();
  private long acked;
  private long ackedSinceCheck;
  private long lastSeq;

  /** Nothing was said of the write of {@code value}: the connection broke. */
  void unknown(String key, String value) {
    keys.computeIfAbsent(key, k -> new Key(ABSENT, new HashSet<>())).unknown().add(value);
  }

  void acknowledged(String key, String value, long seq) {
    if (seq <= lastSeq) {
      throw new AssertionError(key + " was given number " + seq + " after " + lastSeq);
    }
    lastSeq = seq;
    acked++;
    ackedSinceCheck++;
    keys.put(key, new Key(value, new HashSet<>()));
  }

  long acked() {
    return acked;
  }

  /**
   * Reads every key and holds it against what was told: the last acknowledged value, or one tried
   * later. Returns how many acknowledged writes that accounts for: all since the last check.
   */
  long check(Api api, List<String> violations) {
    long violationsBefore = violations.size();
    List<Map.Entry<String, Key>> entries = new ArrayList<>(keys.entrySet());
    for (Map.Entry<String, Key> entry : entries) {
      Api.Answer answer = api.get(Api.key(entry.getKey()));
      String found = answer.status() == 404 ? ABSENT : answer.text();
      Key told = entry.getValue();
      if (answer.status() != 200 && answer.status() != 404) {
        violations.add(entry.getKey() + " answers " + answer);
      } else if (!found.equals(told.acked()) && !told.unknown().contains(found)) {
        violations.add(
            entry.getKey() + " is " + brief(found) + ", acknowledged was " + brief(told.acked()));
      }
      keys.put(entry.getKey(), new Key(found, new HashSet<>())); // decided once and for all
    }
    long found = violations.size() == violationsBefore ? ackedSinceCheck : 0;
    ackedSinceCheck = 0;
    return found;
  }

  private static String brief(String value) {
    return value.substring(0, Math.min(40, value.length()));
  }

  /** A delete of the key was acknowledged. */
  void acknowledgedDelete(String key, long seq) {
    acknowledged(key, ABSENT, seq);
  }

  void unknownDelete(String key) {
    unknown(key, ABSENT);
  }
}
