package io.aitta.it.sim;

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

  private TaskName() {}

  /** The same in every run and JVM. */
  static String of(Runnable task) {
    return NAMES.get(task.getClass());
  }

  /** With the actor's path, whose numbers may differ from run to run. */
  static String full(Runnable task) {
    if (task instanceof Mailbox mailbox && mailbox.actor() != null) {
      return of(task) + " of " + mailbox.actor().self().path().toStringWithoutAddress();
    }
    return of(task);
  }
}
