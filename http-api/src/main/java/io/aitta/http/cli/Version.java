package io.aitta.http.cli;

import picocli.CommandLine.IVersionProvider;

/** Which Aitta this is, from the jar's manifest. */
final class Version implements IVersionProvider {

  /** As in {@code 0.1.0}; {@code development} outside a jar. */
  static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"aitta " + text()};
  }
}
