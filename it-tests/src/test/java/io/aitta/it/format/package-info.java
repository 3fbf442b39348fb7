/** Directories of every format version, opened by every release. */
package io.aitta.it.format;
