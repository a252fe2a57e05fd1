/** The stable error codes of the S3 sink. Used by all its packages. */
@NullMarked
package io.penstock.s3.error;

import org.jspecify.annotations.NullMarked;
