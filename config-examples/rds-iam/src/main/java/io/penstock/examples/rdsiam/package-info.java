/**
 * An example of a provider of credentials for the JDBC sink: AWS IAM database authentication (User Guides of RDS and Aurora, "IAM database
 * authentication"). Called on the sink's task thread. Nothing of Penstock depends on it.
 */
@NullMarked
package io.penstock.examples.rdsiam;

import org.jspecify.annotations.NullMarked;
