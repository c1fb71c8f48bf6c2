package hudson.console;

import hudson.model.Item;
import hudson.model.Run;

/** Compile-only declaration of {@code hudson.console.ModelHyperlinkNote} as in jenkins-core 2.541.3. */
@SuppressWarnings("rawtypes")
public class ModelHyperlinkNote extends HyperlinkNote {
    private static final long serialVersionUID = 1L;

    public ModelHyperlinkNote(String url, int length) {
        super(url, length);
    }

    public static String encodeTo(String url, String text) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static String encodeTo(Item item) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static String encodeTo(Run run) {
        throw new UnsupportedOperationException("declaration only");
    }
}
