/**
 * The crash matrix: a scripted life of a store on a disk in memory, crashed before each change of
 * that disk, in every way a crash can leave it; each state is opened, read, held against what had
 * been promised by then, and opened again. Then each change fails instead, in four ways.
 *
 * <p>One run gives all states: before each change the disk is copied (its unsynced part still
 * unsynced), and each copy is crashed by each policy later. Promises are a journal, so that they
 * can be told as of any change.
 */
@NullMarked
package io.aitta.it.crash;

import org.jspecify.annotations.NullMarked;
