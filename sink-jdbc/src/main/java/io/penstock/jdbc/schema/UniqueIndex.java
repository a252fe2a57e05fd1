package io.penstock.jdbc.schema;

import java.util.Optional;
import java.util.Set;

/**
 * What makes rows unique, be it the primary key.
 *
 * @param columns of which all of a value counts
 * @param counted that of which the database itself gives each new row another value, if the row does not say one
 */
public record UniqueIndex(Set<String> columns, Optional<String> counted) {

    public UniqueIndex {
        columns = Set.copyOf(columns);
    }
}
