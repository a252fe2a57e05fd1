/** Records in, objects and commit records out: buffers, flushes, uploads, and the errands of the chain's conversations. Called by the task on its thread. */
@NullMarked
package io.penstock.s3.writer;

import org.jspecify.annotations.NullMarked;
