package io.aitta.http;

import com.typesafe.config.Config;
import io.aitta.http.cli.Cli;
import io.aitta.http.cli.Terminal;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;

/** The program. Nobody else makes an ActorSystem. */
public final class Main {
  private Main() {}

  /** Runs one command of the command line and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(Cli.run(Terminal.system(), Main::actorSystem, args));
  }

  private static ActorSystem<Void> actorSystem(Behavior<Void> guardian, Config config) {
    return ActorSystem.create(guardian, "aitta", config);
  }
}
