package io.penstock.chaos.plan;

/** What the sinks of the store may make of the records; each has its bookkeeping, and its own places to break. */
public enum ObjectFormat {
    JSONL,
    AVRO,
    PARQUET;

    /** A seed and the two after it have all. */
    public static ObjectFormat of(long seed) {
        return values()[(int) Math.floorMod(seed, (long) values().length)];
    }
}
