/** The S3 sink as Connect sees it: connector and task, thin shells over the writer. Called by the worker's threads. */
@NullMarked
package io.penstock.s3;

import org.jspecify.annotations.NullMarked;
