/**
 * Gates over what is shipped: the walls between packages, the Kafka classes that our jars name, the plugin ZIPs and their bills
 * of materials. A rule is a plain class that lists faults; its {@code XTest} plants violations and sees them reported, its
 * {@code XIT} holds the rule against the ZIPs of this build. Run by Surefire and Failsafe, on the test thread.
 */
@NullMarked
package io.penstock.gates;

import org.jspecify.annotations.NullMarked;
