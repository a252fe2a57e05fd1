/**
 * What the suites share: contestants play one case in rounds, each round's run is measured, and medians with their spread are
 * what is reported. One thread.
 */
@NullMarked
package io.penstock.bench.measure;

import org.jspecify.annotations.NullMarked;
