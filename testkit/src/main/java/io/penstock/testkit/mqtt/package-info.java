/** An MQTT broker of its own for a test, real and on loopback. Called by tests and the quickstart, from any thread. */
@NullMarked
package io.penstock.testkit.mqtt;

import org.jspecify.annotations.NullMarked;
