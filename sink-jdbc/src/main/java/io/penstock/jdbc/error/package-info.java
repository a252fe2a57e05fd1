/**
 * The sink's error codes, and what a database's failure means for the record, the batch or the task. Pure. Used by every
 * other package of the sink, on task threads.
 */
@NullMarked
package io.penstock.jdbc.error;

import org.jspecify.annotations.NullMarked;
