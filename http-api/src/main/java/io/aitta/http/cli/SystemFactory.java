package io.aitta.http.cli;

import com.typesafe.config.Config;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;

/** Makes the ActorSystem of {@code serve}; the program's entry hands it in. */
@FunctionalInterface
public interface SystemFactory {
  ActorSystem<Void> create(Behavior<Void> guardian, Config config);
}
