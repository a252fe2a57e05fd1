package io.penstock.jdbc.dialect;

import io.penstock.jdbc.dialect.LedgerStore.Blocker;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** By what an heir knows the sessions of those who owned its partitions before it, where it cannot ask who holds a lock. */
interface OwnerMarks {

    OwnerMarks NONE = new OwnerMarks() {
        @Override
        public void show(Connection connection, Collection<LedgerRow> owned) {
            // nobody looks
        }

        @Override
        public List<Blocker> owners(Connection connection, Collection<LedgerRow> rows) {
            return List.of();
        }

        @Override
        public boolean end(Connection connection, Blocker blocker) {
            return false;
        }
    };

    /** Marks the session as that which owns these rows under their epochs, and no others. */
    void show(Connection connection, Collection<LedgerRow> owned) throws SQLException;

    /** Sessions, beside the caller's, that are marked as owning one of these rows under its epoch. */
    List<Blocker> owners(Connection connection, Collection<LedgerRow> rows) throws SQLException;

    /** @return whether the server has ended the session */
    boolean end(Connection connection, Blocker blocker) throws SQLException;
}
