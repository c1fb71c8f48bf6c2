package net.sf.json;

/** Compile-only declaration of {@code net.sf.json.JSONObject} as in json-lib 2.4-jenkins-15 (part of Jenkins 2.541.3). */
public final class JSONObject {
    public Object opt(String key) {
        throw new UnsupportedOperationException("declaration only");
    }

    public Object remove(String key) {
        throw new UnsupportedOperationException("declaration only");
    }
}
