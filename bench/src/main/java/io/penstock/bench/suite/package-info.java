/** What each of {@code bin/bench}'s suites is, and what it is given to run with. One thread. */
@NullMarked
package io.penstock.bench.suite;

import org.jspecify.annotations.NullMarked;
