package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.ColumnSpec;

/** What columns are declared as. */
@FunctionalInterface
interface TypeNames {

    /** @param key whether the column is part of the primary key */
    String declaration(ColumnSpec column, boolean key);
}
