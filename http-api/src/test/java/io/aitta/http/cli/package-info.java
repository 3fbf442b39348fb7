/** Tests of the command line, inside this process and in one of its own. */
package io.aitta.http.cli;
