package io.penstock.jdbc.config;

/** How tables that exist follow their records. */
public record EvolutionRules(SchemaEvolution evolution, UnknownFields unknownFields) {

    /** Whether missing columns are added. */
    public boolean adds() {
        return unknownFields == UnknownFields.EVOLVE;
    }

    /** Whether columns that are too narrow are widened. */
    public boolean widens() {
        return evolution == SchemaEvolution.WIDEN;
    }

    /** Whether a table that does not take what the records' schema says fails the task. */
    public boolean validates() {
        return evolution == SchemaEvolution.VALIDATE;
    }

    public boolean ignoresUnknownFields() {
        return unknownFields == UnknownFields.IGNORE;
    }
}
