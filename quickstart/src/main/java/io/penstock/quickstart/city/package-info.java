/**
 * The simulated city: made-up bus routes and vehicles that move along them, reporting in the shape of the public
 * high-frequency-positioning feed (version 2, as Helsinki's transit authority documents it).
 *
 * <p>Pure: a seed and a time give the same city on every machine. Called by the publisher's thread, which alone owns the
 * vehicles; nothing here knows MQTT.
 */
@NullMarked
package io.penstock.quickstart.city;

import org.jspecify.annotations.NullMarked;
