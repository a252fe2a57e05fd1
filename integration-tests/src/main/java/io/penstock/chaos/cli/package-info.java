/** The command line of {@code bin/chaos} and its report. */
@NullMarked
package io.penstock.chaos.cli;

import org.jspecify.annotations.NullMarked;
