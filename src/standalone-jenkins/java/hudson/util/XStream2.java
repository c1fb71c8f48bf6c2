package hudson.util;

import com.thoughtworks.xstream.XStream;
import com.thoughtworks.xstream.converters.SingleValueConverter;
import com.thoughtworks.xstream.io.xml.DomDriver;

/** Behaves like the class of jenkins-core of this name: accepts this plugin's classes, and writes secrets encrypted. */
public class XStream2 extends XStream {
    public XStream2() {
        super(new DomDriver("UTF-8"));
        allowTypesByWildcard(new String[] {"io.jenkins.plugins.scalarbackup.**", "hudson.**", "java.time.**"});
        registerConverter(new SingleValueConverter() {
            @Override
            @SuppressWarnings("rawtypes")
            public boolean canConvert(Class type) {
                return type == Secret.class;
            }

            @Override
            public String toString(Object secret) {
                return ((Secret) secret).getEncryptedValue();
            }

            @Override
            public Object fromString(String text) {
                return Secret.fromString(text);
            }
        });
    }
}
