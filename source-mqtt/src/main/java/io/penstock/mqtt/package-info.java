/**
 * The MQTT source connector and its task: thin shells that Connect's threads call. Data flows {@code client → intake → mapping → Connect}; acknowledgements flow back from {@code commitRecord} to
 * the broker.
 */
@NullMarked
package io.penstock.mqtt;

import org.jspecify.annotations.NullMarked;
