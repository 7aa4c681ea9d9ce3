using System.Runtime.CompilerServices;
using BotBottle.Controller.Enforcement;
using BotBottle.Controller.Store;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Api;

/// <summary>The events after a position, in order and without a gap. They are read from the store; each commit that contains events wakes the reader.</summary>
internal sealed class EventStream(ILedgerStore store, EventSignal signal)
{
    private const int Page = 500;

    /// <summary>Yields every event after <paramref name="after"/>; with <paramref name="follow"/> it continues until cancelled.</summary>
    public async IAsyncEnumerable<LoggedEvent> ReadAsync(
        long after, bool follow, bool auditOnly, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            // Taken before the read, so that a commit during the read wakes the next one.
            Task next = signal.Next;
            IReadOnlyList<LoggedEvent> page = store.Events(after, Page, auditOnly);
            foreach (LoggedEvent told in page)
            {
                after = told.Seq;
                yield return told;
            }

            if (page.Count == Page)
            {
                continue;
            }

            if (!follow)
            {
                yield break;
            }

            await next.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }
}
