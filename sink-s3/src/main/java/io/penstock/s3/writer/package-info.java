/**
 * Records in, objects and commit records out: buffers, flushes, uploads, and the errands of the chain's conversations. Called by the task on its thread;
 * claims run on others beside it, and the files of a batch are put by others while it waits for them.
 */
@NullMarked
package io.penstock.s3.writer;

import org.jspecify.annotations.NullMarked;
