/** JMH benchmarks of what runs once a record. Started by {@code bin/bench}; each checks the sum of what it did. */
@NullMarked
package io.penstock.bench.core;

import org.jspecify.annotations.NullMarked;
