/** The one place that talks to S3: requests, answers, and the classification of failures. Called by the writer on the task's thread, and on those that claim partitions. */
@NullMarked
package io.penstock.s3.store;

import org.jspecify.annotations.NullMarked;
