/** Whose requests the store gets: access keys, roles and tokens, fetched and renewed. Called by the store on whatever thread makes a request. */
@NullMarked
package io.penstock.s3.credentials;

import org.jspecify.annotations.NullMarked;
