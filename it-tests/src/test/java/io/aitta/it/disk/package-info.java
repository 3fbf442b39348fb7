/**
 * The store on real file systems that fail: power cuts by copying a mounted image, a disk that is
 * really full, system calls that strace makes fail, a second process, callers that are interrupted.
 * What needs root or a tool that is missing is skipped with a line that says so.
 */
@NullMarked
package io.aitta.it.disk;

import org.jspecify.annotations.NullMarked;
