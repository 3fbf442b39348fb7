/** Unit tests of {@code io.aitta.http.request}. */
package io.aitta.http.request;
