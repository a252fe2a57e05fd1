package io.penstock.jdbc.dialect;

import io.penstock.jdbc.config.JdbcUrl;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The error codes of databases that have no dialect of their own yet, whose SQLSTATEs say little, in SQLSTATEs as PostgreSQL has them
 * ("Database Error Messages" of Oracle, "Database Engine events and errors" of SQL Server).
 */
final class VendorCodes {

    /** Neither driver nor server has been tried. */
    static final VendorCodes ORACLE = new VendorCodes(
            Map.ofEntries(
                    // connections
                    Map.entry(28, "08006"), // the session was killed
                    Map.entry(1012, "08003"), // not logged on
                    Map.entry(1033, "57P03"), // starting or stopping
                    Map.entry(1034, "57P03"), // not available
                    Map.entry(1089, "57P01"),
                    Map.entry(1090, "57P01"),
                    Map.entry(1092, "57P01"),
                    Map.entry(2396, "08006"), // idle for too long
                    Map.entry(3113, "08006"),
                    Map.entry(3114, "08003"),
                    Map.entry(3135, "08006"),
                    Map.entry(12_170, "08001"),
                    Map.entry(12_505, "08001"),
                    Map.entry(12_514, "08001"),
                    Map.entry(12_516, "08001"),
                    Map.entry(12_518, "08001"),
                    Map.entry(12_519, "08001"),
                    Map.entry(12_520, "08001"),
                    Map.entry(12_528, "08001"),
                    Map.entry(12_537, "08006"),
                    Map.entry(12_541, "08001"),
                    Map.entry(17_002, "08006"), // the driver's: I/O
                    Map.entry(17_008, "08003"), // the driver's: closed
                    Map.entry(17_410, "08006"), // the driver's: no more data
                    Map.entry(25_408, "08006"), // failover: the call cannot be replayed
                    // logins
                    Map.entry(1005, "28000"),
                    Map.entry(1017, "28000"),
                    Map.entry(1045, "28000"),
                    Map.entry(28_000, "28000"),
                    Map.entry(28_001, "28000"),
                    // what passes
                    Map.entry(18, "53300"),
                    Map.entry(20, "53300"),
                    Map.entry(2391, "53300"),
                    Map.entry(51, "55P03"),
                    Map.entry(54, "55P03"),
                    Map.entry(60, "40P01"),
                    Map.entry(4020, "40P01"),
                    Map.entry(4021, "55P03"),
                    Map.entry(30_006, "55P03"),
                    Map.entry(8177, "40001"),
                    Map.entry(1555, "40001"),
                    Map.entry(1013, "57014"),
                    Map.entry(4031, "53200"),
                    Map.entry(1536, "53100"), // quotas and tablespaces
                    Map.entry(1652, "53100"),
                    Map.entry(1653, "53100"),
                    Map.entry(1654, "53100"),
                    Map.entry(1658, "53100"),
                    Map.entry(1688, "53100"),
                    Map.entry(1691, "53100"),
                    Map.entry(30_036, "53100"),
                    Map.entry(16_000, "25006"),
                    // rows
                    Map.entry(1, "23505"),
                    Map.entry(1400, "23502"),
                    Map.entry(1407, "23502"),
                    Map.entry(2290, "23514"),
                    Map.entry(2291, "23503"),
                    Map.entry(2292, "23503"),
                    Map.entry(1401, "22001"),
                    Map.entry(1461, "22001"),
                    Map.entry(12_899, "22001"),
                    Map.entry(1426, "22003"),
                    Map.entry(1438, "22003"),
                    Map.entry(1476, "22012"),
                    Map.entry(1722, "22018"),
                    Map.entry(1830, "22007"),
                    Map.entry(1841, "22008"),
                    Map.entry(1843, "22007"),
                    Map.entry(1847, "22008"),
                    Map.entry(1858, "22007"),
                    Map.entry(1861, "22007"),
                    Map.entry(14_400, "23514"), // no partition takes the key
                    Map.entry(1450, "54000"), // the key is too long for its index
                    // statements
                    Map.entry(904, "42703"),
                    Map.entry(942, "42P01"),
                    Map.entry(955, "42P07"),
                    Map.entry(1430, "42701"),
                    Map.entry(1031, "42501"),
                    Map.entry(32_795, "428C9"), // GENERATED ALWAYS AS IDENTITY
                    Map.entry(32_796, "428C9"),
                    Map.entry(54_013, "428C9"), // a virtual column
                    Map.entry(54_017, "428C9")),
            20_000,
            20_999);

    /** Neither driver nor server has been tried. */
    static final VendorCodes SQL_SERVER = new VendorCodes(
            Map.ofEntries(
                    // connections
                    Map.entry(64, "08006"),
                    Map.entry(233, "08006"),
                    Map.entry(596, "08006"), // the session is being killed
                    Map.entry(976, "57P03"), // a replica that is not accessible
                    Map.entry(978, "57P03"),
                    Map.entry(983, "57P03"),
                    Map.entry(6002, "57P01"),
                    Map.entry(6005, "57P01"),
                    Map.entry(10_053, "08006"),
                    Map.entry(10_054, "08006"),
                    Map.entry(10_060, "08001"),
                    Map.entry(17_142, "57P03"), // the server is paused
                    Map.entry(18_401, "57P03"), // it is being upgraded
                    Map.entry(40_197, "08006"), // Azure
                    Map.entry(40_613, "57P03"),
                    // logins
                    Map.entry(4060, "3D000"),
                    Map.entry(18_452, "28000"),
                    Map.entry(18_456, "28000"),
                    Map.entry(18_486, "28000"),
                    Map.entry(18_487, "28000"),
                    Map.entry(18_488, "28000"),
                    // what passes
                    Map.entry(10_928, "53300"),
                    Map.entry(10_929, "53300"),
                    Map.entry(40_501, "53300"),
                    Map.entry(701, "53200"),
                    Map.entry(1204, "53200"),
                    Map.entry(8645, "53200"),
                    Map.entry(1101, "53100"),
                    Map.entry(1105, "53100"),
                    Map.entry(9002, "53100"),
                    Map.entry(1205, "40P01"),
                    Map.entry(1222, "55P03"),
                    Map.entry(3960, "40001"),
                    Map.entry(3906, "25006"),
                    // rows
                    Map.entry(515, "23502"),
                    Map.entry(547, "23503"),
                    Map.entry(2601, "23505"),
                    Map.entry(2627, "23505"),
                    Map.entry(2628, "22001"),
                    Map.entry(8152, "22001"),
                    Map.entry(220, "22003"),
                    Map.entry(232, "22003"),
                    Map.entry(8115, "22003"),
                    Map.entry(8134, "22012"),
                    Map.entry(241, "22007"),
                    Map.entry(242, "22008"),
                    Map.entry(245, "22018"),
                    Map.entry(8114, "22018"),
                    Map.entry(8169, "22018"),
                    Map.entry(511, "54000"), // larger than a page
                    Map.entry(1946, "54000"), // the key is too long for its index
                    // statements
                    Map.entry(207, "42703"),
                    Map.entry(208, "42P01"),
                    Map.entry(2705, "42701"),
                    Map.entry(2714, "42P07"),
                    Map.entry(229, "42501"),
                    Map.entry(230, "42501"),
                    Map.entry(262, "42501"),
                    Map.entry(271, "428C9"), // a computed column
                    Map.entry(273, "428C9"), // a rowversion
                    Map.entry(544, "428C9"), // IDENTITY_INSERT is off
                    Map.entry(8102, "428C9")), // IDENTITY is not updated
            50_000,
            Integer.MAX_VALUE);

    private static final VendorCodes NONE = new VendorCodes(Map.of(), 0, -1);

    /** An exception that a trigger raises. */
    private static final String RAISED = "P0001";

    private final Map<Integer, String> states;
    private final int firstOwn;
    private final int lastOwn;

    /** @param firstOwn the first of the codes that users give to exceptions of their own */
    private VendorCodes(Map<Integer, String> states, int firstOwn, int lastOwn) {
        this.states = states;
        this.firstOwn = firstOwn;
        this.lastOwn = lastOwn;
    }

    static VendorCodes of(JdbcUrl url) {
        String text = url.text().toLowerCase(Locale.ROOT);
        if (text.startsWith("jdbc:oracle:")) {
            return ORACLE;
        }
        return text.startsWith("jdbc:sqlserver:") || text.startsWith("jdbc:jtds:sqlserver:") ? SQL_SERVER : NONE;
    }

    /** Null where the SQLSTATE is to say it. */
    @Nullable
    String stateOf(int code) {
        return code >= firstOwn && code <= lastOwn ? RAISED : states.get(code);
    }
}
