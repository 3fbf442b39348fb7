/**
 * Strict JSON in and out, straight on bytes: one parser (depth 16, no duplicate keys, no trailing
 * text), one writer, and the forms of entries, batches and lines.
 */
@NullMarked
package io.aitta.http.json;

import org.jspecify.annotations.NullMarked;
