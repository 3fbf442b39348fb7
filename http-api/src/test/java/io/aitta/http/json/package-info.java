/** Unit tests of {@code io.aitta.http.json}. */
package io.aitta.http.json;
