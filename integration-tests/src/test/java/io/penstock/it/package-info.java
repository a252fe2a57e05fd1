/**
 * The packaged plugin ZIPs on real clusters: brokers, workers, databases and stores are processes of their own. What was
 * delivered is counted by readers that share no code with the connectors. Run by Failsafe, on its main thread.
 */
@NullMarked
package io.penstock.it;

import org.jspecify.annotations.NullMarked;
