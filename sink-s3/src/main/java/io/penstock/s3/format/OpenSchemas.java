package io.penstock.s3.format;

import io.penstock.s3.buffer.MemoryBudget;
import java.util.IdentityHashMap;

/**
 * The compiled schemas of open files. Each takes memory as long as one of its files does, and a schema that grows leaves one behind in
 * every file that was begun on its way: they are in the budget, each once. Thread-confined.
 */
final class OpenSchemas {

    private static final int BYTES_PER_CHAR = 5;

    private final MemoryBudget budget;
    private final IdentityHashMap<FileSchema, Integer> files = new IdentityHashMap<>();

    OpenSchemas(MemoryBudget budget) {
        this.budget = budget;
    }

    /** The most that a file of this schema takes for it. */
    static long bytes(FileSchema schema) {
        return schema.heldChars() * BYTES_PER_CHAR;
    }

    void opened(FileSchema schema) {
        if (files.merge(schema, 1, Integer::sum) == 1) {
            budget.acquire(bytes(schema));
        }
    }

    void closed(FileSchema schema) {
        if (files.computeIfPresent(schema, (same, count) -> count == 1 ? null : count - 1) == null) {
            budget.release(bytes(schema));
        }
    }
}
