package io.aitta.it.history;

import io.aitta.core.Condition;
import io.aitta.it.history.Call.Outcome;
import io.aitta.it.history.Call.Sight;
import io.aitta.it.history.Call.Wrote;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Histories written by hand, a call a line: {@code invoked returned verb change…}. A change is
 * {@code key=value@number}; value 0 is a delete or an absent key, the number may be missing.
 *
 * <pre>
 * 1 4 put x=1@1          a write; several changes are a batch
 * 2 - put x=2            one that nobody was told the end of
 * 2 3 refused x=2        one that did not happen
 * 5 6 put x=3@4 if 1     under the condition that x has version 1; or: if absent, if exists
 * 5 6 saw x=1@1 y=0      a read of one state
 * 5 6 mismatch x@4       a failed condition that told the version
 * </pre>
 */
final class Script {
  private Script() {}

  static List<Call> calls(String text) {
    List<Call> calls = new ArrayList<>();
    for (String line : text.lines().filter(line -> !line.isBlank()).toList()) {
      calls.add(call(calls.size(), List.of(line.trim().split(" +", -1))));
    }
    return calls;
  }

  private static Call call(int id, List<String> words) {
    long invoked = Long.parseLong(words.get(0));
    boolean pending = words.get(1).equals("-");
    long returned = pending ? Call.PENDING : Long.parseLong(words.get(1));
    String verb = words.get(2);
    int end = words.contains("if") ? words.indexOf("if") : words.size();
    List<String> changes = words.subList(3, end);
    Condition condition = end == words.size() ? Condition.ALWAYS : condition(words.get(end + 1));
    Outcome done = pending ? Outcome.UNKNOWN : Outcome.DONE;
    return switch (verb) {
      case "put" -> new Call(id, invoked, returned, done, wrote(changes, condition), List.of());
      case "refused" ->
          new Call(id, invoked, returned, Outcome.NOT_DONE, wrote(changes, condition), List.of());
      case "saw" -> new Call(id, invoked, returned, Outcome.DONE, List.of(), saw(changes));
      case "mismatch" -> {
        String[] parts = changes.get(0).split("@", 2);
        Sight sight = new Sight(parts[0], Sight.UNTOLD, Long.parseLong(parts[1]));
        yield new Call(id, invoked, returned, Outcome.NOT_DONE, List.of(), List.of(sight));
      }
      default -> throw new IllegalArgumentException("no verb: " + verb);
    };
  }

  private static Condition condition(String word) {
    return switch (word) {
      case "absent" -> Condition.ABSENT;
      case "exists" -> Condition.EXISTS;
      default -> Condition.version(Long.parseLong(word));
    };
  }

  private static List<Wrote> wrote(List<String> changes, Condition condition) {
    return changes.stream()
        .map(Script::parts)
        .map(
            parts ->
                new Wrote(parts[0], Long.parseLong(parts[1]), condition, Long.parseLong(parts[2])))
        .toList();
  }

  private static List<Sight> saw(List<String> changes) {
    return changes.stream()
        .map(Script::parts)
        .map(parts -> new Sight(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2])))
        .toList();
  }

  private static String[] parts(String change) {
    String[] parts = change.split("[=@]", -1);
    return parts.length == 3
        ? parts
        : Arrays.asList(parts[0], parts[1], "0").toArray(new String[0]);
  }
}
