package hudson.console;

/** Compile-only declaration of {@code hudson.console.HyperlinkNote} as in jenkins-core 2.541.3. */
@SuppressWarnings("rawtypes")
public class HyperlinkNote extends ConsoleNote {
    private static final long serialVersionUID = 1L;

    public HyperlinkNote(String url, int length) {}

    public static String encodeTo(String url, String text) {
        throw new UnsupportedOperationException("declaration only");
    }
}
