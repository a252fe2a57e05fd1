/** Connectors as a worker has them: from their own jars, each in a class loader of its own, called in the worker's order. One thread. */
@NullMarked
package io.penstock.bench.plugin;

import org.jspecify.annotations.NullMarked;
