/**
 * The reconciliation: whether every acknowledged message is in each store exactly once, by id, from the publisher's log and
 * the stored data alone. Nothing here asks a connector, reads its offsets or its counters.
 *
 * <p>{@link io.penstock.quickstart.reconcile.IdCounts}, {@link io.penstock.quickstart.reconcile.StoreResult} and
 * {@link io.penstock.quickstart.reconcile.Reconciliation} are pure; the {@code …Ids} classes read one store each. Called by
 * the main thread after the last message.
 */
@NullMarked
package io.penstock.quickstart.reconcile;

import org.jspecify.annotations.NullMarked;
