/** The command line of {@code bin/bench}'s suites. */
@NullMarked
package io.penstock.bench.cli;

import org.jspecify.annotations.NullMarked;
