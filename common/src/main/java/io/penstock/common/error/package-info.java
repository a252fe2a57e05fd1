/**
 * What can go wrong and what follows from it: the stable codes, the three kinds of failure (transient, record, fatal) and the
 * road of a bad record to the dead letter queue. Used on task threads.
 */
@NullMarked
package io.penstock.common.error;

import org.jspecify.annotations.NullMarked;
