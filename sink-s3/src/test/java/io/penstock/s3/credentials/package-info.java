/** Tests of what the store's failures mean. */
@NullMarked
package io.penstock.s3.credentials;

import org.jspecify.annotations.NullMarked;
