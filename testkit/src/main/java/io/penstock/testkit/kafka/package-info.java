/**
 * A Kafka broker and Connect workers of several versions, each in a JVM and on a class path of its own, and what a test asks of them. Called by
 * tests and the quickstart, from any thread unless a class says otherwise. {@code Topics} and {@code TopicReader} need kafka-clients, of any
 * supported version, on the caller's class path; nothing else does.
 */
@NullMarked
package io.penstock.testkit.kafka;

import org.jspecify.annotations.NullMarked;
