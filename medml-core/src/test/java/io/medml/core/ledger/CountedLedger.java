package io.medml.core.ledger;

import io.medml.core.evidence.Digest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A ledger in memory that notes which of its files are read. For tests of other packages, too. Thread-safe. */
public final class CountedLedger {

    private final List<String> read = Collections.synchronizedList(new ArrayList<>());
    private final Ledger ledger;

    public CountedLedger(Clock clock) {
        LedgerFiles files = new MemoryFiles();
        LedgerFiles counted = (LedgerFiles) Proxy.newProxyInstance(
                LedgerFiles.class.getClassLoader(), new Class<?>[] {LedgerFiles.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("read") || method.getName().equals("head")) {
                        read.add((String) arguments[0]);
                    }
                    try {
                        return method.invoke(files, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
        this.ledger = Ledger.builder(counted)
                .clock(clock)
                .signer(Ed25519Signer.fromSeed(
                        "counted", Digest.sha256("counted").bytes()))
                .open();
    }

    public Ledger ledger() {
        return ledger;
    }

    /** The files that were read since this was asked before, in their order, each as often as it was read. */
    public List<String> readSince() {
        synchronized (read) {
            List<String> since = List.copyOf(read);
            read.clear();
            return since;
        }
    }
}
