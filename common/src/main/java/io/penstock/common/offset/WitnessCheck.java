package io.penstock.common.offset;

/** How closely a record that is delivered again must resemble the one that was stored. */
public enum WitnessCheck {
    /** Timestamp, key and value. */
    RECORD,
    /** Timestamp only: for chains of transforms that change values at random, for example by adding a UUID. */
    TIMESTAMP
}
