using System.Runtime.CompilerServices;
using BotBottle.Controller.Enforcement;
using BotBottle.Controller.Store;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Api;

/// <summary>The events after a place, in order and without a gap: read from the store, woken by each commit that holds some.</summary>
internal sealed class EventStream(ILedgerStore store, EventSignal signal)
{
    private const int Page = 500;

    /// <summary>Everything after <paramref name="after"/>; with <paramref name="follow"/> it goes on until it is cancelled.</summary>
    public async IAsyncEnumerable<LoggedEvent> ReadAsync(
        long after, bool follow, bool auditOnly, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            // Taken before the read: what is committed during the read wakes the next one.
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
