/**
 * The chain of commit records of one topic partition, as decisions without I/O: who may append, what a conflict means, when an
 * answer may be believed, what an heir finishes, aborts and sweeps. A conversation says which request it needs next and takes
 * the answer; the writer carries requests to the store and back, on the task's thread. A request that got no answer is simply
 * asked again, identical.
 */
@NullMarked
package io.penstock.s3.chain;

import org.jspecify.annotations.NullMarked;
