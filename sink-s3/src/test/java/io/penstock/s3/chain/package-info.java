/** The chain's conversations under a random model: owners, zombies, crashes, and requests of every fate. */
@NullMarked
package io.penstock.s3.chain;

import org.jspecify.annotations.NullMarked;
