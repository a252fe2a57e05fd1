/** The S3 sink's tests: the task driven as Connect drives it, over a real store. */
@NullMarked
package io.penstock.s3;

import org.jspecify.annotations.NullMarked;
