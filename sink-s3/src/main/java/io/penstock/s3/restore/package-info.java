/**
 * From the bucket back to Kafka: which objects of an archive belong to a partition, their envelopes, and the order in which they are
 * replayed. Called by the restore task on its thread.
 */
@NullMarked
package io.penstock.s3.restore;

import org.jspecify.annotations.NullMarked;
