package io.aitta.it.sim;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.pekko.dispatch.Mailbox;

/** Names of tasks: the class for the hash, the actor as well for people. */
final class TaskName {
  private static final ClassValue<String> NAMES =
      new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
          String name = type.getName();
          int hidden = name.indexOf("$$Lambda"); // what follows differs from JVM to JVM
          String stable = hidden < 0 ? name : name.substring(0, hidden) + " lambda";
          return stable.substring(stable.lastIndexOf('.') + 1);
        }
      };

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private TaskName() {}

  /** The same in every run and JVM. */
  static String of(Runnable task) {
    return NAMES.get(task.getClass());
  }

  /**
   * Sorts tasks that one step has handed in. Pekko walks some of its maps in an order that follows
   * random numbers (an actor that stops lets go of those it watches so), and the seed must not
   * notice. Tasks of one name keep their order.
   */
  static void sort(List<Runnable> handedIn) {
    if (handedIn.size() > 1) {
      handedIn.sort(Comparator.comparing(TaskName::place));
    }
  }

  /** As the full name, with numbers as wide as the widest, so that 9 comes before 10. */
  private static String place(Runnable task) {
    return NUMBER
        .matcher(full(task))
        .replaceAll(match -> "0".repeat(Math.max(0, 10 - match.group().length())) + match.group());
  }

  /** With the actor's path, whose numbers may differ from run to run. */
  static String full(Runnable task) {
    if (task instanceof Mailbox mailbox && mailbox.actor() != null) {
      return of(task) + " of " + mailbox.actor().self().path().toStringWithoutAddress();
    }
    return of(task);
  }
}
