package io.penstock.mqtt.client;

/** How the certificates to trust are stored. */
public enum TrustStoreType {
    PKCS12,
    JKS,
    PEM
}
