package io.jenkins.plugins.scalarbackup.standalone.cps;

import com.cloudbees.groovy.cps.SerializableScript;
import groovy.lang.MissingPropertyException;
import org.codehaus.groovy.runtime.InvokerHelper;

/** The base class of every compiled Jenkinsfile: a call that the script does not define itself is a step. */
public abstract class PipelineScript extends SerializableScript {
    private static final long serialVersionUID = 1L;
    transient Program program;

    @Override
    public final Object invokeMethod(String name, Object args) {
        if (getBinding().hasVariable(name)) {
            Object variable = getBinding().getVariable(name);
            if (!InvokerHelper.getMetaClass(variable)
                    .respondsTo(variable, "call", (Object[]) args)
                    .isEmpty()) {
                return InvokerHelper.invokeMethod(variable, "call", args);
            }
        }
        Object global = program.host().globalVariable(name);
        if (global != null) {
            return InvokerHelper.invokeMethod(global, "call", args);
        }
        return program.calls().invokeMethod(name, args);
    }

    @Override
    public Object getProperty(String property) {
        try {
            return super.getProperty(property);
        } catch (MissingPropertyException missing) {
            Object value = lookUp(property);
            if (value == null) {
                throw missing;
            }
            return value;
        }
    }

    private Object lookUp(String property) {
        if (program == null) {
            return null;
        }
        return switch (property) {
            case "steps" -> program.calls();
            case "env" -> new Environment(program);
            default -> {
                Object global = program.host().globalVariable(property);
                yield global == null ? new Environment(program).getProperty(property) : global;
            }
        };
    }

    @Override
    public void println() {
        invokeMethod("echo", new Object[] {""});
    }

    @Override
    public void print(Object value) {
        println(value);
    }

    @Override
    public void println(Object value) {
        invokeMethod("echo", new Object[] {String.valueOf(value)});
    }

    /** Otherwise, Groovy's own {@code sleep} would block the VM thread. */
    public Object sleep(long arg) {
        return invokeMethod("sleep", new Object[] {arg});
    }
}
