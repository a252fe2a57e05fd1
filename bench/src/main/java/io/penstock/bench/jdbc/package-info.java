/** {@code bin/bench jdbc}: rows into PostgreSQL by our sink, by Debezium's, and by the driver alone. One thread. */
@NullMarked
package io.penstock.bench.jdbc;

import org.jspecify.annotations.NullMarked;
