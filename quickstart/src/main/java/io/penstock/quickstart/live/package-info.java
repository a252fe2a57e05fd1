/**
 * What the terminal shows while the pipeline runs. Probes look into Kafka, PostgreSQL and the S3 store from the sampler's threads; the main
 * thread prints a sample a second. These numbers are for the eye; the reconciliation reads everything anew.
 */
@NullMarked
package io.penstock.quickstart.live;

import org.jspecify.annotations.NullMarked;
