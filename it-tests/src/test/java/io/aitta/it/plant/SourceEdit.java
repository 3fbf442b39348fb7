package io.aitta.it.plant;

/**
 * A few words of a source file, and others in their place.
 *
 * @param file from the project's root on
 * @param before must stand in the file exactly once
 */
record SourceEdit(String file, String before, String after) {
  /** The source with the bug in it. */
  String applyTo(String source) {
    int at = source.indexOf(before);
    if (at < 0 || source.indexOf(before, at + 1) >= 0) {
      throw new IllegalStateException(
          "planted where it does not fit any more: in "
              + file
              + " this stands "
              + (at < 0 ? "nowhere" : "more than once")
              + ": "
              + before);
    }
    return source.substring(0, at) + after + source.substring(at + before.length());
  }
}
