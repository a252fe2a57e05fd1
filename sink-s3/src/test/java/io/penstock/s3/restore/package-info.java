/** Archives and how they are replayed. */
@NullMarked
package io.penstock.s3.restore;

import org.jspecify.annotations.NullMarked;
