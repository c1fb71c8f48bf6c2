package io.jenkins.plugins.scalarbackup.standalone.declarative;

import com.cloudbees.groovy.cps.Continuable;
import com.cloudbees.groovy.cps.Continuation;
import com.cloudbees.groovy.cps.Outcome;
import com.cloudbees.groovy.cps.impl.CpsCallableInvocation;
import com.cloudbees.groovy.cps.impl.FunctionCallEnv;
import com.cloudbees.groovy.cps.sandbox.DefaultInvoker;
import groovy.lang.Closure;
import groovy.lang.GroovyObjectSupport;
import groovy.lang.MissingMethodException;
import groovy.lang.MissingPropertyException;
import java.util.Arrays;
import java.util.List;

/** Collects the content of a block of declarative syntax while its closure is called. */
abstract class Section extends GroovyObjectSupport {

    /** Called for a word in the block; {@link #NOT_MINE} passes it to the enclosing block. */
    abstract Object word(String name, List<Object> arguments);

    static final Object NOT_MINE = new Object();

    /** Called for {@code name = value} in the block. */
    void assigned(String name, Object value) {
        throw new MissingPropertyException(name, getClass());
    }

    /** Called for a bare name in the block, such as {@code any}. */
    Object named(String name) {
        throw new MissingPropertyException(name, getClass());
    }

    @Override
    public final Object invokeMethod(String name, Object args) {
        Object[] array = args instanceof Object[] many ? many : new Object[] {args};
        Object answer = word(name, Arrays.asList(array));
        if (answer == NOT_MINE) {
            throw new MissingMethodException(name, getClass(), array);
        }
        return answer;
    }

    @Override
    public final Object getProperty(String name) {
        return named(name);
    }

    @Override
    public final void setProperty(String name, Object value) {
        assigned(name, value);
    }

    /** Calls the block to its end; it can't contain a step that takes time. */
    Object hear(Closure<?> block) {
        block.setDelegate(this);
        block.setResolveStrategy(Closure.DELEGATE_FIRST);
        try {
            return block.call();
        } catch (CpsCallableInvocation invocation) {
            FunctionCallEnv caller = new FunctionCallEnv(null, Continuation.HALT, null, null);
            caller.setInvoker(new DefaultInvoker());
            Continuable code = new Continuable(invocation.invoke(caller, null, Continuation.HALT));
            Outcome outcome = code.run0(new Outcome(null, null), Continuable.categories);
            if (outcome.isFailure()) {
                throw rethrown(outcome.getAbnormal());
            }
            if (code.isResumable()) {
                throw new UnsupportedOperationException(
                        "a step that takes time can't be called in this section by the embedded environment");
            }
            return outcome.getNormal();
        }
    }

    private static RuntimeException rethrown(Throwable t) {
        if (t instanceof RuntimeException unchecked) {
            return unchecked;
        } else if (t instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(t);
    }
}
