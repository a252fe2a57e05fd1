/** What a configuration is told. */
@NullMarked
package io.penstock.s3.config;

import org.jspecify.annotations.NullMarked;
