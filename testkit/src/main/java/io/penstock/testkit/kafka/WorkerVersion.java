package io.penstock.testkit.kafka;

/** The Connect workers that Penstock is run on. */
public enum WorkerVersion {
    V3_7_2("3.7.2", "connect-3.7", "log4j.properties", "log4j.configuration"),
    V3_9_2("3.9.2", "connect-3.9", "log4j.properties", "log4j.configuration"),
    V4_3_1("4.3.1", "connect-4.3", "log4j2.xml", "log4j2.configurationFile");

    private final String number;
    private final String classpath;
    private final String loggingResource;
    private final String loggingProperty;

    WorkerVersion(String number, String classpath, String loggingResource, String loggingProperty) {
        this.number = number;
        this.classpath = classpath;
        this.loggingResource = loggingResource;
        this.loggingProperty = loggingProperty;
    }

    /** As its REST API tells it. */
    public String number() {
        return number;
    }

    String classpath() {
        return classpath;
    }

    String loggingResource() {
        return loggingResource;
    }

    String loggingProperty() {
        return loggingProperty;
    }
}
