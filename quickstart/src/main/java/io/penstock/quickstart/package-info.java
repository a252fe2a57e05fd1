/**
 * The pipeline in one command: {@link io.penstock.quickstart.Main} is what {@code bin/quickstart} runs.
 *
 * <p>Reads {@code cli → parts, publish, live → reconcile}; {@code city} is pure. No package depends on {@code cli}.
 */
@NullMarked
package io.penstock.quickstart;

import org.jspecify.annotations.NullMarked;
