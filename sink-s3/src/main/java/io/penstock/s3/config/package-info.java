/** The keys of the S3 sink: declaration, cross-checks and the typed record that is parsed once at start. Pure. */
@NullMarked
package io.penstock.s3.config;

import org.jspecify.annotations.NullMarked;
