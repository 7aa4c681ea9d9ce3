using BotBottle.Controller.Shared;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Commands;

/// <summary>
/// The lines of <c>log</c>. Repeated refusals share one line. When following, the first refusal is written at once. Their number follows when another event
/// comes or they continue for a while.
/// </summary>
/// <param name="host">The verb's surroundings.</param>
/// <param name="follow">True if a reader waits for each line.</param>
internal sealed class FoldedLog(CommandHost host, bool follow)
{
    /// <summary>Time after a repeat until the number is written.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly EventFolds _folds = new();
    private readonly Dictionary<long, int> _told = []; // the open rows, by their first event
    private Task? _due;

    public async Task WriteAsync(IAsyncEnumerable<LoggedEvent> events, CancellationToken cancellation)
    {
        IAsyncEnumerator<LoggedEvent> source = events.GetAsyncEnumerator(cancellation);
        await using (source)
        {
            for (Task<bool> next = source.MoveNextAsync().AsTask(); ;)
            {
                if (_due is not null && await Task.WhenAny(next, _due) != next)
                {
                    _due = null;
                    Tell(_folds.Open);
                }
                else if (await next)
                {
                    Add(source.Current);
                    next = source.MoveNextAsync().AsTask();
                }
                else
                {
                    break;
                }

                if (follow)
                {
                    await host.Output.FlushAsync(CancellationToken.None);
                }
            }
        }

        Tell(_folds.Close());
    }

    private void Add(LoggedEvent logged)
    {
        foreach (FoldedEvent closed in _folds.Add(logged))
        {
            Tell([closed]);
            _told.Remove(closed.First.Seq);
        }

        if (!follow)
        {
            return;
        }

        if (_folds.Open is [.., { Count: 1 } row])
        {
            Tell([row]);
        }

        if (_due is null && _folds.Open.Any(open => open.Count > _told.GetValueOrDefault(open.First.Seq)))
        {
            _due = Task.Delay(Pause, host.Time);
        }
    }

    private void Tell(IEnumerable<FoldedEvent> rows)
    {
        foreach (FoldedEvent row in rows.Where(row => row.Count > _told.GetValueOrDefault(row.First.Seq)))
        {
            bool goesOn = _told.ContainsKey(row.First.Seq);
            host.Output.WriteLine(LogCommand.LineOf(host, goesOn ? row.Newest : row.First, (goesOn ? "… " : "") + row.Text + row.Times));
            _told[row.First.Seq] = row.Count;
        }
    }
}
