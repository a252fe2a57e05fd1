package io.penstock.jdbc.dialect;

import java.util.Map;

/**
 * The error codes of MariaDB and MySQL in SQLSTATEs as PostgreSQL has them, where the servers' own say less ("Error Reference" in
 * their manuals).
 */
final class MySqlCodes {

    static final Map<Integer, String> STATES = Map.ofEntries(
            // connections
            Map.entry(1042, "08001"),
            Map.entry(1043, "08001"),
            Map.entry(1053, "08006"),
            Map.entry(1152, "08006"),
            Map.entry(1158, "08006"),
            Map.entry(1159, "08006"),
            Map.entry(1160, "08006"),
            Map.entry(1161, "08006"),
            Map.entry(1927, "08006"),
            Map.entry(4031, "08006"),
            // larger than a proxy takes, which does not tell its limit and ends the connection: again is no better
            Map.entry(1153, "XX000"),
            // offline, by an administrator or a failover; a proxy that finds no server
            Map.entry(3032, "08004"),
            Map.entry(9001, "08004"),
            Map.entry(1040, "53300"),
            Map.entry(1203, "53300"),
            Map.entry(1226, "53300"),
            Map.entry(1044, "28000"),
            Map.entry(1045, "28000"),
            Map.entry(1698, "28000"),
            Map.entry(1049, "3F000"),
            // what passes
            Map.entry(1205, "55P03"),
            Map.entry(1213, "40P01"),
            Map.entry(1020, "40001"),
            Map.entry(1412, "40001"),
            Map.entry(1684, "55006"),
            Map.entry(1206, "53200"),
            Map.entry(1021, "53100"),
            Map.entry(1114, "53100"),
            // too many prepared statements or transactions
            Map.entry(1461, "53000"),
            Map.entry(1637, "53000"),
            // TiDB's regions without a leader
            Map.entry(9002, "53000"),
            Map.entry(9003, "53000"),
            Map.entry(9004, "53000"),
            Map.entry(9005, "53000"),
            // a transaction that is too large: whichever row it fails with, none is at fault
            Map.entry(1197, "25000"),
            Map.entry(1705, "25000"),
            Map.entry(8004, "25000"),
            // a commit that the group, or another node, did not take
            Map.entry(3100, "40000"),
            Map.entry(1180, "40000"),
            Map.entry(1036, "25006"),
            Map.entry(1290, "25006"),
            Map.entry(1792, "25006"),
            Map.entry(1836, "25006"),
            Map.entry(1317, "57014"),
            Map.entry(1969, "57014"),
            Map.entry(3024, "57014"),
            // a tablespace that is missing, an index that is damaged, a counter that cannot be read: met with the first
            // row
            Map.entry(1034, "XX001"),
            Map.entry(1467, "XX001"),
            Map.entry(1812, "XX001"),
            Map.entry(1814, "XX001"),
            // rows
            Map.entry(1048, "23502"),
            Map.entry(1364, "23502"),
            Map.entry(1062, "23505"),
            Map.entry(1169, "23505"),
            Map.entry(1586, "23505"),
            Map.entry(1451, "23503"),
            Map.entry(1452, "23503"),
            Map.entry(3819, "23514"),
            Map.entry(4025, "23514"),
            Map.entry(1264, "22003"),
            Map.entry(1690, "22003"),
            Map.entry(1265, "22001"),
            Map.entry(1406, "22001"),
            Map.entry(1292, "22007"),
            Map.entry(1366, "22018"),
            // a text that the column's character set does not have, compared with it
            Map.entry(1267, "22021"),
            Map.entry(1270, "22021"),
            Map.entry(1271, "22021"),
            // a pattern that a CHECK or a generated column takes from the row
            Map.entry(1139, "2201B"),
            Map.entry(1411, "22008"),
            Map.entry(1441, "22008"),
            Map.entry(1416, "22000"),
            Map.entry(3140, "22032"),
            Map.entry(3141, "22032"),
            // what a trigger raises, with whatever SQLSTATE
            Map.entry(1643, "P0001"),
            Map.entry(1644, "P0001"),
            // no partition for the row; a view's CHECK OPTION; another reference system
            Map.entry(1526, "23514"),
            Map.entry(1748, "23514"),
            Map.entry(1369, "44000"),
            Map.entry(3643, "22023"),
            // names and shapes that a record asks for and that no table can have
            Map.entry(1059, "54000"),
            Map.entry(1103, "54000"),
            Map.entry(1117, "54011"),
            Map.entry(1118, "54000"),
            Map.entry(1166, "54000"),
            // a change of a row that is too large for its log
            Map.entry(1713, "54000"),
            // statements
            Map.entry(1054, "42703"),
            Map.entry(1146, "42P01"),
            Map.entry(1142, "42501"),
            Map.entry(1143, "42501"),
            Map.entry(1227, "42501"),
            Map.entry(1906, "428C9"),
            Map.entry(3105, "428C9"),
            Map.entry(1615, "26000"));

    private MySqlCodes() {}
}
