/**
 * Makes connector configurations of other makers ours. Pure but for {@link io.penstock.migrate.MigrateCommand}: nothing is
 * connected to. One class knows one peer's keys, values and defaults; the validation of our connector has the last word.
 */
@NullMarked
package io.penstock.migrate;

import org.jspecify.annotations.NullMarked;
