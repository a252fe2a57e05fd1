package io.penstock.common.config;

/** What a sink promises about each record, through crashes, rebalances and zombies. */
public enum DeliveryGuarantee {
    /** Each record has its effect once: positions live in the target, beside the data. */
    EXACTLY_ONCE,
    /** Each record has its effect once or, after a crash, more often: positions live in Kafka's consumer group only. */
    AT_LEAST_ONCE
}
