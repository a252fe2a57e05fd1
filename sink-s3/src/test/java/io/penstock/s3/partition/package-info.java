/** What files are called. */
@NullMarked
package io.penstock.s3.partition;

import org.jspecify.annotations.NullMarked;
