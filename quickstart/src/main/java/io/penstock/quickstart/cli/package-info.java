/** The command line: options, what must hold before a start, Ctrl-C, and the course of a run. Runs on the main thread. */
@NullMarked
package io.penstock.quickstart.cli;

import org.jspecify.annotations.NullMarked;
