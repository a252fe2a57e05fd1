/**
 * Publishing the city over MQTT at QoS 1 and keeping the log of what the broker acknowledged, which is what the
 * reconciliation compares everything with. One thread publishes; acknowledgements arrive on the client's threads.
 */
@NullMarked
package io.penstock.quickstart.publish;

import org.jspecify.annotations.NullMarked;
