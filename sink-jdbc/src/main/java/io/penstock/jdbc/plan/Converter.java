package io.penstock.jdbc.plan;

/** Turns a Connect value into what a row carries for one type of column. */
@FunctionalInterface
interface Converter {

    /**
     * @param value not null
     * @return of the class that {@link io.penstock.jdbc.schema.ColumnType} names
     * @throws Misfit when the value cannot be stored without loss
     */
    Object convert(Object value);
}
