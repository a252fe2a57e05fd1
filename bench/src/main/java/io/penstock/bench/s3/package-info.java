/** {@code bin/bench s3}: records into objects by our sink's task, by its encoder alone, and by the store's client alone. One thread, but for the client's own. */
@NullMarked
package io.penstock.bench.s3;

import org.jspecify.annotations.NullMarked;
